// What a handler answers: an HTTP response that can be sent, or a refusal; and what a runtime says of a failure.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapters/lambda_runtime/error_json.h"
#include "api/functions/proxy_answer.h"
#include "api/functions/proxy_event.h"
#include "api/json/parse.h"
#include "core/limits.h"

namespace {

using namespace mien;

void require(bool promise) {
  if (!promise) std::abort();
}

void check_answer(std::string_view text) {
  const auto answer = api::functions::parse_proxy_answer(text);
  if (!answer) {
    require(answer.error().code == ErrorCode::kInvalidArgument);
    return;
  }
  require(answer->status >= 200 && answer->status <= 599);
  require(answer->headers.size() <= limits::kHeadersMax + 1);
  for (const auto& [name, value] : answer->headers) {
    require(!name.empty() && name.find_first_of("\r\n: ") == std::string::npos);
    require(value.find_first_of("\r\n") == std::string::npos && !value.contains('\0'));
  }
}

void check_failure(std::string_view text) {
  const auto outcome = lambda_runtime::parse_failure(text, text);
  require(outcome.failure.has_value());
  require(std::ranges::none_of(outcome.failure->type, [](char c) { return c == ' ' || c == '\n' || c == '"'; }));
  require(outcome.failure->message.size() <= limits::kFunctionErrorTextBytesMax);
}

/// Whatever comes in becomes JSON.
void check_event(std::string_view text) {
  const api::Account account;
  const HttpRequest request{.head = {.method = "POST",
                                     .target = "/a?" + std::string(text.substr(0, text.size() / 2)),
                                     .headers = {{"Content-Type", "text/plain"}, {"X-A", std::string(text)}},
                                     .remote_address = "127.0.0.1"},
                            .body = std::string(text)};
  const auto event = api::functions::proxy_event_json(request, {.resource = "/a"}, {account, "r", {}});
  if (event) require(api::parse_json(*event).has_value() || text.size() > limits::kJsonMembersMax);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_answer(text);
  check_failure(text);
  check_event(text);
  return 0;
}
