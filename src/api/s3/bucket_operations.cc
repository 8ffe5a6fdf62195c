#include <algorithm>

#include "api/s3/document.h"
#include "api/s3/handlers.h"
#include "api/s3/owner.h"
#include "api/s3/xml_reader.h"
#include "core/ascii.h"
#include "core/limits.h"
#include "core/time.h"

namespace mien::api::s3 {
namespace {

constexpr std::string_view kFirstRegion = "us-east-1";
constexpr std::size_t kRegionBytesMax = 64;

bool is_region(std::string_view text) {
  return !text.empty() && text.size() <= kRegionBytesMax &&
         std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-'; });
}

/// The region that a CreateBucket names; empty: none.
S3Reply<std::string> wanted_region(std::string_view body) {
  if (body.empty()) return std::string();
  const auto document = read_xml(body);
  if (!document || document->name != "CreateBucketConfiguration") return refuse(kMalformedXml);
  for (const XmlElement& child : document->children)
    if (child.name != "LocationConstraint")
      return refuse(kNotImplemented, "CreateBucket with " +
                                         std::string(child.name == "Tags" ? "Tags"
                                                                          : "directory "
                                                                            "buckets") +
                                         " is not implemented.");
  const std::string_view region = document->child_text("LocationConstraint");
  if (region.empty()) return std::string();
  if (region == "EU") return std::string("eu-west-1");  // Its name of old.
  if (!is_region(region)) return refuse(kInvalidLocation);
  return std::string(region);
}

HttpResponse empty_response(int status) { return {.status = status, .headers = {}, .body = {}}; }

/// That the bucket is there; for answers that are the same for all.
S3Reply<Bucket> find_bucket(const Call& call) {
  MIEN_TRY(const BucketName name, call.bucket());
  auto bucket = call.use.find_buckets.find(name);
  if (!bucket) return refuse(std::move(bucket).error());
  return *std::move(bucket);
}

}  // namespace

Reply list_buckets(const Call& call) {
  MIEN_TRY(const std::uint64_t limit, number_parameter(call.target, "max-buckets", 1, 10'000, limits::kBucketsMax));
  const std::string prefix(call.target.parameter("prefix").value_or(""));
  const std::string after(call.target.parameter("continuation-token").value_or(""));
  const std::string region(call.target.parameter("bucket-region").value_or(""));
  const auto buckets = call.use.find_buckets.all();
  if (!buckets) return refuse(buckets.error());
  XmlWriter xml = xml_document("ListAllMyBucketsResult");
  write_owner(call.settings, xml, "Owner");
  xml.open("Buckets");
  std::uint64_t listed = 0;
  std::string last, token;
  for (const Bucket& bucket : *buckets) {
    const std::string& name = bucket.name.text();
    if (name <= after || !name.starts_with(prefix) || (!region.empty() && bucket.region != region)) continue;
    if (listed++ == limit) {
      token = last;
      break;
    }
    last = name;
    xml.open("Bucket").text("Name", name).text("CreationDate", rfc3339(bucket.created));
    xml.text("BucketRegion", bucket.region).close();
  }
  xml.close();
  if (!token.empty()) xml.text("ContinuationToken", token);
  if (!prefix.empty()) xml.text("Prefix", prefix);
  return xml_response(xml.close().take());
}

Reply create_bucket(const Call& call) {
  MIEN_TRY(const BucketName name, call.bucket());
  if (std::ranges::find(call.settings.reserved_names, name.text()) != call.settings.reserved_names.end())
    return refuse(kInvalidBucketName, "The specified bucket is not valid: this server answers there itself.");
  MIEN_TRY_VOID(check_bucket_headers(call.head));
  MIEN_TRY(std::string region, wanted_region(call.body));
  if (region.empty()) region = call.settings.region;
  const auto created = call.use.create_bucket.run(name, region, call.caller.access_key_id);
  if (!created && created.error().code == ErrorCode::kQuotaExceeded) return refuse(kTooManyBuckets);
  // In its first region S3 lets an owner create a bucket again, and scripts count on it.
  const bool again = !created && created.error().code == ErrorCode::kAlreadyExists && region == kFirstRegion;
  if (!created && !again) return refuse(created.error());
  HttpResponse response = empty_response(200);
  response.headers.push_back({"Location", "/" + name.text()});
  return response;
}

Reply head_bucket(const Call& call) {
  MIEN_TRY(const Bucket bucket, find_bucket(call));
  HttpResponse response = empty_response(200);
  response.headers.push_back({"x-amz-bucket-region", bucket.region});
  response.headers.push_back({"x-amz-access-point-alias", "false"});
  return response;
}

Reply delete_bucket(const Call& call) {
  MIEN_TRY(const BucketName name, call.bucket());
  const auto may_delete = call.use.triggers.may_delete(name.text());
  if (!may_delete || !may_delete->include(call.caller.role))
    return refuse(kAccessDenied, "The service itself works with this bucket.");
  const auto deleted = call.use.delete_bucket.run(name, call.caller.access_key_id);
  if (!deleted) return refuse(deleted.error());
  return empty_response(204);
}

Reply get_bucket_location(const Call& call) {
  MIEN_TRY(const Bucket bucket, find_bucket(call));
  XmlWriter xml = xml_document("LocationConstraint");
  xml.content(bucket.region == kFirstRegion ? "" : bucket.region);
  return xml_response(xml.close().take());
}

Reply get_bucket_versioning(const Call& call) {
  MIEN_TRY_VOID(find_bucket(call));
  return xml_response(xml_document("VersioningConfiguration").close().take());
}

Reply get_bucket_request_payment(const Call& call) {
  MIEN_TRY_VOID(find_bucket(call));
  return xml_response(xml_document("RequestPaymentConfiguration").text("Payer", "BucketOwner").close().take());
}

Reply get_bucket_acl(const Call& call) {
  MIEN_TRY_VOID(find_bucket(call));
  return xml_response(acl_of_the_owner(call.settings));
}

}  // namespace mien::api::s3
