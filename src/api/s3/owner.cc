#include "api/s3/owner.h"

#include "core/ascii.h"

namespace mien::api::s3 {

void write_owner(const Settings& settings, XmlWriter& xml, std::string_view name) {
  xml.open(name).text("ID", settings.account_id).text("DisplayName", "mien").close();
}

std::string acl_of_the_owner(const Settings& settings) {
  XmlWriter xml = xml_document("AccessControlPolicy");
  write_owner(settings, xml, "Owner");
  xml.open("AccessControlList").open("Grant");
  xml.open("Grantee", "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\"");
  xml.text("ID", settings.account_id).text("DisplayName", "mien").close();
  return xml.text("Permission", "FULL_CONTROL").close().close().close().take();
}

S3Reply<void> check_bucket_headers(const HttpHead& head) {
  if (lower_case(head.header("x-amz-bucket-object-lock-enabled").value_or("false")) != "false")
    return refuse(kNotImplemented, "Object lock is not implemented.");
  for (const HttpHeader& header : head.headers)
    if (lower_case(header.name).starts_with("x-amz-grant-")) return refuse(kAclNotSupported);
  if (head.header("x-amz-acl").value_or("private") != "private") return refuse(kAclNotSupported);
  return {};
}

S3Reply<void> check_expected_owner(const HttpHead& head, const Settings& settings) {
  for (const std::string_view name : {"x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"})
    if (head.header(name).value_or(settings.account_id) != settings.account_id) return refuse(kAccessDenied);
  return {};
}

}  // namespace mien::api::s3
