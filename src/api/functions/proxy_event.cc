#include "api/functions/proxy_event.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <span>
#include <utility>
#include <vector>

#include "api/http/url.h"
#include "api/json/writer.h"
#include "core/ascii.h"
#include "core/base64.h"
#include "core/utf8.h"

namespace mien::api::functions {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// Two members of the event: the last value of each name, and all of them.
void write_pairs(JsonWriter& json, std::string_view single, std::string_view multiple, const Pairs& pairs) {
  if (pairs.empty()) {
    json.key(single).null().key(multiple).null();
    return;
  }
  std::map<std::string_view, std::vector<std::string_view>> values;
  for (const auto& [name, value] : pairs) values[name].push_back(value);
  json.key(single).begin_object();
  for (const auto& [name, all] : values) json.member(name, all.back());
  json.end_object().key(multiple).begin_object();
  for (const auto& [name, all] : values) {
    json.key(name).begin_array();
    for (const std::string_view value : all) json.string(value);
    json.end_array();
  }
  json.end_object();
}

/// Names in the spelling in which they first came.
Pairs headers_of(const HttpHead& head, Credentials credentials) {
  Pairs out;
  for (const HttpHeader& header : head.headers) {
    if (credentials == Credentials::kHidden && equal_ignoring_case(header.name, "authorization")) continue;
    const auto known =
        std::ranges::find_if(out, [&](const auto& pair) { return equal_ignoring_case(pair.first, header.name); });
    out.emplace_back(known == out.end() ? header.name : known->first, header.value);
  }
  return out;
}

bool is_text(const HttpRequest& request) {
  std::string_view type = request.head.header("content-type").value_or("");
  const std::string essence = lower_case(trimmed(type.substr(0, type.find(';'))));
  constexpr std::array<std::string_view, 4> kTexts{"", "application/json", "application/xml",
                                                   "application/x-www-form-urlencoded"};
  const bool is_named_so = essence.starts_with("text/") || essence.ends_with("+json") || essence.ends_with("+xml") ||
                           std::ranges::find(kTexts, essence) != kTexts.end();
  return is_named_so && is_utf8(request.body);
}

/// As API Gateway has it: 20/Nov/2026:15:31:17 +0000.
std::string request_time(Timestamp at) {
  constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
  char out[48];
  std::snprintf(out, sizeof out, "%02u/%s/%04d:%02d:%02d:%02d +0000", static_cast<unsigned>(date.day()),
                kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return out;
}

void write_context(JsonWriter& json, const HttpHead& head, const ProxyRoute& route, const ProxyContext& context) {
  const std::string_view host = head.header("host").value_or("");
  json.key("requestContext").begin_object().member("resourcePath", route.resource);
  json.member("httpMethod", head.method).member("path", head.path()).member("stage", route.stage);
  json.member("accountId", context.account.id).member("apiId", "mien").member("requestId", context.request_id);
  json.member("protocol", "HTTP/1.1").member("domainName", host.substr(0, host.rfind(':')));
  json.member("requestTime", request_time(context.at));
  json.key("requestTimeEpoch").integer(context.at.time_since_epoch().count());
  json.key("identity").begin_object().member("sourceIp", head.remote_address);
  json.member("userAgent", head.header("user-agent").value_or("")).end_object().end_object();
}

}  // namespace

Result<std::string> proxy_event_json(const HttpRequest& request, const ProxyRoute& route, const ProxyContext& context) {
  MIEN_TRY(const Pairs query, parse_query(request.head.query()));
  JsonWriter json;
  json.begin_object().member("resource", route.resource);
  json.member("path", route.path.empty() ? route.resource : route.path).member("httpMethod", request.head.method);
  write_pairs(json, "headers", "multiValueHeaders", headers_of(request.head, route.credentials));
  write_pairs(json, "queryStringParameters", "multiValueQueryStringParameters", query);
  json.key("pathParameters");
  if (route.path_parameters.empty()) {
    json.null();
  } else {
    json.begin_object();
    for (const auto& [name, value] : route.path_parameters) json.member(name, value);
    json.end_object();
  }
  json.key("stageVariables").null();
  write_context(json, request.head, route, context);
  const bool is_plain = is_text(request);
  json.key("body");
  if (request.body.empty())
    json.null();
  else if (is_plain)
    json.string(request.body);
  else
    json.string(encode_base64(std::as_bytes(std::span(request.body))));
  json.key("isBase64Encoded").boolean(!request.body.empty() && !is_plain);
  return json.end_object().take();
}

}  // namespace mien::api::functions
