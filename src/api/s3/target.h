#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/s3/refusal.h"

namespace mien::api::s3 {

/// What a request is about.
struct Target {
  std::string bucket{};       ///< As sent, decoded; empty: the service.
  std::string key{};          ///< Likewise; empty: the bucket.
  std::string host_bucket{};  ///< Where the Host header names the bucket: its name; else empty.
  std::vector<std::pair<std::string, std::string>> query{};  ///< Decoded, in the order in which they came.

  /// Value of the first of that name; nullopt: none.
  std::optional<std::string_view> parameter(std::string_view name) const;
};

/// The bucket that the Host header names: what stands before `domain`, with the dot between them. Empty: none, also
/// where that could be no bucket.
std::string bucket_of_host(const HttpHead& head, std::string_view domain);

/// Reads path, query and host. @errors InvalidURI
S3Reply<Target> read_target(const HttpHead& head, std::string_view domain);

}  // namespace mien::api::s3
