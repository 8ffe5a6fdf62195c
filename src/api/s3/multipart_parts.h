#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/s3/context.h"
#include "core/stored_object.h"

namespace mien::api::s3 {

/// The upload that a request names. @errors NoSuchBucket, NoSuchUpload and those of the target
S3Reply<MultipartUpload> find_upload(const Call& call);

/// A part as CompleteMultipartUpload names it.
struct NamedPart {
  std::uint32_t number = 0;
  std::string etag{};
  std::map<ChecksumAlgorithm, std::string> checksums{};
};
/// @errors MalformedXML, InvalidPartOrder
S3Reply<std::vector<NamedPart>> read_named_parts(std::string_view body);

/// Those that are stored as they are named. @errors InvalidPart
S3Reply<std::vector<UploadPart>> choose_parts(std::span<const NamedPart> named, std::span<const UploadPart> stored,
                                              const MultipartUpload& upload);

/// S3's form: MD5 of the parts' MD5, "-", their number.
std::string etag_of_parts(std::span<const UploadPart> parts);

/// Of the whole, or composite. None where a part has none.
std::optional<ObjectChecksum> checksum_of_parts(const MultipartUpload& upload, std::span<const UploadPart> parts);

}  // namespace mien::api::s3
