#pragma once

#include <expected>
#include <string>
#include <utility>

#include "api/account.h"
#include "api/rekognition/input.h"
#include "api/rekognition/wire_error.h"
#include "app/collections.h"
#include "app/compare_faces.h"
#include "app/delete_faces.h"
#include "app/detect_faces.h"
#include "app/index_faces.h"
#include "app/list_faces.h"
#include "app/search_faces.h"
#include "app/search_faces_by_image.h"

/// One function per operation: from its validated input to the use case's request, and from the result to JSON.
namespace mien::api::rekognition {

/// Borrowed: all outlive the API.
struct UseCases {
  const app::CreateCollection& create_collection;
  const app::DescribeCollection& describe_collection;
  const app::ListCollections& list_collections;
  const app::DeleteCollection& delete_collection;
  const app::IndexFaces& index_faces;
  const app::ListFaces& list_faces;
  const app::DeleteFaces& delete_faces;
  const app::SearchFaces& search_faces;
  const app::SearchFacesByImage& search_faces_by_image;
  const app::CompareFaces& compare_faces;
  const app::DetectFaces& detect_faces;
  const app::ReadObject& read_object;
  const app::ObjectTriggers& triggers;
};

struct Context {
  const UseCases& use;
  const Account& account;
  const std::string& actor;  ///< Access key id of the caller.
  const Patience& patience;
};

/// The JSON text of the reply.
using Reply = WireResult<std::string>;

/// A use case's error about a collection, in AWS's words where it has some: they name the collection.
inline std::unexpected<Refusal> refuse(Error error, const CollectionId& collection) {
  if (error.code == ErrorCode::kNotFound) error.message = "The collection id: " + collection.text() + " does not exist";
  if (error.code == ErrorCode::kAlreadyExists)
    error.message = "The collection id: " + collection.text() + " already exists.";
  return refuse(std::move(error));
}

Reply create_collection(const Context& context, const Input& input);
Reply describe_collection(const Context& context, const Input& input);
Reply list_collections(const Context& context, const Input& input);
Reply delete_collection(const Context& context, const Input& input);
Reply list_faces(const Context& context, const Input& input);
Reply delete_faces(const Context& context, const Input& input);
Reply search_faces(const Context& context, const Input& input);
Reply index_faces(const Context& context, const Input& input);
Reply search_faces_by_image(const Context& context, const Input& input);
Reply compare_faces(const Context& context, const Input& input);
Reply detect_faces(const Context& context, const Input& input);

}  // namespace mien::api::rekognition
