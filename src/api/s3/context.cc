#include "api/s3/context.h"

#include "core/number.h"

namespace mien::api::s3 {

S3Reply<ObjectPath> to_path(std::string_view key) {
  auto path = ObjectPath::parse(key);
  if (path) return *std::move(path);
  if (key.size() > ObjectPath::kBytesMax) return refuse(kKeyTooLong);
  return refuse(kInvalidUri, std::move(path).error().message);
}

S3Reply<BucketName> Call::bucket() const {
  auto name = BucketName::parse(target.bucket);
  if (!name) return refuse(kInvalidBucketName);
  return *std::move(name);
}

S3Reply<ObjectPath> Call::path() const { return to_path(target.key); }

std::string location_of(const Settings& settings, const HttpHead& head, std::string_view path) {
  return settings.scheme + "://" + std::string(head.header("host").value_or("")) + std::string(path);
}

HttpResponse xml_response(std::string document) {
  return {.status = 200, .headers = {{"Content-Type", "application/xml"}}, .body = std::move(document)};
}

S3Reply<std::uint64_t> number_parameter(const Target& target, std::string_view name, std::uint64_t min,
                                        std::uint64_t max, std::uint64_t otherwise) {
  const auto text = target.parameter(name);
  if (!text || text->empty()) return otherwise;
  const auto number = number_of<std::uint64_t>(*text);
  if (!number || *number < min || *number > max)
    return refuse(kInvalidArgument, "Argument " + std::string(name) + " must be an integer between " +
                                        std::to_string(min) + " and " + std::to_string(max));
  return *number;
}

S3Reply<void> check_may_store(const UseCases& use, const Principal& caller, const BucketName& bucket,
                              const ObjectPath& path) {
  auto may = use.rights.check(caller.role, caller.access_key_id, bucket, path);
  if (may) return {};
  return refuse(std::move(may).error());
}

S3Reply<void> check_version(std::optional<std::string_view> version) {
  if (!version || *version == "null") return {};
  return refuse(kNoSuchVersion);
}

}  // namespace mien::api::s3
