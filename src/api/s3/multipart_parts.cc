#include "api/s3/multipart_parts.h"

#include <algorithm>

#include "api/s3/body_sums.h"
#include "api/s3/conditions.h"
#include "api/s3/xml_reader.h"
#include "core/ascii.h"
#include "core/limits.h"
#include "core/number.h"

namespace mien::api::s3 {
namespace {

/// Of an MD5 in hexadecimal, which is ours.
Checksum md5_of(std::string_view hexadecimal) {
  std::array<std::byte, 16> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::byte>(hex_value(hexadecimal[2 * i]) * 16 + hex_value(hexadecimal[2 * i + 1]));
  return {ChecksumKind::kMd5, bytes};
}

std::optional<ChecksumAlgorithm> algorithm_of(std::string_view element) {
  constexpr std::string_view kPrefix = "Checksum";
  if (!element.starts_with(kPrefix)) return std::nullopt;
  return parse_checksum_algorithm(element.substr(kPrefix.size()));
}

S3Reply<NamedPart> read_part(const XmlElement& element) {
  NamedPart part;
  if (element.name != "Part") return refuse(kMalformedXml);
  for (const XmlElement& child : element.children) {
    if (child.name == "PartNumber") {
      const auto number = number_of<std::uint32_t>(child.text);
      if (!number) return refuse(kMalformedXml);
      part.number = *number;
    } else if (child.name == "ETag") {
      part.etag = unquoted(child.text);
    } else if (const auto algorithm = algorithm_of(child.name)) {
      part.checksums.emplace(*algorithm, child.text);
    } else {
      return refuse(kMalformedXml);
    }
  }
  if (part.number == 0 || part.etag.empty()) return refuse(kMalformedXml);
  if (part.number > limits::kUploadPartsMax)
    return refuse(kInvalidArgument, "PartNumber must be an integer between 1 and 10000, inclusive");
  return part;
}

/// Whether an upload of several parts states what each of them must be.
bool fits(const NamedPart& named, const UploadPart& stored, const MultipartUpload& upload) {
  if (named.etag != stored.etag) return false;
  return std::ranges::all_of(named.checksums, [&](const auto& entry) {
    return upload.checksum_algorithm != entry.first || stored.checksum == entry.second;
  });
}

}  // namespace

S3Reply<MultipartUpload> find_upload(const Call& call) {
  MIEN_TRY(const BucketName bucket, call.bucket());
  MIEN_TRY(const ObjectPath path, call.path());
  const auto id = UploadId::parse(call.target.parameter("uploadId").value_or(""));
  if (!id) {
    if (const auto found = call.use.find_buckets.find(bucket); !found) return refuse(found.error());
    return refuse(kNoSuchUpload);
  }
  auto upload = call.use.uploads.find(bucket, path, *id);
  if (!upload) return refuse(std::move(upload).error());
  return *std::move(upload);
}

S3Reply<std::vector<NamedPart>> read_named_parts(std::string_view body) {
  const auto document = read_xml(body);
  if (!document || document->name != "CompleteMultipartUpload") return refuse(kMalformedXml);
  std::vector<NamedPart> parts;
  for (const XmlElement& element : document->children) {
    MIEN_TRY(NamedPart part, read_part(element));
    if (!parts.empty() && part.number <= parts.back().number) return refuse(kInvalidPartOrder);
    parts.push_back(std::move(part));
  }
  if (parts.empty()) return refuse(kMalformedXml);
  return parts;
}

S3Reply<std::vector<UploadPart>> choose_parts(std::span<const NamedPart> named, std::span<const UploadPart> stored,
                                              const MultipartUpload& upload) {
  std::vector<UploadPart> chosen;
  for (const NamedPart& part : named) {
    const auto found = std::ranges::lower_bound(stored, part.number, {}, &UploadPart::number);
    if (found == stored.end() || found->number != part.number || !fits(part, *found, upload)) {
      Refusal refusal{kInvalidPart, std::string(kInvalidPart.message)};
      refusal.more = {{"UploadId", upload.id.text()}, {"PartNumber", std::to_string(part.number)}};
      return std::unexpected(std::move(refusal));
    }
    chosen.push_back(*found);
  }
  return chosen;
}

std::string etag_of_parts(std::span<const UploadPart> parts) {
  std::vector<Checksum> sums;
  for (const UploadPart& part : parts) sums.push_back(md5_of(part.etag));
  return composite_of(sums).hex() + "-" + std::to_string(parts.size());
}

std::optional<ObjectChecksum> checksum_of_parts(const MultipartUpload& upload, std::span<const UploadPart> parts) {
  if (!upload.checksum_algorithm) return std::nullopt;
  const ChecksumKind kind = kind_of(*upload.checksum_algorithm);
  std::vector<Checksum> sums;
  for (const UploadPart& part : parts) {
    const auto sum = part.checksum ? Checksum::from_base64(kind, *part.checksum) : std::nullopt;
    if (!sum) return std::nullopt;
    sums.push_back(*sum);
  }
  if (upload.checksum_type == ChecksumType::kComposite)
    return ObjectChecksum{*upload.checksum_algorithm, ChecksumType::kComposite,
                          composite_of(sums).base64() + "-" + std::to_string(parts.size())};
  Checksum whole = sums.front();
  for (std::size_t i = 1; i < sums.size(); ++i) whole = joined(whole, sums[i], parts[i].bytes);
  return ObjectChecksum{*upload.checksum_algorithm, ChecksumType::kFullObject, whole.base64()};
}

}  // namespace mien::api::s3
