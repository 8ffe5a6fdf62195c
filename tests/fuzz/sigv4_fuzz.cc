// No request is taken for signed by somebody who does not have the secret. Input, by lines: Authorization, X-Amz-Date,
// request target, a header's value; the rest is the body.
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
  const auto verdict = sigv4::verify_head(request.head, keys, mien::fakes::FakeClock());
  if (verdict && verdict->proven == sigv4::HeadVerdict::Proven::kYes) std::abort();
  if (sigv4::verify(request, keys, mien::fakes::FakeClock()) || verify_basic(request.head, keys)) std::abort();
  return 0;
}
