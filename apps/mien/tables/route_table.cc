#include "tables/route_table.h"

#include <algorithm>
#include <utility>

#include "api/rest/rest_api.h"
#include "app/settings/setup_fields.h"

namespace mien::cli {
namespace {

using api::routes::RoutePattern;
using api::routes::RouteRule;
using api::routes::Shape;

/// "put-object", or a kind and a name: "verify:visitors".
void read_target(app::SetupFields& fields, RouteRule& rule) {
  using enum RouteRule::Target;
  const std::string target = fields.needed_text("target");
  const auto colon = target.find(':');
  const std::string kind = target.substr(0, colon);
  rule.target_name = colon == std::string::npos ? "" : target.substr(colon + 1);
  if (kind == "put-object" && colon == std::string::npos) {
    rule.target = kPutObject;
  } else if (kind == "verify") {
    rule.target = kVerify;
  } else if (kind == "register") {
    rule.target = kRegister;
  } else if (kind == "function") {
    rule.target = kFunction;
  } else {
    fields.refuse("target", "it must be put-object, verify:INTAKE, register:INTAKE or function:NAME");
    return;
  }
  if (rule.target != kPutObject && rule.target_name.empty())
    fields.refuse("target", "it names nothing behind the colon");
}

void read_buckets(app::SetupFields& fields, RouteRule& rule) {
  rule.bucket = fields.text("bucket");
  rule.buckets = fields.texts("buckets");
  const bool in_path = rule.path.has("bucket");
  if (rule.target != RouteRule::Target::kPutObject) {
    if (!rule.bucket.empty() || !rule.buckets.empty()) fields.refuse("bucket", "it is of routes to put-object");
    return;
  }
  if (!rule.path.has("key")) fields.refuse("path", "a route to put-object needs {key}");
  if (in_path && (rule.buckets.empty() || !rule.bucket.empty()))
    fields.refuse("buckets", "a path with {bucket} needs the list of buckets that may be written to");
  if (!in_path && (rule.bucket.empty() || !rule.buckets.empty()))
    fields.refuse("bucket", "a path without {bucket} needs the bucket that is written to");
  if (!in_path) rule.buckets = {rule.bucket};
}

bool is_method(std::string_view text) {
  constexpr std::array<std::string_view, 5> kMethods{"GET", "POST", "PUT", "DELETE", "PATCH"};
  return std::ranges::find(kMethods, text) != kMethods.end();
}

/// The service's own paths come first, whatever is configured.
bool is_taken(const RoutePattern& path) {
  return api::rest::RestApi::owns_path("/" + std::string(path.first_segment())) && !path.first_segment().empty();
}

}  // namespace

Result<RouteRule> read_route(const SetupTable& table, const std::string& where) {
  app::SetupFields fields(table, where);
  const std::string method = fields.needed_text("method");
  if (!is_method(method)) fields.refuse("method", "it must be GET, POST, PUT, DELETE or PATCH");
  auto path = fields.parsed<RoutePattern>("path", fields.needed_text("path"),
                                          [](const std::string& text) { return RoutePattern::parse(text); });
  RouteRule rule{.method = method, .path = path ? *std::move(path) : *RoutePattern::parse("/x")};
  if (is_taken(rule.path)) fields.refuse("path", "the service has paths of its own there");
  read_target(fields, rule);
  read_buckets(fields, rule);
  // In the order of Shape.
  const auto shape = fields.choice("answer", {"decision", "fullname", "face-list", "first-last", "matches",
                                              "message-names", "status", "face-record"});
  if (shape) rule.shape = static_cast<Shape>(*shape);
  // Whoever leaves a route open has to say so.
  if (fields.choice("auth", {"key", "none"}) == 1) rule.auth = RouteRule::Auth::kNone;
  rule.cors_origins = fields.texts("cors_origins");
  MIEN_TRY_VOID(fields.finish());
  return rule;
}

Result<SiteTable> read_site(const SetupTable& table, const std::string& where) {
  app::SetupFields fields(table, where);
  SiteTable site{.path = fields.text("path", "/"), .folder = fields.needed_text("dir")};
  if (!site.path.starts_with('/')) fields.refuse("path", "it begins with /");
  if (!site.path.ends_with('/')) site.path += '/';
  MIEN_TRY_VOID(fields.finish());
  return site;
}

Result<void> check_routes(const std::vector<RouteRule>& routes, const std::vector<app::Intake>& intakes) {
  for (const RouteRule& rule : routes) {
    if (rule.target != RouteRule::Target::kVerify && rule.target != RouteRule::Target::kRegister) continue;
    const auto intake = std::ranges::find(intakes, rule.target_name, &app::Intake::name);
    const auto wanted =
        rule.target == RouteRule::Target::kVerify ? app::Intake::Action::kVerify : app::Intake::Action::kRegister;
    if (intake == intakes.end() || intake->action != wanted)
      return fail(ErrorCode::kInvalidArgument, "The route " + rule.method + " " + rule.path.text() +
                                                   " needs an intake \"" + rule.target_name + "\" with the action " +
                                                   std::string(name_of(wanted)) + ".");
    if (!intake->source.empty())
      return fail(ErrorCode::kInvalidArgument, "The route " + rule.method + " " + rule.path.text() +
                                                   " cannot use the intake \"" + rule.target_name +
                                                   "\": its bucket is another server's.");
  }
  return {};
}

}  // namespace mien::cli
