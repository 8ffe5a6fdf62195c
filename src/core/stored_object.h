#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/bucket.h"
#include "core/ids.h"
#include "core/text_map.h"
#include "core/time.h"

namespace mien {

/// Names the bytes of one stored object; made by us, never by a caller.
using ObjectKey = UuidOf<struct ObjectTag>;

/// S3's additional checksums.
enum class ChecksumAlgorithm : std::uint8_t { kCrc32, kCrc32c, kCrc64Nvme, kSha1, kSha256 };

inline constexpr std::array<std::pair<ChecksumAlgorithm, std::string_view>, 5> kChecksumNames{{
    {ChecksumAlgorithm::kCrc32, "CRC32"},
    {ChecksumAlgorithm::kCrc32c, "CRC32C"},
    {ChecksumAlgorithm::kCrc64Nvme, "CRC64NVME"},
    {ChecksumAlgorithm::kSha1, "SHA1"},
    {ChecksumAlgorithm::kSha256, "SHA256"},
}};

constexpr std::string_view name_of(ChecksumAlgorithm algorithm) {
  return kChecksumNames[std::to_underlying(algorithm)].second;
}
constexpr std::optional<ChecksumAlgorithm> parse_checksum_algorithm(std::string_view text) {
  for (const auto& [algorithm, name] : kChecksumNames)
    if (name == text) return algorithm;
  return std::nullopt;
}

/// Over the bytes of an object, or over the checksums of its parts.
enum class ChecksumType : std::uint8_t { kFullObject, kComposite };
constexpr std::string_view name_of(ChecksumType type) {
  return type == ChecksumType::kFullObject ? "FULL_OBJECT" : "COMPOSITE";
}

struct ObjectChecksum {
  ChecksumAlgorithm algorithm = ChecksumAlgorithm::kCrc32;
  ChecksumType type = ChecksumType::kFullObject;
  std::string text{};  ///< Base64, and of a composite one "-" and the number of parts, as S3 writes it.
  bool operator==(const ObjectChecksum&) const = default;
};

/// What a client says of an object beside its bytes, and gets back with them. Names are in lower case; no name or value
/// has a line break.
struct ObjectProperties {
  TextMap headers{};   ///< "content-type", "cache-control" and so on.
  TextMap metadata{};  ///< Without "x-amz-meta-".
  bool operator==(const ObjectProperties&) const = default;

  std::string content_type() const {
    const auto found = headers.find("content-type");
    return found == headers.end() ? "binary/octet-stream" : found->second;
  }
};

/// What is known of an object in a bucket; its bytes lie under `blob`.
struct StoredObject {
  BucketName bucket;
  ObjectPath path;
  ObjectKey blob{};
  std::uint64_t bytes = 0;
  std::string etag{};  ///< Without quotes: MD5 in hexadecimal, or S3's form of a multipart upload.
  ObjectProperties properties{};
  std::optional<ObjectChecksum> checksum{};
  std::vector<std::uint64_t> part_bytes{};  ///< Of each part of a multipart upload, in order; empty for others.
  Timestamp modified{};
  std::uint64_t sequence = 0;  ///< Of the change that stored it, given by the store: as in ObjectEvent.
};

/// A multipart upload that is not completed.
using UploadId = UuidOf<struct UploadTag>;
struct MultipartUpload {
  UploadId id{};
  BucketName bucket;
  ObjectPath path;
  ObjectProperties properties{};
  std::optional<ChecksumAlgorithm> checksum_algorithm{};
  ChecksumType checksum_type = ChecksumType::kComposite;
  Timestamp initiated{};
  std::string actor{};  ///< Access key id.
};
struct UploadPart {
  std::uint32_t number = 0;  ///< 1 to limits::kUploadPartsMax.
  ObjectKey blob{};
  std::uint64_t bytes = 0;
  std::string etag{};                     ///< MD5 in hexadecimal.
  std::optional<std::string> checksum{};  ///< Base64, in the upload's algorithm.
  Timestamp modified{};
};

}  // namespace mien
