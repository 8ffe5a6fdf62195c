#pragma once

#include <string>

#include "ports/store.h"

namespace mien::app {

class ListFaces {
 public:
  struct Request {
    CollectionId collection;
    FaceStore::Filter filter{};
    PageRequest page{};
  };
  struct Response {
    Page<StoredFace> page;
    std::string face_model_version;
  };
  ListFaces(const CollectionStore& collections, const FaceStore& faces) : collections_(collections), faces_(faces) {}
  /// @errors kNotFound, kInvalidPageToken, kUnavailable
  Result<Response> run(const Request& request) const;

 private:
  const CollectionStore& collections_;
  const FaceStore& faces_;
};

}  // namespace mien::app
