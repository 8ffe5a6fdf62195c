#include <algorithm>
#include <array>
#include <span>

#include "api/s3/body_sums.h"
#include "api/s3/conditions.h"
#include "api/s3/copy_source.h"
#include "api/s3/document.h"
#include "api/s3/handlers.h"
#include "api/s3/object_headers.h"
#include "api/s3/xml_reader.h"
#include "core/limits.h"
#include "core/time.h"

namespace mien::api::s3 {
namespace {

/// Of DeleteObjects: conditions on single objects.
constexpr std::array<std::string_view, 3> kObjectConditions{"ETag", "LastModifiedTime", "Size"};

struct Refused {
  std::string key;
  Refusal refusal;
};
struct Deletions {
  std::vector<ObjectPath> paths{};
  std::vector<Refused> refused{};
  bool quiet = false;
};

S3Reply<ObjectPath> path_to_delete(const XmlElement& element) {
  const std::string_view key = element.child_text("Key");
  const XmlElement* const version = element.child("VersionId");
  if (version != nullptr && !version->text.empty()) MIEN_TRY_VOID(check_version(version->text));
  for (const std::string_view name : kObjectConditions)
    if (element.child(name) != nullptr)
      return refuse(kNotImplemented, "Conditions of single objects are not implemented.");
  return to_path(key);
}

S3Reply<Deletions> read_deletions(std::string_view body) {
  const auto document = read_xml(body);
  if (!document || document->name != "Delete") return refuse(kMalformedXml);
  Deletions out;
  for (const XmlElement& element : document->children) {
    if (element.name == "Quiet") {
      out.quiet = element.text == "true";
      continue;
    }
    if (element.name != "Object" || element.child("Key") == nullptr) return refuse(kMalformedXml);
    auto path = path_to_delete(element);
    if (path)
      out.paths.push_back(*std::move(path));
    else
      out.refused.push_back({std::string(element.child_text("Key")), std::move(path).error()});
  }
  const std::size_t count = out.paths.size() + out.refused.size();
  if (count == 0 || count > limits::kDeletedObjectsMax) return refuse(kMalformedXml);
  return out;
}

/// The properties of a copy: its source's, or the request's.
S3Reply<ObjectProperties> copied_properties(const Call& call, const StoredObject& source) {
  const std::string_view directive = call.header("x-amz-metadata-directive");
  if (directive.empty() || directive == "COPY") {
    if (copies_onto_itself(call))
      return refuse(kInvalidRequest,
                    "This copy request is illegal because it is trying to copy an object to itself without changing "
                    "the object's metadata, storage class, website redirect location or encryption attributes.");
    return source.properties;
  }
  if (directive != "REPLACE") return refuse(kInvalidArgument, "Unknown metadata directive.");
  ObjectProperties properties = properties_of(call.head);
  MIEN_TRY_VOID(check_properties(properties));
  return properties;
}

/// The checksum of a copy: of the algorithm that is asked for, else the source's own, or S3's usual one.
S3Reply<ObjectChecksum> copied_checksum(const Call& call, const app::ReadObject::Content& source) {
  const auto wanted = call.head.header("x-amz-checksum-algorithm");
  const auto algorithm = wanted ? parse_checksum_algorithm(*wanted) : ChecksumAlgorithm::kCrc64Nvme;
  if (!algorithm) return refuse(kInvalidRequest, "Checksum algorithm provided is unsupported.");
  if (!wanted && source.object.checksum && source.object.checksum->type == ChecksumType::kFullObject)
    return *source.object.checksum;
  const ChecksumAlgorithm chosen = !wanted && source.object.checksum ? source.object.checksum->algorithm : *algorithm;
  return ObjectChecksum{chosen, ChecksumType::kFullObject, checksum_of(kind_of(chosen), source.bytes).base64()};
}

}  // namespace

Reply put_object(const Call& call) {
  MIEN_TRY(const BucketName bucket, call.bucket());
  MIEN_TRY(const ObjectPath path, call.path());
  MIEN_TRY_VOID(check_may_store(call.use, call.caller, bucket, path));
  MIEN_TRY_VOID(check_write_headers(call.head));
  MIEN_TRY(const PutConditions conditions, put_conditions(call.head));
  const ObjectProperties properties = properties_of(call.head);
  MIEN_TRY_VOID(check_properties(properties));
  MIEN_TRY(const BodySums sums, check_sums(call));
  const auto put = call.use.put_object.run({.bucket = bucket,
                                            .path = path,
                                            .bytes = std::as_bytes(std::span(call.body)),
                                            .etag = sums.etag,
                                            .properties = properties,
                                            .checksum = sums.checksum,
                                            .conditions = conditions,
                                            .caller = call.object_caller()});
  if (!put) return refuse(put.error());
  HttpResponse response{.status = 200, .headers = {{"ETag", in_quotes(sums.etag)}}, .body = {}};
  add_checksum(sums.checksum, response);
  return response;
}

Reply copy_object(const Call& call) {
  MIEN_TRY(const BucketName bucket, call.bucket());
  MIEN_TRY(const ObjectPath path, call.path());
  MIEN_TRY_VOID(check_may_store(call.use, call.caller, bucket, path));
  MIEN_TRY_VOID(check_write_headers(call.head));
  MIEN_TRY(const PutConditions conditions, put_conditions(call.head));
  MIEN_TRY(const app::ReadObject::Content source, read_copy_source(call));
  MIEN_TRY(const ObjectProperties properties, copied_properties(call, source.object));
  MIEN_TRY(const ObjectChecksum checksum, copied_checksum(call, source));
  // The whole is one part now, whatever the source was.
  const std::string etag = checksum_of(ChecksumKind::kMd5, source.bytes).hex();
  const auto put = call.use.put_object.run({.bucket = bucket,
                                            .path = path,
                                            .bytes = std::as_bytes(std::span(source.bytes)),
                                            .etag = etag,
                                            .properties = properties,
                                            .checksum = checksum,
                                            .conditions = conditions,
                                            .event = "ObjectCreated:Copy",
                                            .caller = call.object_caller()});
  if (!put) return refuse(put.error());
  XmlWriter xml = xml_document("CopyObjectResult");
  xml.text("LastModified", rfc3339(put->modified)).text("ETag", in_quotes(etag));
  xml.text(checksum_element(checksum.algorithm), checksum.text).text("ChecksumType", name_of(checksum.type));
  return xml_response(xml.close().take());
}

Reply delete_object(const Call& call) {
  MIEN_TRY(const BucketName bucket, call.bucket());
  MIEN_TRY(const ObjectPath path, call.path());
  MIEN_TRY_VOID(check_version(call.target.parameter("versionId")));
  for (const std::string_view name : {"if-match", "x-amz-if-match-last-modified-time", "x-amz-if-match-size"})
    if (call.head.header(name)) return refuse(kNotImplemented, "DeleteObject under conditions is not implemented.");
  const auto deleted = call.use.delete_objects.run(bucket, std::span(&path, 1), call.object_caller(), "DeleteObject");
  if (!deleted) return refuse(deleted.error());
  return HttpResponse{.status = 204, .headers = {}, .body = {}};
}

Reply delete_objects(const Call& call) {
  MIEN_TRY(const BucketName bucket, call.bucket());
  MIEN_TRY_VOID(check_declared(call));
  MIEN_TRY(const Deletions deletions, read_deletions(call.body));
  const auto deleted = call.use.delete_objects.run(bucket, deletions.paths, call.object_caller(), "DeleteObjects");
  if (!deleted) return refuse(deleted.error());
  XmlWriter xml = xml_document("DeleteResult");
  if (!deletions.quiet)
    for (const ObjectPath& path : deletions.paths) xml.open("Deleted").text("Key", path.text()).close();
  for (const Refused& refused : deletions.refused)
    xml.open("Error")
        .text("Key", refused.key)
        .text("Code", refused.refusal.kind.code)
        .text("Message", refused.refusal.message)
        .close();
  return xml_response(xml.close().take());
}

}  // namespace mien::api::s3
