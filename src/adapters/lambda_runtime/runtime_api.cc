#include "adapters/lambda_runtime/runtime_api.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "adapters/lambda_runtime/error_json.h"
#include "core/ascii.h"

namespace mien::lambda_runtime {
namespace {

constexpr std::string_view kPrefix = "/2018-06-01/runtime/";
constexpr std::string_view kTypeHeader = "Lambda-Runtime-Function-Error-Type";
constexpr std::size_t kRequestIdBytesMax = 64;

enum class Operation : std::uint8_t { kNext, kResponse, kError, kInitError };
struct Route {
  Operation operation;
  std::string_view request_id{};
};

std::optional<Route> find_route(const HttpHead& head) {
  std::string_view path = head.path();
  if (!path.starts_with(kPrefix) || !head.query().empty()) return std::nullopt;
  path.remove_prefix(kPrefix.size());
  if (path == "invocation/next" && head.method == "GET") return Route{Operation::kNext};
  if (head.method != "POST") return std::nullopt;
  if (path == "init/error") return Route{Operation::kInitError};
  constexpr std::string_view kInvocation = "invocation/";
  if (!path.starts_with(kInvocation)) return std::nullopt;
  path.remove_prefix(kInvocation.size());
  const auto slash = path.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash > kRequestIdBytesMax) return std::nullopt;
  const std::string_view id = path.substr(0, slash);
  if (path.substr(slash) == "/response") return Route{Operation::kResponse, id};
  if (path.substr(slash) == "/error") return Route{Operation::kError, id};
  return std::nullopt;
}

/// A page can make a browser send requests here, under any name that its own server resolves to this machine, and take
/// events away with them though it may not read the answers. A browser says where they come from; a runtime does not.
bool is_of_a_browser(const HttpHead& head) {
  if (head.header("origin") || head.header("sec-fetch-site")) return true;
  std::string_view host = head.header("host").value_or("");
  if (host.starts_with("[::1]")) {
    host.remove_prefix(std::string_view("[::1]").size());
    return !host.empty() && !host.starts_with(':');
  }
  host = host.substr(0, host.find(':'));
  const bool is_number = std::ranges::all_of(host, [](char c) { return is_digit(c) || c == '.'; });
  return !(host == "localhost" || (is_number && host.starts_with("127.")));
}

HttpResponse answer(int status, std::string body) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

HttpResponse error(int status, std::string type, std::string message) {
  return answer(status, to_json({std::move(type), std::move(message)}));
}

HttpResponse accepted() { return answer(202, R"({"status":"OK"})"); }

/// As X-Ray has it; its parts are taken from the request's id, and it is not sampled.
std::string trace_id(std::string_view request_id, Timestamp now) {
  std::string digits;
  for (const char c : request_id)
    if (hex_value(c) >= 0) digits += lower_case(c);
  digits.resize(24, '0');
  const auto seconds =
      static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
  std::string time;
  for (int shift = 28; shift >= 0; shift -= 4) time += kHexDigits[seconds >> shift & 0xF];
  return "Root=1-" + time + "-" + digits + ";Sampled=0";
}

}  // namespace

HttpHandler::Admission RuntimeApi::admit(const HttpHead& head) {
  if (is_of_a_browser(head))
    return {.body_bytes_max = 0, .refusal = error(403, "AccessDenied", "No page may speak to a function.")};
  const auto route = find_route(head);
  if (!route) return {.body_bytes_max = 0, .refusal = error(404, "NotFound", "There is no such path.")};
  if (route->operation == Operation::kResponse &&
      head.announced_length().value_or(0) > limits::kFunctionPayloadBytesMax) {
    // As on AWS: the runtime is refused, and whoever waits is told why.
    const FunctionOutcome::Failure too_large{"Function.ResponseSizeTooLarge",
                                             "Response payload size exceeded maximum allowed payload size (" +
                                                 std::to_string(limits::kFunctionPayloadBytesMax) + " bytes)."};
    invocations_.finish(route->request_id, {.payload_json = to_json(too_large), .failure = too_large});
    return {.body_bytes_max = 0, .refusal = error(413, "RequestEntityTooLarge", too_large.message)};
  }
  return {.body_bytes_max = route->operation == Operation::kNext ? 0 : limits::kFunctionPayloadBytesMax,
          .sender_is_proven = true};
}

HttpResponse RuntimeApi::handle(const HttpRequest& request) {
  const auto route = find_route(request.head);
  if (!route) return error(404, "NotFound", "There is no such path.");
  switch (route->operation) {
    case Operation::kNext:
      return next(request.patience);
    case Operation::kResponse:
      return finish(route->request_id, {.payload_json = request.body});
    case Operation::kError:
      return finish(route->request_id, parse_failure(request.body, request.head.header(kTypeHeader).value_or("")));
    case Operation::kInitError:
      return init_error(request);
  }
  MIEN_CHECK(false);
}

HttpResponse RuntimeApi::next(const Patience& patience) {
  auto event = invocations_.next(patience);
  if (!event) return error(503, "ServiceUnavailable", "There are no events for another process.");
  const auto deadline_ms = event->deadline.time_since_epoch().count();
  return {.status = 200,
          // Without a content type AWS's client waits for ever.
          .headers = {{"Content-Type", "application/json"},
                      {"Lambda-Runtime-Aws-Request-Id", event->request_id},
                      {"Lambda-Runtime-Deadline-Ms", std::to_string(deadline_ms)},
                      {"Lambda-Runtime-Invoked-Function-Arn", arn_},
                      {"Lambda-Runtime-Trace-Id", trace_id(event->request_id, event->deadline)}},
          .body = std::move(event->json)};
}

HttpResponse RuntimeApi::finish(std::string_view request_id, FunctionOutcome outcome) {
  switch (invocations_.finish(request_id, std::move(outcome))) {
    case Invocations::Verdict::kAccepted:
      break;
    case Invocations::Verdict::kTooLate:
      // AWS's client for Python ends its process at any other status: one slow event would cost the next one, too.
      log_.warning("function_answer_too_late", {{"function", std::string_view(function_)}});
      break;
    case Invocations::Verdict::kUnknown:
      return error(400, "InvalidRequestID", "Invalid request ID");
  }
  return accepted();
}

HttpResponse RuntimeApi::init_error(const HttpRequest& request) {
  const FunctionOutcome outcome = parse_failure(request.body, request.head.header(kTypeHeader).value_or(""));
  log_.warning("function_init_error",
               {{"function", std::string_view(function_)}, {"type", std::string_view(outcome.failure->type)}});
  invocations_.fail_waiting(outcome);
  return accepted();
}

HttpResponse RuntimeApi::refuse(const HttpHead& /*head*/, int status, std::string_view reason) {
  return error(status, "InvalidRequest", std::string(reason));
}

}  // namespace mien::lambda_runtime
