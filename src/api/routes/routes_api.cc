#include "api/routes/routes_api.h"

#include <algorithm>

#include "api/auth/basic_auth.h"
#include "api/auth/other_site.h"
#include "api/auth/permissions.h"
#include "api/routes/cors.h"
#include "api/routes/gateway_route.h"
#include "api/routes/routed_object.h"
#include "api/s3/s3_api.h"
#include "api/session/foreign_code.h"
#include "core/ascii.h"
#include "core/limits.h"

namespace mien::api::routes {
namespace {

using Kind = Outcome::Kind;

std::string_view outcome_name(Kind kind) {
  switch (kind) {
    case Kind::kNotFound:
      return "not_found";
    case Kind::kBadRequest:
      return "bad_request";
    case Kind::kDenied:
      return "access_denied";
    case Kind::kPending:
      return "pending";
    case Kind::kFailed:
      return "internal";
    case Kind::kRefused:
      return "refused";
    default:
      return "ok";
  }
}

Outcome::Kind kind_of(ErrorCode code) {
  switch (code) {  // No default: a forgotten enumerator is a build error.
    case ErrorCode::kNotFound:
    case ErrorCode::kBucketNotFound:
    case ErrorCode::kUploadNotFound:
      return Kind::kNotFound;
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kInvalidPageToken:
      return Kind::kBadRequest;
    case ErrorCode::kImageFormat:
    case ErrorCode::kImageTooLarge:
    case ErrorCode::kImageTooSmall:
    case ErrorCode::kImageUnreachable:
    case ErrorCode::kNoFaceInImage:
    case ErrorCode::kSeveralFaces:
    case ErrorCode::kLowQuality:
    case ErrorCode::kAlreadyExists:
    case ErrorCode::kBucketNotEmpty:
    case ErrorCode::kPreconditionFailed:
    case ErrorCode::kObjectTooLarge:
    case ErrorCode::kInvalidPart:
    case ErrorCode::kPartTooSmall:
    case ErrorCode::kInUse:
    case ErrorCode::kNotRetryable:
    case ErrorCode::kDuplicatePerson:
    case ErrorCode::kIdentityConflict:
    case ErrorCode::kImageOfAnotherPerson:
    case ErrorCode::kQuotaExceeded:
    case ErrorCode::kIdempotencyMismatch:
    case ErrorCode::kModelMismatch:
      return Kind::kRefused;
    case ErrorCode::kAccessDenied:
      return Kind::kDenied;
    case ErrorCode::kChangedMeanwhile:
    case ErrorCode::kIdempotencyInFlight:
    case ErrorCode::kOverloaded:
    case ErrorCode::kDeadlineExceeded:
    case ErrorCode::kAbandoned:
    case ErrorCode::kUnavailable:
    case ErrorCode::kStoredNotSearchable:
      return Kind::kPending;
    case ErrorCode::kIncompatible:
    case ErrorCode::kInternal:
      break;
  }
  return Kind::kFailed;
}

Outcome outcome_of(const Error& error) {
  Outcome out{.kind = kind_of(error.code), .log_detail = error.detail};
  // What is pending, failed or not there is told in the same words, whatever was the matter.
  if (out.kind == Kind::kBadRequest || out.kind == Kind::kDenied || out.kind == Kind::kRefused)
    out.reason = error.message;
  // Whoever sends a picture is told of a picture.
  const bool too_large = error.code == ErrorCode::kObjectTooLarge;
  if (out.kind == Kind::kRefused) out.code = name_of(too_large ? ErrorCode::kImageTooLarge : error.code);
  return out;
}

std::string_view extension_of(std::span<const std::byte> image) {
  const auto starts = [&](std::string_view magic) {
    return image.size() >= magic.size() &&
           std::ranges::equal(image.first(magic.size()), std::as_bytes(std::span(magic)));
  };
  if (starts("\x89PNG")) return ".png";
  return starts("RIFF") ? ".webp" : ".jpg";
}

bool takes(const RouteRule& rule, std::string_view method) {
  return rule.method == method || (rule.method == "GET" && method == "HEAD");
}

/// A key and a session of this server are not for handlers to see, which a browser may send where nobody asked for
/// them.
HttpRequest for_handler(const HttpRequest& request, bool has_own_key) {
  HttpRequest out = request;
  hide_session(out.head);
  if (has_own_key)
    std::erase_if(out.head.headers,
                  [](const HttpHeader& header) { return equal_ignoring_case(header.name, "Authorization"); });
  return out;
}

}  // namespace

std::string_view operation_of(RouteRule::Target target) {
  switch (target) {
    case RouteRule::Target::kPutObject:
      return "put_object";
    case RouteRule::Target::kVerify:
      return "verify";
    case RouteRule::Target::kRegister:
      return "register";
    case RouteRule::Target::kFunction:
      break;
  }
  return "function";
}

std::optional<RoutesApi::Matched> RoutesApi::match(const HttpHead& head) const {
  // A browser asks beforehand for the method that it will send.
  const bool is_preflight = head.method == "OPTIONS";
  const std::string_view method =
      is_preflight ? head.header("Access-Control-Request-Method").value_or("") : std::string_view(head.method);
  std::optional<Matched> other_method;
  for (const RouteRule& rule : rules_) {
    auto names = rule.path.match(head.path());
    if (!names) continue;
    if (rule.target == RouteRule::Target::kPutObject) {
      const std::string bucket(rule.bucket.empty() ? text_of(*names, "bucket") : std::string_view(rule.bucket));
      if (std::ranges::find(rule.buckets, bucket) == rule.buckets.end()) continue;
      (*names)["bucket"] = bucket;
    }
    if (takes(rule, method)) return Matched{&rule, *std::move(names)};
    if (!other_method) other_method = Matched{&rule, *std::move(names)};
  }
  return other_method;
}

bool RoutesApi::owns(const HttpHead& head) const { return !s3::S3Api::is_signed(head) && match(head).has_value(); }

std::string RoutesApi::methods_of(const HttpHead& head) const {
  std::string out;
  for (const RouteRule& rule : rules_) {
    if (!rule.path.match(head.path()) || out.find(rule.method) != std::string::npos) continue;
    if (!out.empty()) out += ", ";
    out += rule.method;
  }
  return out;
}

RoutesApi::Served RoutesApi::served(const HttpHead& head, const RouteRule& rule, std::string_view outcome,
                                    HttpResponse response) {
  add_cors(response, head, rule.cors_origins);
  return {operation_of(rule.target), outcome, std::move(response)};
}

RoutesApi::Served RoutesApi::served(const HttpHead& head, const RouteRule& rule, const Outcome& outcome) {
  Served out = served(head, rule, outcome_name(outcome.kind), answer(rule.shape, outcome));
  out.log_detail = outcome.log_detail;
  return out;
}

std::optional<Outcome> RoutesApi::refusal_of(const HttpHead& head, const RouteRule& rule, Caller& caller) const {
  // A page that the route names may; any other may not have a browser send what its user typed once, nor what only its
  // network lets through.
  const bool is_open = rule.auth == RouteRule::Auth::kNone;
  const bool is_looking = head.method == "GET" || head.method == "HEAD";
  const bool may_any = is_open && std::ranges::find(rule.cors_origins, "*") != rule.cors_origins.end();
  if (!is_looking && !may_any && is_of_another_site(head) && !names_origin(rule.cors_origins, head))
    return Outcome{.kind = Kind::kDenied, .code = {}, .reason = kRefusesOtherSite};
  if (is_open) {
    caller.actor = "route:" + rule.path.text();
    return std::nullopt;
  }
  const auto principal = verify_basic(head, ports_.keys);
  if (!principal) return Outcome{.kind = Kind::kDenied, .code = {}, .reason = principal.error().message};
  if (!may(principal->role, "routes", operation_of(rule.target)))
    return Outcome{.kind = Kind::kDenied, .code = {}, .reason = refuse_role(principal->role).error().message};
  caller.actor = principal->access_key_id;
  caller.role = principal->role;
  return std::nullopt;
}

std::expected<Surface::Admitted, Surface::Served> RoutesApi::admit(const HttpHead& head,
                                                                   std::string_view request_id) const {
  const auto matched = match(head);
  if (!matched) return std::unexpected(refuse(head, 404, "", request_id));
  const RouteRule& rule = *matched->rule;
  if (head.method == "OPTIONS") return Admitted{};
  Caller caller;
  if (const auto refusal = refusal_of(head, rule, caller)) return std::unexpected(served(head, rule, *refusal));
  const std::size_t bytes_max =
      rule.target == RouteRule::Target::kFunction ? limits::kFunctionPayloadBytesMax : limits::kRouteBodyBytesMax;
  if (head.announced_length().value_or(0) > bytes_max)
    return std::unexpected(refuse(head, 413, "The body is larger than this path takes.", request_id));
  return Admitted{.body_bytes_max = bytes_max,
                  .sender_is_proven = rule.auth == RouteRule::Auth::kKey,
                  .sender_is_stranger = rule.auth == RouteRule::Auth::kNone,
                  .reads_pictures = rule.target == RouteRule::Target::kVerify && head.method == "POST"};
}

Surface::Served RoutesApi::handle(const HttpRequest& request, std::string_view request_id) const {
  const HttpHead& head = request.head;
  const auto matched = match(head);
  if (!matched) return refuse(head, 404, "", request_id);
  const RouteRule& rule = *matched->rule;
  if (head.method == "OPTIONS") return {"preflight", "ok", preflight(head, rule.cors_origins, rule.method)};
  if (asks_for_worker_of_all(head))
    return refuse(head, 403, "A service worker of all paths is not served.", request_id);
  if (!takes(rule, head.method)) return refuse(head, 405, "This path takes " + methods_of(head) + ".", request_id);
  Caller caller;
  if (const auto refusal = refusal_of(head, rule, caller)) return served(head, rule, *refusal);
  if (rule.target == RouteRule::Target::kFunction) return invoke(request, *matched);
  if (rule.target == RouteRule::Target::kPutObject) return put_object(request, *matched, caller);
  return served(head, rule, ask(request, *matched, caller));
}

Surface::Served RoutesApi::invoke(const HttpRequest& request, const Matched& matched) const {
  const RouteRule& rule = *matched.rule;
  const auto route = gateway_route(request.head, matched.names, rule);
  const bool has_own_key = rule.auth == RouteRule::Auth::kNone && verify_basic(request.head, ports_.keys);
  auto answered = ports_.functions.serve(for_handler(request, has_own_key), rule.target_name, route);
  Served out = served(request.head, rule, answered.outcome, std::move(answered.response));
  out.log_detail = std::move(answered.log_detail);
  return out;
}

Surface::Served RoutesApi::put_object(const HttpRequest& request, const Matched& matched, const Caller& caller) const {
  const auto stored = store_for(caller, {.bucket = std::string(text_of(matched.names, "bucket")),
                                         .key = std::string(text_of(matched.names, "key")),
                                         .bytes = std::as_bytes(std::span(request.body)),
                                         .content_type = std::string(request.head.header("content-type").value_or("")),
                                         .metadata = {},
                                         .actor = caller.actor,
                                         .source_address = request.head.remote_address});
  if (!stored) return served(request.head, *matched.rule, routes::outcome_of(stored.error()));
  return served(request.head, *matched.rule, "ok",
                {.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = "{}"});
}

Result<std::uint64_t> RoutesApi::store_for(const Caller& caller, const RoutedObject& object) const {
  if (caller.role && !ports_.triggers.may_store(object.bucket, object.key).include(*caller.role))
    return refuse_role(*caller.role);
  if (!caller.role) {
    MIEN_TRY(const std::uint64_t waiting, ports_.tasks.waiting(TaskKind::kIntake));
    if (waiting >= ports_.strangers_waiting_max)
      return fail(ErrorCode::kOverloaded, "Too many pictures are waiting to be read; try again later.");
  }
  return store(ports_.put_object, object);
}

Result<std::uint64_t> RoutesApi::store_picture(const HttpRequest& request, const app::Intake& intake,
                                               Question& question, const Caller& caller) const {
  if (question.key.empty())
    question.key = intake.prefix + ports_.ids.random().text() + std::string(extension_of(*question.image));
  if (!question.key.starts_with(intake.prefix)) question.key.insert(0, intake.prefix);
  return store_for(caller, {.bucket = intake.bucket,
                            .key = question.key,
                            .bytes = *question.image,
                            .content_type = question.content_type,
                            .metadata = question.fields,
                            .actor = caller.actor,
                            .source_address = request.head.remote_address});
}

Result<Task> RoutesApi::upload_of(const HttpRequest& request, const app::Intake& intake, Question& question,
                                  const Caller& caller) const {
  if (!question.image)
    return ports_.uploads.by_object(intake.name, intake.bucket, question.key, limits::kUploadWaitMax, request.patience);
  // Another may bring a picture under the same key meanwhile: what is decided of that one is not for this caller.
  MIEN_TRY(const std::uint64_t sequence, store_picture(request, intake, question, caller));
  return ports_.uploads.by_sequence(intake.name, intake.bucket, question.key, sequence, limits::kUploadWaitMax,
                                    request.patience);
}

Outcome RoutesApi::ask(const HttpRequest& request, const Matched& matched, const Caller& caller) const {
  const auto intake = ports_.intakes.find(matched.rule->target_name);
  if (intake == nullptr) return {.kind = Kind::kFailed};
  auto question = read_question(request);
  if (!question) return routes::outcome_of(question.error());
  if (!question->image && question->key.empty())
    return {.kind = Kind::kBadRequest, .code = {}, .reason = "The request names no object and brings no picture."};
  if (!question->bucket.empty() && question->bucket != intake->bucket)
    return {.kind = Kind::kBadRequest, .code = {}, .reason = "Pictures in this bucket are not looked at here."};
  const auto task = upload_of(request, *intake, *question, caller);
  if (!task) return routes::outcome_of(task.error());
  return outcome_of(*task);
}

Outcome RoutesApi::outcome_of(const Task& task) const {
  if (task.state == TaskState::kWaiting) return {.kind = Kind::kPending};
  if (task.state == TaskState::kFailed) return {.kind = Kind::kFailed};
  // What was decided is told for a while only: whoever learns a key later learns no more from it.
  if (ports_.clock.now() - task.updated > limits::kRouteAnswerLifetime) return {.kind = Kind::kNotFound};
  Outcome outcome{.kind = kind_of(task.outcome), .code = {}, .reason = task.reason};
  if (outcome.kind == Kind::kRefused) outcome.code = task.outcome;
  if (auto values = decode_text_map(task.result); values && task.state == TaskState::kDone)
    outcome.values = *std::move(values);
  outcome.values["image_path"] = task.what.bucket + "/" + task.what.key;
  outcome.values["now"] = rfc3339(task.what.created);
  return outcome;
}

Surface::Served RoutesApi::refuse(const HttpHead& head, int status, std::string_view reason,
                                  std::string_view /*request_id*/) const {
  const auto matched = match(head);
  Outcome outcome{.kind = status >= 500 ? (status == 503 ? Kind::kPending : Kind::kFailed) : Kind::kBadRequest,
                  .code = {},
                  .reason = std::string(reason)};
  if (!matched) return {"route", outcome_name(outcome.kind), answer(Shape::kDecision, outcome)};
  HttpResponse response = answer(matched->rule->shape, outcome);
  if (status < 500) response.status = status;
  if (status == 405) response.headers.push_back({"Allow", methods_of(head)});
  return served(head, *matched->rule, outcome_name(outcome.kind), std::move(response));
}

}  // namespace mien::api::routes
