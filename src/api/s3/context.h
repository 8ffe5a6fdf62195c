#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/auth/s3_auth.h"
#include "api/s3/refusal.h"
#include "api/s3/target.h"
#include "app/intake/store_rights.h"
#include "app/object_triggers.h"
#include "app/objects/buckets.h"
#include "app/objects/delete_objects.h"
#include "app/objects/multipart_uploads.h"
#include "app/objects/object_streams.h"
#include "app/objects/put_object.h"
#include "app/objects/read_object.h"
#include "ports/clock.h"
#include "ports/http.h"

namespace mien::api::s3 {

/// What S3's surface offers. Borrowed: all outlive it.
struct UseCases {
  const app::CreateBucket& create_bucket;
  const app::DeleteBucket& delete_bucket;
  const app::FindBuckets& find_buckets;
  const app::ChangeBucketRules& change_rules;
  const app::RulesOfBuckets& rules;
  const app::PutObject& put_object;
  const app::ReadObject& read_object;
  const app::ObjectStreams& streams;
  const app::ListObjects& list_objects;
  const app::DeleteObjects& delete_objects;
  const app::MultipartUploads& uploads;
  const app::ObjectTriggers& triggers;
  const app::StoreRights& rights;
};

/// What the operator chose.
struct Settings {
  std::string region;                       ///< Of buckets that name none.
  std::string account_id;                   ///< Owner of everything.
  std::string domain;                       ///< Under which buckets have hosts of their own; empty: none.
  std::vector<std::string> reserved_names;  ///< First path segments of others: no bucket may have them.
  std::string scheme = "http";              ///< By which clients come: "https" where TLS is on.
};

/// A request whose sender is proven and whose body is checked. Views are valid for the call.
struct Call {
  const UseCases& use;
  const Settings& settings;
  const HttpHead& head;
  const Target& target;
  Principal caller;
  std::string_view body;
  std::vector<std::pair<std::string, std::string>> trailers;  ///< Of a body in chunks; names in lower case.

  app::ObjectCaller object_caller() const { return {caller.access_key_id, head.remote_address}; }
  /// @errors InvalidBucketName
  S3Reply<BucketName> bucket() const;
  /// @errors KeyTooLongError, InvalidURI
  S3Reply<ObjectPath> path() const;
  std::string_view header(std::string_view name) const { return head.header(name).value_or(""); }
};

using Reply = S3Reply<HttpResponse>;

/// Where a client finds an object. @param path  as it stands in a URL, with the bucket unless the host names it
std::string location_of(const Settings& settings, const HttpHead& head, std::string_view path);

/// 200 with a document.
HttpResponse xml_response(std::string document);

S3Reply<ObjectPath> to_path(std::string_view key);

/// A whole number within a range; `otherwise` where the parameter is not there. @errors InvalidArgument
S3Reply<std::uint64_t> number_parameter(const Target& target, std::string_view name, std::uint64_t min,
                                        std::uint64_t max, std::uint64_t otherwise);

/// That the caller may store an object there. @errors AccessDenied, ServiceUnavailable
S3Reply<void> check_may_store(const UseCases& use, const Principal& caller, const BucketName& bucket,
                              const ObjectPath& path);

/// That no version is asked for but "null", the only one. @errors NoSuchVersion
S3Reply<void> check_version(std::optional<std::string_view> version);

}  // namespace mien::api::s3
