// No request is taken for signed by somebody who does not have the secret; what the owner of the secret signs is taken,
// and not once its path, a header or its body was changed. Input, by lines: Authorization, X-Amz-Date, request target,
// a header's value; the rest is the body.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/auth/basic_auth.h"
#include "api/auth/sigv4_verify.h"
#include "fakes/fake_clock.h"

namespace {

std::string take_line(std::string_view& text) {
  const auto end = text.find('\n');
  std::string line(text.substr(0, end));
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

using namespace mien;

bool is_clean(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

/// Signs a request of the input's with the right key; then the same, changed in one place.
void check_own_signature(const api::KeyRing& keys, std::string target, std::string value, std::string_view body) {
  const fakes::FakeClock clock;
  HttpRequest request{{"POST", std::move(target), {{"Host", "localhost"}, {"My-Header", std::move(value)}}, {}},
                      std::string(body)};
  api::sigv4::sign(
      request, "AKID", keys.find("AKID")->secret,
      {.region = "us-east-1", .service = "rekognition", .at = std::chrono::floor<std::chrono::seconds>(clock.now())});
  if (!api::sigv4::verify_head(request.head, keys, clock) || !api::sigv4::verify(request, keys, clock)) std::abort();
  HttpRequest changed = request;
  changed.body += 'x';
  if (api::sigv4::verify(changed, keys, clock)) std::abort();
  changed = request;
  changed.head.headers[1].value += 'x';
  if (api::sigv4::verify(changed, keys, clock)) std::abort();
  changed = request;
  changed.head.target += changed.head.query().empty() ? "?x" : "&x";
  if (api::sigv4::verify(changed, keys, clock)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mien::api;
  const RootKeyRing keys("AKID", Secret("a secret that no input holds"));
  std::string_view text(reinterpret_cast<const char*>(data), size);
  mien::HttpRequest request;
  request.head.method = "POST";
  request.head.headers.push_back({"Host", "localhost"});
  request.head.headers.push_back({"Authorization", take_line(text)});
  request.head.headers.push_back({"X-Amz-Date", take_line(text)});
  request.head.target = take_line(text);
  // A header whose name the input cannot choose, but for the one that declares the body's hash.
  std::string value = take_line(text);
  const bool declares = value.starts_with("sha256:");
  request.head.headers.push_back({declares ? "X-Amz-Content-Sha256" : "My-Header", std::move(value)});
  request.body = text;
  if (!request.head.target.empty() && is_clean(request.head.target) && is_clean(request.head.headers.back().value))
    check_own_signature(keys, request.head.target, request.head.headers.back().value, request.body);
  const auto verdict = sigv4::verify_head(request.head, keys, mien::fakes::FakeClock());
  if (verdict && verdict->proven == sigv4::HeadVerdict::Proven::kYes) std::abort();
  if (sigv4::verify(request, keys, mien::fakes::FakeClock()) || verify_basic(request.head, keys)) std::abort();
  return 0;
}
