#include "api/s3/post_object.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "api/auth/permissions.h"
#include "api/auth/post_policy.h"
#include "api/http/multipart.h"
#include "api/s3/body_sums.h"
#include "api/s3/conditions.h"
#include "api/s3/document.h"
#include "api/s3/object_headers.h"
#include "core/ascii.h"
#include "core/percent.h"

namespace mien::api::s3 {
namespace {

/// A form as it was sent: views into the request, of which nobody is proven yet.
struct FormParts {
  std::vector<PostForm::Field> fields{};
  std::string_view file_name{};
  std::string_view file{};
};

/// What stands behind the file is ignored, as S3 does.
FormParts parts_of(const std::vector<MultipartPart>& parts, std::vector<MultipartPart>::const_iterator file) {
  FormParts out{.file_name = file->filename ? std::string_view(*file->filename) : std::string_view(),
                .file = file->body};
  for (auto part = parts.begin(); part != file; ++part) out.fields.push_back({part->name, part->body});
  return out;
}

/// The request that the same upload would be with headers, for what looks at those.
HttpHead head_of(const HttpRequest& request, const ProvenForm& form) {
  HttpHead head = request.head;
  head.headers.clear();
  for (const ProvenForm::Field& field : form.fields) {
    const std::string name = lower_case(field.name);
    if (name == "acl" || name == "tagging")
      head.headers.push_back({"x-amz-" + name, field.value});
    else if (name.starts_with("x-amz-") || name == "content-md5" || name == "content-type")
      head.headers.push_back({name, field.value});
  }
  return head;
}

ObjectProperties properties_of_form(const ProvenForm& form) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (const ProvenForm::Field& field : form.fields) fields.emplace_back(field.name, field.value);
  return properties_of(fields);
}

bool is_web_address(std::string_view text) {
  const bool has_scheme = text.starts_with("http://") || text.starts_with("https://");
  return has_scheme &&
         std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F; });
}

std::string with_parameters(std::string_view url, const BucketName& bucket, const ObjectPath& path,
                            std::string_view etag) {
  std::string out(url);
  out += url.find('?') == std::string_view::npos ? '?' : '&';
  return out + "bucket=" + bucket.text() + "&key=" + percent_encode(path.text()) +
         "&etag=" + percent_encode(in_quotes(etag));
}

struct Stored {
  BucketName bucket;
  ObjectPath path;
  std::string etag;
};

/// 303 to where the form says, or 200, 201 or 204, as it wants.
HttpResponse response_of(const FormRequest& form, const ProvenForm& proven, const Stored& stored) {
  HttpResponse response{.status = 204, .headers = {{"ETag", in_quotes(stored.etag)}}, .body = {}};
  const std::string folder = form.target.host_bucket.empty() ? "/" + stored.bucket.text() + "/" : "/";
  const std::string location = location_of(form.settings, form.request.head, folder + url_encoded(stored.path.text()));
  response.headers.push_back({"Location", location});
  std::string_view redirect = proven.value("success_action_redirect");
  if (redirect.empty()) redirect = proven.value("redirect");
  if (is_web_address(redirect)) {
    response.status = 303;
    response.headers.back().value = with_parameters(redirect, stored.bucket, stored.path, stored.etag);
    return response;
  }
  const std::string_view status = proven.value("success_action_status");
  if (status == "200") response.status = 200;
  if (status != "201") return response;
  response.status = 201;
  response.headers.push_back({"Content-Type", "application/xml"});
  XmlWriter xml = xml_document("PostResponse", "");
  xml.text("Location", location).text("Bucket", stored.bucket.text());
  response.body = xml.text("Key", stored.path.text()).text("ETag", in_quotes(stored.etag)).close().take();
  return response;
}

}  // namespace

Reply post_object(const FormRequest& form) {
  const auto bucket = BucketName::parse(form.target.bucket);
  if (!bucket) return refuse(kInvalidBucketName);
  const auto multipart = parse_multipart(form.request.head.header("content-type").value_or(""), form.request.body);
  if (!multipart) return refuse(kMalformedPost, multipart.error().message);
  const auto is_file = [](const MultipartPart& part) { return equal_ignoring_case(part.name, "file"); };
  const auto file = std::ranges::find_if(*multipart, is_file);
  if (file == multipart->end()) return refuse(kInvalidArgument, "POST requires exactly one file upload per request.");
  const FormParts parts = parts_of(*multipart, file);
  const auto proven = verify_post_form(
      {.bucket = bucket->text(), .fields = parts.fields, .file_name = parts.file_name, .file_bytes = parts.file.size()},
      form.keys, form.clock);
  if (!proven) return refuse(proven.error());
  const Principal& caller = proven->caller.principal;
  if (!may(caller.role, "s3", "PostObject")) return refuse(kAccessDenied);
  MIEN_TRY(const ObjectPath path, to_path(proven->value("key")));
  MIEN_TRY_VOID(check_may_store(form.use, caller, *bucket, path));
  const HttpHead head = head_of(form.request, *proven);
  MIEN_TRY_VOID(check_write_headers(head));
  const ObjectProperties properties = properties_of_form(*proven);
  MIEN_TRY_VOID(check_properties(properties));
  const Call call{.use = form.use,
                  .settings = form.settings,
                  .head = head,
                  .target = form.target,
                  .caller = caller,
                  .body = parts.file,
                  .trailers = {}};
  MIEN_TRY(const BodySums sums, check_sums(call));
  const PutConditions conditions;  // A form has none.
  const auto put = form.use.put_object.run({.bucket = *bucket,
                                            .path = path,
                                            .bytes = std::as_bytes(std::span(parts.file)),
                                            .etag = sums.etag,
                                            .properties = properties,
                                            .checksum = sums.checksum,
                                            .conditions = conditions,
                                            .event = "ObjectCreated:Post",
                                            .caller = call.object_caller()});
  if (!put) return refuse(put.error());
  return response_of(form, *proven, {*bucket, path, sums.etag});
}

}  // namespace mien::api::s3
