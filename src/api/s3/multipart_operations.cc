#include <algorithm>
#include <span>

#include "api/s3/body_sums.h"
#include "api/s3/conditions.h"
#include "api/s3/copy_source.h"
#include "api/s3/document.h"
#include "api/s3/handlers.h"
#include "api/s3/multipart_parts.h"
#include "api/s3/object_headers.h"
#include "api/s3/xml_reader.h"
#include "app/intake/intake_book.h"
#include "core/limits.h"
#include "core/time.h"

namespace mien::api::s3 {
namespace {

struct ChecksumChoice {
  std::optional<ChecksumAlgorithm> algorithm{};
  ChecksumType type = ChecksumType::kComposite;
};

/// Source: S3's user guide, "Checking object integrity": which type each algorithm may have, and has if none is named.
S3Reply<ChecksumChoice> wanted_checksum(const HttpHead& head) {
  const auto name = head.header("x-amz-checksum-algorithm");
  const auto type = head.header("x-amz-checksum-type");
  // Without one S3 makes CRC64NVME of the whole.
  if (!name && !type) return ChecksumChoice{ChecksumAlgorithm::kCrc64Nvme, ChecksumType::kFullObject};
  if (!name)
    return refuse(kInvalidRequest,
                  "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
  const auto algorithm = parse_checksum_algorithm(*name);
  if (!algorithm)
    return refuse(kInvalidRequest,
                  "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, "
                  "CRC32C, CRC64NVME, SHA1, SHA256]");
  ChecksumChoice out{
      algorithm, *algorithm == ChecksumAlgorithm::kCrc64Nvme ? ChecksumType::kFullObject : ChecksumType::kComposite};
  if (!type) return out;
  if (*type == "FULL_OBJECT") {
    if (!can_be_joined(kind_of(*algorithm)))
      return refuse(kInvalidRequest, "The FULL_OBJECT checksum type cannot be used with the " + std::string(*name) +
                                         " checksum algorithm.");
    out.type = ChecksumType::kFullObject;
  } else if (*type == "COMPOSITE") {
    if (*algorithm == ChecksumAlgorithm::kCrc64Nvme)
      return refuse(kInvalidRequest,
                    "The COMPOSITE checksum type cannot be used with the CRC64NVME checksum algorithm.");
    out.type = ChecksumType::kComposite;
  } else {
    return refuse(kInvalidRequest, "Value for x-amz-checksum-type header is invalid.");
  }
  return out;
}

S3Reply<std::uint32_t> part_number(const Target& target) {
  const auto number = number_parameter(target, "partNumber", 1, limits::kUploadPartsMax, 0);
  if (!number || *number == 0)
    return refuse(kInvalidArgument, "Part number must be an integer between 1 and 10000, inclusive");
  return static_cast<std::uint32_t>(*number);
}

/// A part's checksum, in the algorithm of the upload.
S3Reply<BodySums> part_sums(const Call& call, const MultipartUpload& upload) {
  MIEN_TRY(const auto declared, declared_sum(call));
  const ChecksumAlgorithm algorithm = upload.checksum_algorithm.value_or(ChecksumAlgorithm::kCrc64Nvme);
  MIEN_TRY(BodySums sums, check_sums(call, algorithm));
  if (!declared || declared->algorithm == algorithm) return sums;
  // S3 takes another algorithm where the upload named none.
  if (algorithm != ChecksumAlgorithm::kCrc64Nvme)
    return refuse(kInvalidRequest,
                  "Checksum Type mismatch occurred, expected checksum Type: " + std::string(name_of(algorithm)) +
                      ", actual checksum Type: " + std::string(name_of(declared->algorithm)));
  sums.checksum = {algorithm, ChecksumType::kFullObject, checksum_of(kind_of(algorithm), call.body).base64()};
  return sums;
}

/// That the object is the one whose checksum or size the client says. @errors BadDigest, InvalidRequest
S3Reply<void> check_whole(const Call& call, const std::optional<ObjectChecksum>& checksum,
                          std::span<const UploadPart> parts) {
  for (const auto& [algorithm, name] : mien::kChecksumNames) {
    const auto declared = call.head.header(checksum_header(kind_of(algorithm)));
    if (!declared) continue;
    const auto plain = [](std::string_view text) { return text.substr(0, text.find('-')); };
    if (!checksum || checksum->algorithm != algorithm || plain(*declared) != plain(checksum->text))
      return refuse(kBadDigest, "The " + std::string(name) + " you specified did not match the calculated checksum.");
  }
  if (const auto size = call.head.header("x-amz-mp-object-size")) {
    std::uint64_t bytes = 0;
    for (const UploadPart& part : parts) bytes += part.bytes;
    if (*size != std::to_string(bytes))
      return refuse(kInvalidRequest, "The provided 'x-amz-mp-object-size' header does not match what was computed.");
  }
  return {};
}

}  // namespace

Reply create_multipart_upload(const Call& call) {
  MIEN_TRY(const BucketName bucket, call.bucket());
  MIEN_TRY(const ObjectPath path, call.path());
  MIEN_TRY_VOID(check_may_store(call.use, call.caller, bucket, path));
  // An announcement ends within the hour; parts would lie there for days, and no link is signed for them.
  if (bucket.text() == app::kAnnouncedUploads) return refuse(kAccessDenied, "An announced picture comes by one PUT.");
  MIEN_TRY_VOID(check_write_headers(call.head));
  MIEN_TRY(const ChecksumChoice checksum, wanted_checksum(call.head));
  const ObjectProperties properties = properties_of(call.head);
  MIEN_TRY_VOID(check_properties(properties));
  const auto id = call.use.uploads.begin({.bucket = bucket,
                                          .path = path,
                                          .properties = properties,
                                          .checksum_algorithm = checksum.algorithm,
                                          .checksum_type = checksum.type,
                                          .actor = call.caller.access_key_id});
  if (!id) return refuse(id.error());
  XmlWriter xml = xml_document("InitiateMultipartUploadResult");
  xml.text("Bucket", bucket.text()).text("Key", path.text());
  HttpResponse response = xml_response(xml.text("UploadId", id->text()).close().take());
  if (call.head.header("x-amz-checksum-algorithm")) {
    response.headers.push_back({"x-amz-checksum-algorithm", std::string(name_of(*checksum.algorithm))});
    response.headers.push_back({"x-amz-checksum-type", std::string(name_of(checksum.type))});
  }
  return response;
}

Reply upload_part(const Call& call) {
  MIEN_TRY(const std::uint32_t number, part_number(call.target));
  MIEN_TRY(const MultipartUpload upload, find_upload(call));
  MIEN_TRY_VOID(check_may_store(call.use, call.caller, upload.bucket, upload.path));
  MIEN_TRY(const BodySums sums, part_sums(call, upload));
  const auto stored = call.use.uploads.put_part(upload, {.number = number,
                                                         .bytes = std::as_bytes(std::span(call.body)),
                                                         .etag = sums.etag,
                                                         .checksum = sums.checksum.text});
  if (!stored) return refuse(stored.error());
  HttpResponse response{.status = 200, .headers = {{"ETag", in_quotes(sums.etag)}}, .body = {}};
  response.headers.push_back({std::string(checksum_header(kind_of(sums.checksum.algorithm))), sums.checksum.text});
  return response;
}

Reply upload_part_copy(const Call& call) {
  MIEN_TRY(const std::uint32_t number, part_number(call.target));
  MIEN_TRY(const MultipartUpload upload, find_upload(call));
  MIEN_TRY_VOID(check_may_store(call.use, call.caller, upload.bucket, upload.path));
  MIEN_TRY(const auto source, read_copy_source(call, call.header("x-amz-copy-source-range")));
  const ChecksumKind kind = kind_of(upload.checksum_algorithm.value_or(ChecksumAlgorithm::kCrc64Nvme));
  const std::string etag = checksum_of(ChecksumKind::kMd5, source.bytes).hex();
  const auto stored = call.use.uploads.put_part(upload, {.number = number,
                                                         .bytes = std::as_bytes(std::span(source.bytes)),
                                                         .etag = etag,
                                                         .checksum = checksum_of(kind, source.bytes).base64()});
  if (!stored) return refuse(stored.error());
  XmlWriter xml = xml_document("CopyPartResult");
  xml.text("LastModified", rfc3339(*stored)).text("ETag", in_quotes(etag));
  return xml_response(xml.close().take());
}

Reply complete_multipart_upload(const Call& call) {
  MIEN_TRY(const MultipartUpload upload, find_upload(call));
  MIEN_TRY_VOID(check_may_store(call.use, call.caller, upload.bucket, upload.path));
  MIEN_TRY(const PutConditions conditions, put_conditions(call.head));
  MIEN_TRY(const std::vector<NamedPart> named, read_named_parts(call.body));
  const auto stored = call.use.uploads.parts(upload.id);
  if (!stored) return refuse(stored.error());
  MIEN_TRY(const std::vector<UploadPart> chosen, choose_parts(named, *stored, upload));
  const std::string etag = etag_of_parts(chosen);
  const std::optional<ObjectChecksum> checksum = checksum_of_parts(upload, chosen);
  MIEN_TRY_VOID(check_whole(call, checksum, chosen));
  const auto done = call.use.uploads.complete({.upload = upload,
                                               .stored = *stored,
                                               .chosen = chosen,
                                               .etag = etag,
                                               .checksum = checksum,
                                               .conditions = conditions,
                                               .caller = call.object_caller()});
  if (!done) return refuse(done.error());
  XmlWriter xml = xml_document("CompleteMultipartUploadResult");
  xml.text("Location", location_of(call.settings, call.head, call.head.path()));
  xml.text("Bucket", upload.bucket.text()).text("Key", upload.path.text()).text("ETag", in_quotes(etag));
  if (checksum)
    xml.text(checksum_element(checksum->algorithm), checksum->text).text("ChecksumType", name_of(checksum->type));
  return xml_response(xml.close().take());
}

Reply abort_multipart_upload(const Call& call) {
  MIEN_TRY(const MultipartUpload upload, find_upload(call));
  // Whoever may not bring an object there may not keep others from it either.
  MIEN_TRY_VOID(check_may_store(call.use, call.caller, upload.bucket, upload.path));
  if (const auto aborted = call.use.uploads.abort(upload.id); !aborted) return refuse(aborted.error());
  return HttpResponse{.status = 204, .headers = {}, .body = {}};
}

}  // namespace mien::api::s3
