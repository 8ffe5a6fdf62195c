#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/auth/checksums.h"
#include "api/s3/context.h"

namespace mien::api::s3 {

constexpr ChecksumKind kind_of(ChecksumAlgorithm algorithm) {
  static_assert(static_cast<int>(ChecksumKind::kSha256) == static_cast<int>(ChecksumAlgorithm::kSha256));
  return static_cast<ChecksumKind>(algorithm);
}

/// The additional checksum that a client declares, in a header or behind the body.
struct DeclaredSum {
  ChecksumAlgorithm algorithm;
  Checksum sum;
};
/// @errors InvalidRequest (several, or an algorithm without its sum, or one that cannot be read)
S3Reply<std::optional<DeclaredSum>> declared_sum(const Call& call);

/// What is known of a body whose declared sums were found right.
struct BodySums {
  std::string etag;  ///< MD5 in hexadecimal.
  ObjectChecksum checksum;
};
/// Of a body of which nothing is declared: what S3 makes of its own.
BodySums usual_sums(std::string_view body);
/// Compares Content-MD5 and the additional checksum, in a header or trailer, with the body. Where none is declared, one
/// is made: `otherwise`, as S3 does.
/// @errors InvalidDigest, BadDigest, InvalidRequest
S3Reply<BodySums> check_sums(const Call& call, ChecksumAlgorithm otherwise = ChecksumAlgorithm::kCrc64Nvme);

/// Only the comparison, for bodies that are not kept.
S3Reply<void> check_declared(const Call& call);

/// Adds x-amz-checksum-ALGORITHM and x-amz-checksum-type.
void add_checksum(const ObjectChecksum& checksum, HttpResponse& response);

/// "ChecksumCRC32" and so on, as XML names it.
std::string checksum_element(ChecksumAlgorithm algorithm);

}  // namespace mien::api::s3
