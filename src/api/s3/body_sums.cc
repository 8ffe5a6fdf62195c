#include "api/s3/body_sums.h"

#include <algorithm>

#include "core/ascii.h"

namespace mien::api::s3 {
namespace {

S3Reply<void> check_md5(const Call& call, const std::optional<Checksum>& actual) {
  const auto declared = call.head.header("content-md5");
  if (!declared) return {};
  const auto md5 = Checksum::from_base64(ChecksumKind::kMd5, *declared);
  if (!md5) return refuse(kInvalidDigest);
  if (*md5 != actual.value_or(checksum_of(ChecksumKind::kMd5, call.body)))
    return refuse(kBadDigest, "The Content-MD5 you specified did not match what we received.");
  return {};
}

S3Reply<void> compare(const DeclaredSum& declared, const Checksum& actual) {
  if (declared.sum == actual) return {};
  return refuse(kBadDigest, "The " + std::string(name_of(declared.algorithm)) +
                                " you specified did not match the calculated checksum.");
}

std::optional<std::string_view> header_or_trailer(const Call& call, std::string_view name) {
  if (const auto header = call.head.header(name)) return header;
  const auto found = std::ranges::find_if(call.trailers, [&](const auto& trailer) { return trailer.first == name; });
  if (found == call.trailers.end()) return std::nullopt;
  return found->second;
}

}  // namespace

S3Reply<std::optional<DeclaredSum>> declared_sum(const Call& call) {
  std::optional<DeclaredSum> out;
  for (const auto& [algorithm, algorithm_name] : mien::kChecksumNames) {
    const std::string_view header = checksum_header(kind_of(algorithm));
    const auto text = header_or_trailer(call, header);
    if (!text) continue;
    if (out)
      return refuse(kInvalidRequest,
                    "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    const auto sum = Checksum::from_base64(kind_of(algorithm), *text);
    if (!sum) return refuse(kInvalidRequest, "Value for " + std::string(header) + " header is invalid.");
    out = DeclaredSum{algorithm, *sum};
  }
  const auto wanted = call.head.header("x-amz-sdk-checksum-algorithm");
  if (wanted && !parse_checksum_algorithm(*wanted) && *wanted != "MD5")
    return refuse(kInvalidRequest, "Value for x-amz-sdk-checksum-algorithm header is invalid.");
  if (wanted && *wanted != "MD5" && (!out || name_of(out->algorithm) != *wanted))
    return refuse(kInvalidRequest,
                  "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer "
                  "headers were found.");
  return out;
}

BodySums usual_sums(std::string_view body) {
  return {.etag = checksum_of(ChecksumKind::kMd5, body).hex(),
          .checksum = {ChecksumAlgorithm::kCrc64Nvme, ChecksumType::kFullObject,
                       checksum_of(ChecksumKind::kCrc64Nvme, body).base64()}};
}

S3Reply<BodySums> check_sums(const Call& call, ChecksumAlgorithm otherwise) {
  MIEN_TRY(const std::optional<DeclaredSum> declared, declared_sum(call));
  const ChecksumAlgorithm algorithm = declared ? declared->algorithm : otherwise;
  const Checksum md5 = checksum_of(ChecksumKind::kMd5, call.body);
  MIEN_TRY_VOID(check_md5(call, md5));
  const Checksum sum = checksum_of(kind_of(algorithm), call.body);
  if (declared) MIEN_TRY_VOID(compare(*declared, sum));
  return BodySums{.etag = md5.hex(), .checksum = {algorithm, ChecksumType::kFullObject, sum.base64()}};
}

S3Reply<void> check_declared(const Call& call) {
  MIEN_TRY(const std::optional<DeclaredSum> declared, declared_sum(call));
  MIEN_TRY_VOID(check_md5(call, std::nullopt));
  if (!declared) return {};
  return compare(*declared, checksum_of(kind_of(declared->algorithm), call.body));
}

void add_checksum(const ObjectChecksum& checksum, HttpResponse& response) {
  response.headers.push_back({std::string(checksum_header(kind_of(checksum.algorithm))), checksum.text});
  response.headers.push_back({"x-amz-checksum-type", std::string(name_of(checksum.type))});
}

std::string checksum_element(ChecksumAlgorithm algorithm) { return "Checksum" + std::string(name_of(algorithm)); }

}  // namespace mien::api::s3
