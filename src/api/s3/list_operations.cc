#include <algorithm>
#include <functional>
#include <optional>

#include "api/s3/conditions.h"
#include "api/s3/document.h"
#include "api/s3/handlers.h"
#include "api/s3/owner.h"
#include "core/base64.h"
#include "core/limits.h"
#include "core/time.h"

namespace mien::api::s3 {
namespace {

/// What all listings have in common: the query, and how names are written.
struct Listed {
  BucketName bucket;
  ObjectQuery query;
  bool url = false;
  ObjectListing listing{};

  std::string text(std::string_view name) const { return url ? url_encoded(name) : std::string(name); }
};

S3Reply<Listed> list(const Call& call, std::string after) {
  MIEN_TRY(BucketName bucket, call.bucket());
  MIEN_TRY(const std::uint64_t limit,
           number_parameter(call.target, "max-keys", 0, 2'147'483'647, limits::kListedObjectsMax));
  const std::string_view encoding = call.target.parameter("encoding-type").value_or("");
  if (!encoding.empty() && encoding != "url")
    return refuse(kInvalidArgument, "Invalid Encoding Method specified in Request");
  Listed out{.bucket = std::move(bucket),
             .query = {.prefix = std::string(call.target.parameter("prefix").value_or("")),
                       .delimiter = std::string(call.target.parameter("delimiter").value_or("")),
                       .after = std::move(after),
                       .limit = std::min<std::uint64_t>(limit, limits::kListedObjectsMax)},
             .url = encoding == "url"};
  auto listing = call.use.list_objects.run(out.bucket, out.query);
  if (!listing) return refuse(std::move(listing).error());
  out.listing = *std::move(listing);
  return out;
}

void write_head(const Listed& listed, XmlWriter& xml) {
  xml.text("Name", listed.bucket.text()).text("Prefix", listed.text(listed.query.prefix));
  if (!listed.query.delimiter.empty()) xml.text("Delimiter", listed.text(listed.query.delimiter));
  xml.number("MaxKeys", listed.query.limit);
  if (listed.url) xml.text("EncodingType", "url");
  xml.flag("IsTruncated", listed.listing.is_truncated);
}

void write_summary(const ObjectSummary& object, XmlWriter& xml) {
  xml.text("LastModified", rfc3339(object.modified)).text("ETag", in_quotes(object.etag));
  if (object.checksum) {
    xml.text("ChecksumAlgorithm", name_of(object.checksum->first));
    xml.text("ChecksumType", name_of(object.checksum->second));
  }
  xml.number("Size", object.bytes).text("StorageClass", "STANDARD");
}

/// @param element  "Contents" or "Version". @param more  writes what a kind of listing has besides.
void write_entries(const Listed& listed, std::string_view element, XmlWriter& xml,
                   const std::function<void(XmlWriter&)>& more) {
  for (const ObjectListing::Entry& entry : listed.listing.entries) {
    if (!entry.object) continue;
    xml.open(element).text("Key", listed.text(entry.name));
    write_summary(*entry.object, xml);
    more(xml);
    xml.close();
  }
  for (const ObjectListing::Entry& entry : listed.listing.entries)
    if (!entry.object) xml.open("CommonPrefixes").text("Prefix", listed.text(entry.name)).close();
}

/// A token is the last name of its page; base64, since names may hold anything.
std::string token_of(std::string_view name) { return encode_base64(std::as_bytes(std::span(name))); }

std::optional<std::string> name_of_token(std::string_view token) {
  const auto bytes = decode_base64(token);
  if (!bytes || bytes->empty() || bytes->size() > ObjectPath::kBytesMax) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

}  // namespace

Reply list_objects(const Call& call) {
  const std::string marker(call.target.parameter("marker").value_or(""));
  MIEN_TRY(const Listed listed, list(call, marker));
  XmlWriter xml = xml_document("ListBucketResult");
  write_head(listed, xml);
  xml.text("Marker", listed.text(marker));
  // S3 names it only here; without a delimiter the last key is the marker.
  if (listed.listing.is_truncated && !listed.query.delimiter.empty())
    xml.text("NextMarker", listed.text(listed.listing.entries.back().name));
  write_entries(listed, "Contents", xml, [&](XmlWriter& out) { write_owner(call.settings, out, "Owner"); });
  return xml_response(xml.close().take());
}

Reply list_objects_v2(const Call& call) {
  const auto token = call.target.parameter("continuation-token");
  const std::string start_after(call.target.parameter("start-after").value_or(""));
  std::optional<std::string> after = start_after;
  if (token) after = name_of_token(*token);
  if (!after) return refuse(kInvalidArgument, "The continuation token provided is incorrect");
  const bool with_owner = call.target.parameter("fetch-owner") == "true";
  MIEN_TRY(const Listed listed, list(call, *after));
  XmlWriter xml = xml_document("ListBucketResult");
  write_head(listed, xml);
  xml.number("KeyCount", listed.listing.entries.size());
  if (token) xml.text("ContinuationToken", *token);
  if (listed.listing.is_truncated) xml.text("NextContinuationToken", token_of(listed.listing.entries.back().name));
  if (!start_after.empty()) xml.text("StartAfter", listed.text(start_after));
  write_entries(listed, "Contents", xml, [&](XmlWriter& out) {
    if (with_owner) write_owner(call.settings, out, "Owner");
  });
  return xml_response(xml.close().take());
}

/// Every object has one version, "null".
Reply list_object_versions(const Call& call) {
  const std::string marker(call.target.parameter("key-marker").value_or(""));
  const std::string version_marker(call.target.parameter("version-id-marker").value_or(""));
  if (!version_marker.empty() && marker.empty())
    return refuse(kInvalidArgument, "A version-id marker cannot be specified without a key marker.");
  MIEN_TRY(const Listed listed, list(call, marker));
  XmlWriter xml = xml_document("ListVersionsResult");
  write_head(listed, xml);
  xml.text("KeyMarker", listed.text(marker)).text("VersionIdMarker", version_marker);
  if (listed.listing.is_truncated) {
    const ObjectListing::Entry& last = listed.listing.entries.back();
    xml.text("NextKeyMarker", listed.text(last.name));
    if (last.object) xml.text("NextVersionIdMarker", "null");
  }
  write_entries(listed, "Version", xml, [&](XmlWriter& out) {
    out.text("VersionId", "null").flag("IsLatest", true);
    write_owner(call.settings, out, "Owner");
  });
  return xml_response(xml.close().take());
}

}  // namespace mien::api::s3
