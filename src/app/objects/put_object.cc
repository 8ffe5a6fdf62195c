#include "app/objects/put_object.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/limits.h"
#include "core/utf8.h"

namespace mien::app {
namespace {

bool is_sendable(std::string_view value) {
  return is_utf8(value) && std::ranges::none_of(value, [](char c) {
           return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
         });
}

std::size_t bytes_of(const TextMap& texts) {
  std::size_t sum = 0;
  for (const auto& [name, value] : texts) sum += name.size() + value.size();
  return sum;
}

Result<void> check_texts(const TextMap& texts) {
  for (const auto& [name, value] : texts)
    if (!std::ranges::all_of(name, is_token_character) || !is_sendable(value))
      return fail(ErrorCode::kInvalidArgument,
                  "Names of metadata must be tokens, and values UTF-8 without control characters.");
  return {};
}

}  // namespace

Result<void> PutObject::check(const ObjectProperties& properties) {
  if (properties.metadata.size() > limits::kObjectPropertiesMax ||
      bytes_of(properties.metadata) > limits::kUserMetadataBytesMax)
    return fail(ErrorCode::kInvalidArgument, "Your metadata headers exceed the maximum allowed metadata size");
  if (bytes_of(properties.headers) > limits::kObjectHeadersBytesMax)
    return fail(ErrorCode::kInvalidArgument, "Your headers exceed the size that is kept of them.");
  MIEN_TRY_VOID(check_texts(properties.metadata));
  return check_texts(properties.headers);
}

Result<PutResult> PutObject::run(const Request& request) const {
  MIEN_TRY_VOID(buckets_.find(request.bucket));  // Nothing is written for a bucket that there is not.
  MIEN_TRY_VOID(writer_.check_size(request.bucket, request.path, request.bytes.size()));
  MIEN_TRY_VOID(check(request.properties));
  PutRow row{.object = {.bucket = request.bucket,
                        .path = request.path,
                        .etag = request.etag,
                        .properties = request.properties,
                        .checksum = request.checksum},
             .event = {},
             .conditions = request.conditions,
             .quota = {}};
  return writer_.write(std::move(row), request.bytes, request.event, request.caller,
                       [this](const PutRow& filled, const TasksOf& tasks_of) { return store_.put(filled, tasks_of); });
}

}  // namespace mien::app
