#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/auth/crypto.h"
#include "api/auth/dates.h"
#include "api/auth/s3_auth.h"
#include "api/auth/sigv4.h"
#include "api/json/parse.h"
#include "core/ascii.h"
#include "core/utf8.h"

/// What the tests of S3's authentication share: a clock, a key, and a client that signs.
namespace mien::api::s3_world {

inline constexpr std::string_view kId = "AKIDEXAMPLE";
inline constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

struct SetClock : Clock {
  explicit SetClock(std::string_view amz_date) : at(*parse_amz_date(amz_date)) {}
  Timestamp now() const override { return at; }
  std::chrono::sys_seconds at;
};

inline RootKeyRing key_ring() { return {std::string(kId), Secret(std::string(kSecret))}; }

inline std::string text(const boost::json::value& value) { return std::string(std::string_view(value.as_string())); }

inline boost::json::value golden(std::string_view file) {
  std::ifstream in(MIEN_SOURCE_DIR "/tests/golden/sigv4/" + std::string(file), std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), {}};
  auto parsed = parse_json(content);
  return parsed ? *std::move(parsed) : boost::json::value();
}

inline HttpRequest read_request(const boost::json::object& from) {
  HttpRequest request;
  request.head.method = text(from.at("method"));
  request.head.target = text(from.at("target"));
  for (const auto& header : from.at("headers").as_array())
    request.head.headers.push_back({text(header.at(0)), text(header.at(1))});
  const std::string body = text(from.at("body"));
  for (std::string_view rest = body; !rest.empty();) request.body += static_cast<char>(*take_code_point(rest));
  return request;
}

/// Signs a head as a client of S3 does, all its headers; adds X-Amz-Date and Authorization.
inline void sign_head(HttpHead& head, std::string_view amz_date, std::string_view payload,
                      std::vector<std::string> unsigned_names = {}, std::string_view secret = kSecret) {
  head.headers.push_back({"X-Amz-Date", std::string(amz_date)});
  if (!head.header("x-amz-content-sha256")) head.headers.push_back({"X-Amz-Content-Sha256", std::string(payload)});
  std::vector<std::string> names;
  for (const HttpHeader& header : head.headers)
    if (std::ranges::find(unsigned_names, lower_case(header.name)) == unsigned_names.end())
      names.push_back(lower_case(header.name));
  std::ranges::sort(names);
  const std::vector<std::string_view> views(names.begin(), names.end());
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ";") + name;
  const sigv4::Scope scope{amz_date.substr(0, 8), "us-east-1", "s3"};
  const auto canonical = sigv4::canonical_request(head, views, payload, sigv4::PathRule::kAsSent);
  const std::string proof =
      sigv4::signature(Secret(std::string(secret)), scope, sigv4::string_to_sign(amz_date, scope, *canonical));
  head.headers.push_back({"Authorization", "AWS4-HMAC-SHA256 Credential=" + std::string(kId) + "/" + scope.text() +
                                               ",SignedHeaders=" + list + ",Signature=" + proof});
}

}  // namespace mien::api::s3_world
