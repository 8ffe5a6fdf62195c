#include "app/tasks/sending.h"

#include <string>

namespace mien::app {
namespace {

constexpr int kGone = 410;

std::string_view outcome_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return "bad_address";
    case ErrorCode::kAccessDenied:
      return "untrusted_certificate";
    case ErrorCode::kDeadlineExceeded:
      return "timeout";
    case ErrorCode::kIncompatible:
      return "not_http";
    case ErrorCode::kAbandoned:
      return "interrupted";
    default:
      return "unreachable";
  }
}

}  // namespace

Attempt attempt_of_sending(const Result<HttpResponse>& answer, std::string_view done) {
  if (!answer)
    return {.state = TaskState::kWaiting,
            .outcome = std::string(outcome_of(answer.error().code)),
            .reason = answer.error().message,
            .result = {},
            .following = {},
            .counts = answer.error().code != ErrorCode::kAbandoned};
  if (answer->status >= 200 && answer->status < 300)
    return {.state = TaskState::kDone, .outcome = std::string(done), .reason = {}, .result = {}};
  const bool is_gone = answer->status == kGone;
  return {.state = is_gone ? TaskState::kRefused : TaskState::kWaiting,
          .outcome = is_gone ? "gone" : "bad_status",
          .reason = "The server answered with status " + std::to_string(answer->status) + ".",
          .result = {}};
}

}  // namespace mien::app
