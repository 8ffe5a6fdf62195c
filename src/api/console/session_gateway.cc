#include "api/console/session_gateway.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "api/auth/crypto.h"
#include "api/auth/other_site.h"
#include "api/auth/sigv4.h"
#include "api/rest/problem.h"
#include "api/rest/rest_api.h"
#include "core/ascii.h"
#include "core/base64.h"
#include "core/secret.h"

namespace mien::api {
namespace {

using rest::HttpFault;
using rest::Problem;

constexpr std::string_view kSessionPath = "/v1/session";
/// Says that nobody asked for this: the page keeps itself up to date.
constexpr std::string_view kBackgroundHeader = "Mien-Background";
constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

/// The service whose requests nothing tells but that they are no other's.
constexpr std::string_view kS3 = "s3";

bool stays_here(std::string_view name) {
  return equal_ignoring_case(name, "Authorization") || equal_ignoring_case(name, "Cookie") ||
         equal_ignoring_case(name, kBackgroundHeader);
}

/// What AWS's signatures cover of a request in any case.
bool is_signed(std::string_view name) {
  return equal_ignoring_case(name, "Host") || equal_ignoring_case(name, "Content-Type") ||
         lower_case(name).starts_with("x-amz-");
}

HttpHeader basic_credentials(const SessionGate::SignedIn& caller) {
  std::string plain = caller.session.access_key_id + ":";
  plain += caller.key.secret.reveal();
  HttpHeader header{"Authorization", "Basic " + encode_base64(std::as_bytes(std::span(plain)))};
  wipe(plain);
  return header;
}

Problem problem_of(SessionGate::Refusal refusal) {
  if (refusal == SessionGate::Refusal::kLocked)
    return {HttpFault::kSessionLocked, "The session is locked: POST /v1/session/unlock opens it again."};
  return {HttpFault::kSignedOut, "Nobody is signed in: POST /v1/session begins a session."};
}

Surface::Served refused(const Problem& problem, std::string_view request_id) {
  return {"refused", problem.kind.code, to_response(problem, request_id)};
}

/// An answer that never ends, but ends when its session does.
class SessionStream final : public BodyStream {
 public:
  SessionStream(std::shared_ptr<BodyStream> stream, const SessionGate& gate, HttpHead head)
      : stream_(std::move(stream)), gate_(gate), head_(std::move(head)) {}
  void start(Wake wake) override { stream_->start(std::move(wake)); }
  State take(std::string& out, std::size_t bytes_max) override {
    return gate_.open(head_) ? stream_->take(out, bytes_max) : State::kEnded;
  }

 private:
  std::shared_ptr<BodyStream> stream_;
  const SessionGate& gate_;
  HttpHead head_;
};

}  // namespace

bool SessionGateway::owns(const HttpHead& head) const {
  const std::string_view path = head.path();
  const bool is_of_sessions =
      path.starts_with(kSessionPath) && (path.size() == kSessionPath.size() || path[kSessionPath.size()] == '/');
  return head.header("Authorization").value_or("").starts_with(kSessionScheme) && !is_of_sessions;
}

const Surface& SessionGateway::owner_of(const HttpHead& head) const {
  const auto owner = std::ranges::find_if(surfaces_, [&](const Surface* surface) { return surface->owns(head); });
  return owner != surfaces_.end() ? **owner : *surfaces_.back();
}

std::string_view SessionGateway::service_of(const HttpHead& head) const {
  for (const Surface* surface : surfaces_)
    if (const auto service = surface->service_to_sign_for(head)) return *service;
  return kS3;
}

HttpHead SessionGateway::signed_head(const HttpHead& head, std::string_view body,
                                     const SessionGate::SignedIn& caller) const {
  HttpRequest out{
      .head = {.method = head.method, .target = head.target, .headers = {}, .remote_address = head.remote_address},
      .body = {}};
  std::vector<HttpHeader> beside;
  for (const HttpHeader& header : head.headers) {
    if (stays_here(header.name)) continue;
    (is_signed(header.name) ? out.head.headers : beside).push_back(header);
  }
  if (rest::RestApi::owns_path(head.path())) {
    out.head.headers.push_back(basic_credentials(caller));
  } else {
    const std::string_view service = service_of(head);
    const bool is_s3 = service == kS3;
    if (is_s3) {
      std::erase_if(out.head.headers,
                    [](const HttpHeader& header) { return equal_ignoring_case(header.name, "X-Amz-Content-Sha256"); });
      out.head.headers.push_back({"X-Amz-Content-Sha256", std::string(kUnsignedPayload)});
    }
    std::erase_if(out.head.headers,
                  [](const HttpHeader& header) { return equal_ignoring_case(header.name, "X-Amz-Date"); });
    const std::string payload = is_s3 ? std::string(kUnsignedPayload) : hex(sha256(body));
    sigv4::sign(out, caller.session.access_key_id, caller.key.secret,
                {.region = region_,
                 .service = service,
                 .at = std::chrono::floor<std::chrono::seconds>(ports_.clock.now()),
                 .path_rule = is_s3 ? sigv4::PathRule::kAsSent : sigv4::PathRule::kNormalized,
                 .payload = payload});
  }
  std::ranges::move(beside, std::back_inserter(out.head.headers));
  return std::move(out.head);
}

std::expected<Surface::Admitted, Surface::Served> SessionGateway::admit(const HttpHead& head,
                                                                        std::string_view request_id) const {
  if (is_of_another_site(head))
    return std::unexpected(refused(Error{ErrorCode::kAccessDenied, kRefusesOtherSite}, request_id));
  const auto caller = ports_.gate.open(head);
  if (!caller) return std::unexpected(refused(problem_of(caller.error()), request_id));
  const HttpHead inner = signed_head(head, "", *caller);
  auto admitted = owner_of(inner).admit(inner, request_id);
  if (admitted) admitted->sender_is_proven = true;
  return admitted;
}

Surface::Served SessionGateway::handle(const HttpRequest& request, std::string_view request_id) const {
  if (is_of_another_site(request.head)) return refused(Error{ErrorCode::kAccessDenied, kRefusesOtherSite}, request_id);
  const auto caller = ports_.gate.open(request.head);
  if (!caller) return refused(problem_of(caller.error()), request_id);
  if (!request.head.header(kBackgroundHeader)) ports_.sessions.note_presence(caller->token);
  const HttpRequest inner{
      .head = signed_head(request.head, request.body, *caller), .body = request.body, .patience = request.patience};
  Served served = owner_of(inner.head).handle(inner, request_id);
  if (served.response.stream && !served.response.stream_bytes)
    served.response.stream =
        std::make_shared<SessionStream>(std::move(served.response.stream), ports_.gate, request.head);
  return served;
}

Surface::Served SessionGateway::refuse(const HttpHead& head, int status, std::string_view reason,
                                       std::string_view request_id) const {
  const auto caller = ports_.gate.open(head);
  if (!caller) return refused(rest::problem_of(status, reason), request_id);
  const HttpHead inner = signed_head(head, "", *caller);
  return owner_of(inner).refuse(inner, status, reason, request_id);
}

}  // namespace mien::api
