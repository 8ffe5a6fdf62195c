#include "api/setup/query_api.h"

#include <algorithm>
#include <optional>

#include "api/auth/permissions.h"
#include "api/auth/sigv4_header.h"
#include "api/xml/writer.h"
#include "core/ascii.h"
#include "core/limits.h"

namespace mien::api::setup {
namespace {

constexpr std::string_view kSts = "sts";
constexpr std::string_view kIam = "iam";
constexpr std::string_view kCallerIdentity = "GetCallerIdentity";
constexpr std::string_view kUnknown = "unknown";

struct Service {
  std::string_view name;
  std::string_view version;
  std::string_view xmlns;
};
constexpr Service kStsService{kSts, "2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/"};
constexpr Service kIamService{kIam, "2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/"};

/// The service that the signature names; STS's where that is neither.
const Service& service_of(const HttpHead& head) {
  const auto claim = sigv4::parse_authorization(head);
  return claim && claim->scope.service == kIam ? kIamService : kStsService;
}

bool is_form_to_root(const HttpHead& head) {
  if (head.method != "POST" || head.path() != "/" || head.header("x-amz-target")) return false;
  const std::string_view type = head.header("content-type").value_or("");
  return equal_ignoring_case(trimmed(type.substr(0, type.find(';'))), "application/x-www-form-urlencoded");
}

QueryResult<Principal> check_signature(const HttpRequest& request, const KeyRing& keys, const Clock& clock) {
  auto verified = sigv4::verify(request, keys, clock);
  if (!verified) return refuse(to_query_error(verified.error().problem), verified.error().message);
  return std::move(verified->principal);
}

QueryResult<void> check_role(const Principal& caller, const Service& service, std::string_view action) {
  if (may(caller.role, service.name, action)) return {};
  return refuse(to_query_error(ErrorCode::kAccessDenied),
                "User: " + caller.access_key_id + " is not authorized to perform: " + std::string(service.name) + ":" +
                    std::string(action) + " with the role " + std::string(name_of(caller.role)) + ".");
}

/// The text in its elements: NAMEResponse, NAMEResult where there is one, and the metadata.
std::string in_response(const Service& service, std::string_view action, bool has_result, std::string_view content,
                        std::string_view request_id) {
  const std::string name(action);
  XmlWriter xml;
  xml.open("ResponseMetadata").text("RequestId", request_id).close();
  std::string out = "<" + name + "Response xmlns=\"" + std::string(service.xmlns) + "\">";
  if (has_result) out.append("<" + name + "Result>").append(content).append("</" + name + "Result>");
  return out.append(xml.take()).append("</" + name + "Response>");
}

}  // namespace

bool QueryApi::owns(const HttpHead& head) const {
  if (!is_form_to_root(head)) return false;
  const auto claim = sigv4::parse_authorization(head);
  return claim && (claim->scope.service == kSts || claim->scope.service == kIam);
}

std::optional<std::string_view> QueryApi::service_to_sign_for(const HttpHead& head) const {
  if (!is_form_to_root(head)) return std::nullopt;
  return kIam;
}

std::expected<Surface::Admitted, Surface::Served> QueryApi::admit(const HttpHead& head,
                                                                  std::string_view request_id) const {
  const auto verdict = sigv4::verify_head(head, ports_.keys, ports_.clock);
  if (!verdict) {
    const QueryError error = to_query_error(verdict.error().problem);
    return std::unexpected(
        Served{kUnknown, error.code,
               query_error_response(error, verdict.error().message, service_of(head).xmlns, request_id)});
  }
  if (head.announced_length().value_or(0) > limits::kSetupFormBytesMax)
    return std::unexpected(refuse(head, 413, "The form is too large.", request_id));
  return Admitted{.body_bytes_max = limits::kSetupFormBytesMax,
                  .sender_is_proven = verdict->proven == sigv4::HeadVerdict::Proven::kYes};
}

QueryApi::Answered QueryApi::answer(const HttpRequest& request, std::string_view request_id) const {
  const Service& service = service_of(request.head);
  const auto refused = [](QueryError error, std::string message) {
    return Answered{kUnknown, setup::refuse(error, std::move(message))};
  };
  auto caller = check_signature(request, ports_.keys, ports_.clock);
  if (!caller) return {kUnknown, std::unexpected(std::move(caller).error())};
  const auto form = Form::parse(request.body);
  if (!form) return refused(kValidation, form.error().message);
  const auto asked = form->find("Action");
  if (!asked) return refused(kMissingAction, "The request is missing an action.");
  if (form->find("Version").value_or(service.version) != service.version)
    return refused(kInvalidAction, "The service has no such version.");

  if (&service == &kStsService) {
    if (*asked != kCallerIdentity) return refused(kInvalidAction, "The service has no such operation.");
    if (auto allowed = check_role(*caller, service, kCallerIdentity); !allowed)
      return {kCallerIdentity, std::unexpected(std::move(allowed).error())};
    auto content = caller_identity(*caller);
    if (!content) return {kCallerIdentity, std::unexpected(std::move(content).error())};
    return {kCallerIdentity, in_response(service, kCallerIdentity, true, *content, request_id)};
  }
  const auto actions = iam_actions();
  const auto action = std::ranges::find(actions, *asked, &IamAction::name);
  if (action == actions.end()) return refused(kInvalidAction, "The service has no such operation.");
  if (auto allowed = check_role(*caller, service, action->name); !allowed)
    return {action->name, std::unexpected(std::move(allowed).error())};
  auto content = action->run(roles_, account_, *form);
  if (!content) return {action->name, std::unexpected(std::move(content).error())};
  return {action->name, in_response(service, action->name, action->has_result, *content, request_id)};
}

/// An access key is told as a user of its own name: accounts have no other users here.
QueryResult<std::string> QueryApi::caller_identity(const Principal& caller) const {
  XmlWriter xml;
  xml.text("Arn", "arn:aws:iam::" + account_.id + ":user/" + caller.access_key_id);
  xml.text("UserId", caller.access_key_id).text("Account", account_.id);
  return xml.take();
}

Surface::Served QueryApi::handle(const HttpRequest& request, std::string_view request_id) const {
  auto [action, result] = answer(request, request_id);
  if (!result) {
    QueryRefusal& refusal = result.error();
    return {action, refusal.error.code,
            query_error_response(refusal.error, refusal.message, service_of(request.head).xmlns, request_id),
            std::move(refusal.detail)};
  }
  return {action,
          "ok",
          {.status = 200,
           .headers = {{"x-amzn-RequestId", std::string(request_id)}, {"Content-Type", "text/xml"}},
           .body = *std::move(result)}};
}

Surface::Served QueryApi::refuse(const HttpHead& head, int status, std::string_view reason,
                                 std::string_view request_id) const {
  const QueryError error = to_query_error(status);
  return {kUnknown, error.code, query_error_response(error, reason, service_of(head).xmlns, request_id)};
}

}  // namespace mien::api::setup
