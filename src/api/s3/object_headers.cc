#include "api/s3/object_headers.h"

#include <algorithm>
#include <array>

#include "api/auth/s3_body.h"
#include "api/s3/conditions.h"
#include "app/objects/put_object.h"
#include "core/ascii.h"
#include "core/base64.h"
#include "core/limits.h"
#include "core/time.h"

namespace mien::api::s3 {
namespace {

constexpr std::string_view kMetadataPrefix = "x-amz-meta-";
constexpr std::array<std::string_view, 6> kKeptHeaders{"cache-control",    "content-disposition", "content-encoding",
                                                       "content-language", "content-type",        "expires"};
/// What each asks for is not there.
constexpr std::array<std::string_view, 11> kUnimplemented{"x-amz-server-side-encryption",
                                                          "x-amz-server-side-encryption-aws-kms-key-id",
                                                          "x-amz-server-side-encryption-customer-algorithm",
                                                          "x-amz-copy-source-server-side-encryption-customer-algorithm",
                                                          "x-amz-tagging",
                                                          "x-amz-tagging-directive",
                                                          "x-amz-website-redirect-location",
                                                          "x-amz-object-lock-mode",
                                                          "x-amz-object-lock-retain-until-date",
                                                          "x-amz-object-lock-legal-hold",
                                                          "x-amz-write-offset-bytes"};

void keep(std::string_view header_name, std::string_view value, ObjectProperties& out) {
  const std::string name = lower_case(header_name);
  const auto add = [&](TextMap& texts, std::string key) {
    const auto [at, is_new] = texts.emplace(std::move(key), value);
    if (!is_new) at->second.append(",").append(value);
  };
  if (name.starts_with(kMetadataPrefix))
    add(out.metadata, name.substr(kMetadataPrefix.size()));
  else if (std::ranges::find(kKeptHeaders, name) != kKeptHeaders.end() && !value.empty())
    add(out.headers, name);
}

/// RFC 2047's encoded words, in UTF-8 and base64. A word has at most 75 characters; pieces end between characters.
std::string encoded_words(std::string_view text) {
  constexpr std::size_t kBytesPerWord = 45;
  std::string out;
  while (!text.empty()) {
    std::size_t length = std::min(kBytesPerWord, text.size());
    while (length < text.size() && length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) --length;
    if (!out.empty()) out += ' ';
    out += "=?UTF-8?B?" + encode_base64(std::as_bytes(std::span(text.substr(0, length)))) + "?=";
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace

ObjectProperties properties_of(const HttpHead& head) {
  ObjectProperties out;
  for (const HttpHeader& header : head.headers) keep(header.name, header.value, out);
  if (out.headers.contains("content-encoding")) {
    const std::string encoding = s3_content_encoding(head);
    if (encoding.empty())
      out.headers.erase("content-encoding");
    else
      out.headers["content-encoding"] = encoding;
  }
  return out;
}

ObjectProperties properties_of(const std::vector<std::pair<std::string, std::string>>& fields) {
  ObjectProperties out;
  for (const auto& [name, value] : fields) keep(name, value, out);
  return out;
}

S3Reply<void> check_write_headers(const HttpHead& head) {
  for (const std::string_view name : kUnimplemented)
    if (head.header(name))
      return refuse(kNotImplemented,
                    "A header you provided implies functionality that is not implemented: " + std::string(name) + ".");
  for (const HttpHeader& header : head.headers)
    if (lower_case(header.name).starts_with("x-amz-grant-")) return refuse(kAclNotSupported);
  const std::string_view acl = head.header("x-amz-acl").value_or("private");
  if (acl != "private" && acl != "bucket-owner-full-control") return refuse(kAclNotSupported);
  if (head.header("x-amz-storage-class").value_or("STANDARD") != "STANDARD") return refuse(kInvalidStorageClass);
  return {};
}

S3Reply<void> check_properties(const ObjectProperties& properties) {
  auto checked = app::PutObject::check(properties);
  if (checked) return {};
  std::size_t bytes = 0;
  for (const auto& [name, value] : properties.metadata) bytes += name.size() + value.size();
  if (bytes > limits::kUserMetadataBytesMax || properties.metadata.size() > limits::kObjectPropertiesMax)
    return refuse(kMetadataTooLarge);
  return refuse(std::move(checked).error());
}

void add_object_headers(const StoredObject& object, HttpResponse& response) {
  response.headers.push_back({"ETag", in_quotes(object.etag)});
  response.headers.push_back({"Last-Modified", http_date(object.modified)});
  response.headers.push_back({"Accept-Ranges", "bytes"});
  response.headers.push_back({"Content-Type", object.properties.content_type()});
  for (const auto& [name, value] : object.properties.headers)
    if (name != "content-type") response.headers.push_back({name, value});
  for (const auto& [name, value] : object.properties.metadata) {
    const bool plain = std::ranges::all_of(value, [](char c) { return is_ascii(c); });
    response.headers.push_back({std::string(kMetadataPrefix) + name, plain ? value : encoded_words(value)});
  }
  // Objects are strangers' files on the origin of the console: none of them runs there.
  response.headers.push_back({"Content-Security-Policy", "default-src 'none'; sandbox"});
}

}  // namespace mien::api::s3
