#include "api/routes/routed_object.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "api/s3/body_sums.h"
#include "core/percent.h"

namespace mien::api::routes {
namespace {

/// What S3's headers cannot carry stands in them as it would come from a client.
std::string header_text(const std::string& text) {
  const bool is_plain = std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F && c != '%'; });
  return is_plain ? text : percent_encode(text);
}

}  // namespace

Result<std::uint64_t> store(const app::PutObject& put, const RoutedObject& object) {
  MIEN_TRY(const BucketName bucket, BucketName::parse(object.bucket));
  MIEN_TRY(const ObjectPath path, ObjectPath::parse(object.key));
  ObjectProperties properties;
  if (!object.content_type.empty()) properties.headers["content-type"] = object.content_type;
  for (const auto& [name, value] : object.metadata) properties.metadata[name] = header_text(value);
  const PutConditions anything;
  s3::BodySums sums = s3::usual_sums({reinterpret_cast<const char*>(object.bytes.data()), object.bytes.size()});
  MIEN_TRY(const PutResult result, put.run({.bucket = bucket,
                                            .path = path,
                                            .bytes = object.bytes,
                                            .etag = std::move(sums.etag),
                                            .properties = std::move(properties),
                                            .checksum = std::move(sums.checksum),
                                            .conditions = anything,
                                            .caller = {object.actor, object.source_address}}));
  return result.sequence;
}

}  // namespace mien::api::routes
