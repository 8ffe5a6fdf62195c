#include <algorithm>
#include <set>

#include "api/s3/body_sums.h"
#include "api/s3/conditions.h"
#include "api/s3/document.h"
#include "api/s3/handlers.h"
#include "api/s3/multipart_parts.h"
#include "api/s3/owner.h"
#include "core/limits.h"
#include "core/time.h"

namespace mien::api::s3 {
namespace {

constexpr std::uint64_t kPageMax = 1000;

void write_initiator(const Call& call, std::string_view actor, XmlWriter& xml) {
  xml.open("Initiator").text("ID", call.settings.account_id).text("DisplayName", actor).close();
  write_owner(call.settings, xml, "Owner");
  xml.text("StorageClass", "STANDARD");
}

void write_algorithm(const MultipartUpload& upload, XmlWriter& xml) {
  if (!upload.checksum_algorithm) return;
  xml.text("ChecksumAlgorithm", name_of(*upload.checksum_algorithm));
  xml.text("ChecksumType", name_of(upload.checksum_type));
}

/// A page of uploads: those after the markers, what the delimiter cuts folded.
struct UploadPage {
  std::vector<MultipartUpload> uploads{};
  std::vector<std::string> prefixes{};
  bool is_truncated = false;
  std::string next_key{};
  std::string next_id{};
};

/// All uploads of a bucket are few (limits::kUploadsPerBucketMax) and come sorted by key and age.
UploadPage cut_page(const std::vector<MultipartUpload>& all, const Target& target, std::uint64_t limit) {
  const auto text = [&](std::string_view name) { return std::string(target.parameter(name).value_or("")); };
  const std::string prefix = text("prefix"), delimiter = text("delimiter"), key_marker = text("key-marker"),
                    id_marker = text("upload-id-marker");
  UploadPage page;
  // An upload that was completed or aborted since has no place among those of its key any more, and its id does not say
  // where it was: they are listed again from the first, as one that comes twice does less harm than one passed over.
  bool behind_marker = std::ranges::none_of(all, [&](const MultipartUpload& upload) {
    return upload.path.text() == key_marker && upload.id.text() == id_marker;
  });
  for (const MultipartUpload& upload : all) {
    const std::string& key = upload.path.text();
    const bool at_marker = key == key_marker;
    if (!key.starts_with(prefix) || key < key_marker || (at_marker && id_marker.empty() && !key_marker.empty()))
      continue;
    if (at_marker && !behind_marker) {
      behind_marker = upload.id.text() == id_marker;
      continue;
    }
    const auto cut = delimiter.empty() ? std::string::npos : key.find(delimiter, prefix.size());
    const std::string common = cut == std::string::npos ? std::string() : key.substr(0, cut + delimiter.size());
    if (!common.empty() && (common <= key_marker || (!page.prefixes.empty() && page.prefixes.back() == common)))
      continue;
    if (page.uploads.size() + page.prefixes.size() == limit) {
      page.is_truncated = true;
      return page;
    }
    page.next_key = common.empty() ? key : common;
    page.next_id = common.empty() ? upload.id.text() : "";
    if (common.empty())
      page.uploads.push_back(upload);
    else
      page.prefixes.push_back(common);
  }
  return page;
}

}  // namespace

Reply list_parts(const Call& call) {
  MIEN_TRY(const std::uint64_t limit, number_parameter(call.target, "max-parts", 0, 2'147'483'647, kPageMax));
  MIEN_TRY(const std::uint64_t marker,
           number_parameter(call.target, "part-number-marker", 0, limits::kUploadPartsMax, 0));
  MIEN_TRY(const MultipartUpload upload, find_upload(call));
  const auto parts = call.use.uploads.parts(upload.id);
  if (!parts) return refuse(parts.error());
  const std::uint64_t count_max = std::min(limit, kPageMax);
  XmlWriter xml = xml_document("ListPartsResult");
  xml.text("Bucket", upload.bucket.text()).text("Key", upload.path.text());
  xml.text("UploadId", upload.id.text());
  write_initiator(call, upload.actor, xml);
  write_algorithm(upload, xml);
  const auto first = std::ranges::upper_bound(*parts, marker, {}, &UploadPart::number);
  const auto left = static_cast<std::uint64_t>(parts->end() - first);
  const auto last = first + static_cast<std::ptrdiff_t>(std::min(left, count_max));
  const bool is_truncated = last != parts->end() && count_max > 0;
  xml.number("PartNumberMarker", marker);
  xml.number("NextPartNumberMarker", last == first ? marker : (last - 1)->number);
  xml.number("MaxParts", count_max).flag("IsTruncated", is_truncated);
  for (auto part = first; part != last; ++part) {
    xml.open("Part").number("PartNumber", part->number).text("LastModified", rfc3339(part->modified));
    xml.text("ETag", in_quotes(part->etag)).number("Size", part->bytes);
    if (part->checksum && upload.checksum_algorithm)
      xml.text(checksum_element(*upload.checksum_algorithm), *part->checksum);
    xml.close();
  }
  return xml_response(xml.close().take());
}

Reply list_multipart_uploads(const Call& call) {
  MIEN_TRY(const BucketName bucket, call.bucket());
  MIEN_TRY(const std::uint64_t limit, number_parameter(call.target, "max-uploads", 0, 2'147'483'647, kPageMax));
  const bool url = call.target.parameter("encoding-type") == "url";
  const auto encode = [&](std::string_view name) { return url ? url_encoded(name) : std::string(name); };
  const auto all = call.use.uploads.list(bucket);
  if (!all) return refuse(all.error());
  const UploadPage page = cut_page(*all, call.target, std::min(limit, kPageMax));
  XmlWriter xml = xml_document("ListMultipartUploadsResult");
  xml.text("Bucket", bucket.text());
  xml.text("KeyMarker", encode(call.target.parameter("key-marker").value_or("")));
  xml.text("UploadIdMarker", call.target.parameter("upload-id-marker").value_or(""));
  if (page.is_truncated) xml.text("NextKeyMarker", encode(page.next_key)).text("NextUploadIdMarker", page.next_id);
  xml.text("Prefix", encode(call.target.parameter("prefix").value_or("")));
  if (const auto delimiter = call.target.parameter("delimiter")) xml.text("Delimiter", encode(*delimiter));
  if (url) xml.text("EncodingType", "url");
  xml.number("MaxUploads", std::min(limit, kPageMax)).flag("IsTruncated", page.is_truncated);
  for (const MultipartUpload& upload : page.uploads) {
    xml.open("Upload").text("Key", encode(upload.path.text())).text("UploadId", upload.id.text());
    write_initiator(call, upload.actor, xml);
    xml.text("Initiated", rfc3339(upload.initiated));
    write_algorithm(upload, xml);
    xml.close();
  }
  for (const std::string& prefix : page.prefixes) xml.open("CommonPrefixes").text("Prefix", encode(prefix)).close();
  return xml_response(xml.close().take());
}

}  // namespace mien::api::s3
