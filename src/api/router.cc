#include "api/router.h"

#include <algorithm>
#include <cstdint>

#include "api/rest/problem.h"
#include "api/rest/rest_api.h"

namespace mien::api {
namespace {

using Clock = std::chrono::steady_clock;

/// An error is what is wrong with the server itself. 501 and 505 are about what clients asked for. Whoever watches the
/// service asks for its health again and again, and anybody may: that would drown the rest.
constexpr Log::Level level_of(int status, std::string_view operation) {
  if (status == 200 && (operation == "health" || operation == "readiness")) return Log::Level::kDebug;
  if (status == 500) return Log::Level::kError;
  return status == 503 ? Log::Level::kWarning : Log::Level::kInfo;
}

}  // namespace

const Surface& Router::owner_of(const HttpHead& head) const {
  const auto owner = std::ranges::find_if(surfaces_, [&](const Surface* surface) { return surface->owns(head); });
  return owner != surfaces_.end() ? **owner : *surfaces_.back();
}

HttpResponse Router::finish(Served served, const Circumstances& circumstances) {
  HttpResponse& response = served.response;
  response.headers.push_back({"X-Request-Id", std::string(circumstances.request_id)});
  response.headers.push_back({"X-Content-Type-Options", "nosniff"});
  ports_.metrics.request(served.operation, served.outcome, circumstances.took);
  const auto took_us = std::chrono::duration_cast<std::chrono::microseconds>(
                           circumstances.took.value_or(std::chrono::nanoseconds::zero()))
                           .count();
  ports_.log.write(level_of(response.status, served.operation), "request",
                   {{"request_id", circumstances.request_id},
                    {"client", circumstances.client},
                    {"operation", served.operation},
                    {"status", std::int64_t{response.status}},
                    {"code", served.outcome},
                    {"detail", std::string_view(served.log_detail)},
                    {"took_us", std::int64_t{took_us}},
                    {"bytes_in", static_cast<std::int64_t>(circumstances.request_bytes)},
                    {"bytes_out", static_cast<std::int64_t>(response.body.size())}});
  return std::move(served.response);
}

HttpHandler::Admission Router::refusal(const HttpHead& head, Served served, std::string_view request_id) {
  return {.body_bytes_max = 0,
          .refusal = finish(std::move(served), {.request_id = request_id, .client = head.remote_address})};
}

HttpHandler::Admission Router::admit(const HttpHead& head, std::string_view request_id) {
  const Surface& owner = owner_of(head);
  auto admitted = owner.admit(head, request_id);
  if (!admitted) return refusal(head, std::move(admitted).error(), request_id);
  // Receiving and parsing what the engine would refuse anyway would only take time from those who are served.
  if (admitted->reads_pictures && ports_.reader.is_full()) {
    Admission admission =
        refusal(head, owner.refuse(head, 503, "Too many pictures are waiting to be read; try again later.", request_id),
                request_id);
    admission.keeps_connection = true;
    return admission;
  }
  return {.body_bytes_max = admitted->body_bytes_max,
          .sender_is_proven = admitted->sender_is_proven,
          .sender_is_stranger = admitted->sender_is_stranger};
}

HttpHandler::Admission Router::admit(const HttpHead& head) {
  const std::string request_id = ports_.ids.random().text();
  try {
    return admit(head, request_id);
  } catch (const std::exception& exception) {
    return refusal(head, failed(head, exception, request_id), request_id);
  }
}

HttpResponse Router::handle(const HttpRequest& request) {
  const Clock::time_point began = Clock::now();
  const std::string request_id = ports_.ids.random().text();
  Served served;
  try {
    served = owner_of(request.head).handle(request, request_id);
  } catch (const std::exception& exception) {
    served = failed(request.head, exception, request_id);
  }
  return finish(std::move(served), {.request_id = request_id,
                                    .client = request.head.remote_address,
                                    .took = Clock::now() - began,
                                    .request_bytes = request.body.size()});
}

HttpResponse Router::refuse(const HttpHead& head, int status, std::string_view reason) {
  const std::string request_id = ports_.ids.random().text();
  return finish(refused(head, status, reason, request_id), {.request_id = request_id, .client = head.remote_address});
}

/// No caller is told what the exception says; the log is.
Router::Served Router::failed(const HttpHead& head, const std::exception& exception,
                              std::string_view request_id) const {
  Served served = refused(head, 500, "Internal error.", request_id);
  served.log_detail = exception.what();
  return served;
}

Router::Served Router::refused(const HttpHead& head, int status, std::string_view reason,
                               std::string_view request_id) const {
  if (!head.method.empty() && !head.target.empty()) return owner_of(head).refuse(head, status, reason, request_id);
  // Nothing was read, so nobody knows the protocol: the status has to speak for itself.
  const rest::Problem problem = status == 503 ? rest::Problem(rest::HttpFault::kUnavailable, std::string(reason))
                                              : rest::problem_of(status, reason);
  return {"refused", problem.kind.code, to_response(problem, request_id)};
}

}  // namespace mien::api
