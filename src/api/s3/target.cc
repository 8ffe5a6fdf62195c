#include "api/s3/target.h"

#include <algorithm>

#include "api/http/url.h"
#include "core/ascii.h"
#include "core/bucket.h"
#include "core/percent.h"

namespace mien::api::s3 {
namespace {

/// Without port.
std::string_view host_name(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

}  // namespace

std::optional<std::string_view> Target::parameter(std::string_view name) const {
  const auto found = std::ranges::find_if(query, [&](const auto& entry) { return entry.first == name; });
  if (found == query.end()) return std::nullopt;
  return found->second;
}

std::string bucket_of_host(const HttpHead& head, std::string_view domain) {
  const std::string name = lower_case(host_name(head.header("host").value_or("")));
  if (domain.empty() || name.size() <= domain.size() + 1 || !name.ends_with(domain) ||
      name[name.size() - domain.size() - 1] != '.')
    return {};
  std::string bucket = name.substr(0, name.size() - domain.size() - 1);
  return BucketName::parse(bucket) ? bucket : std::string();
}

S3Reply<Target> read_target(const HttpHead& head, std::string_view domain) {
  Target target;
  auto query = parse_query(head.query());
  if (!query) return refuse(kInvalidUri);
  target.query = *std::move(query);
  target.host_bucket = bucket_of_host(head, domain);
  std::string_view path = head.path();
  if (!path.starts_with('/')) return refuse(kInvalidUri);
  path.remove_prefix(1);
  if (target.host_bucket.empty()) {
    const auto slash = std::min(path.find('/'), path.size());
    auto bucket = percent_decode(path.substr(0, slash));
    if (!bucket) return refuse(kInvalidUri);
    target.bucket = *std::move(bucket);
    path.remove_prefix(std::min(slash + 1, path.size()));
    if (target.bucket.empty() && !path.empty()) return refuse(kInvalidUri);
  } else {
    target.bucket = target.host_bucket;
  }
  auto key = percent_decode(path);
  if (!key) return refuse(kInvalidUri);
  target.key = *std::move(key);
  return target;
}

}  // namespace mien::api::s3
