#include "api/s3/cors.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/ascii.h"

namespace mien::api::s3 {
namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out.append(out.empty() ? "" : ", ").append(text);
  return out;
}

std::vector<std::string_view> split(std::string_view list) {
  std::vector<std::string_view> out;
  while (!list.empty()) {
    const std::size_t length = std::min(list.find(','), list.size());
    if (const std::string_view text = trimmed(list.substr(0, length)); !text.empty()) out.push_back(text);
    list.remove_prefix(std::min(list.size(), length + 1));
  }
  return out;
}

void add_rule(const CorsRule& rule, std::string_view origin, HttpResponse& response) {
  // Of a rule for any origin nothing with credentials may be read: S3 sends none here, and Mien has none.
  const bool any = std::ranges::find(rule.origins, "*") != rule.origins.end();
  const auto add = [&](std::string name, std::string value) {
    response.headers.push_back({std::move(name), std::move(value)});
  };
  add("Access-Control-Allow-Origin", any ? "*" : std::string(origin));
  add("Access-Control-Allow-Methods", joined(rule.methods));
  if (!rule.exposed.empty()) add("Access-Control-Expose-Headers", joined(rule.exposed));
  if (rule.max_age_s) add("Access-Control-Max-Age", std::to_string(*rule.max_age_s));
  if (!any) add("Access-Control-Allow-Credentials", "true");
  add("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
}

}  // namespace

S3Reply<HttpResponse> answer_preflight(const HttpHead& head, const BucketRules& rules) {
  const auto origin = head.header("origin");
  const auto method = head.header("access-control-request-method");
  if (!origin || !method)
    return refuse(kBadRequest, origin ? "Invalid Access-Control-Request-Method: null"
                                      : "Insufficient information. Origin request header needed.");
  if (rules.cors.empty()) return refuse(kAccessForbidden, "CORSResponse: CORS is not enabled for this bucket.");
  const std::string_view headers = head.header("access-control-request-headers").value_or("");
  const CorsRule* const rule = find_rule(rules.cors, {.origin = *origin, .method = *method, .headers = split(headers)});
  if (rule == nullptr)
    return refuse(
        kAccessForbidden,
        "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, "
        "request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted "
        "by the resource's CORS spec.");
  HttpResponse response;
  add_rule(*rule, *origin, response);
  if (!headers.empty()) response.headers.push_back({"Access-Control-Allow-Headers", lower_case(headers)});
  return response;
}

void add_cors_headers(const HttpHead& head, const BucketRules& rules, HttpResponse& response) {
  const auto origin = head.header("origin");
  if (!origin || rules.cors.empty()) return;
  const CorsRule* const rule = find_rule(rules.cors, {.origin = *origin, .method = head.method, .headers = {}});
  if (rule != nullptr) add_rule(*rule, *origin, response);
}

}  // namespace mien::api::s3
