// No request is taken for signed by somebody who does not have the secret, neither by S3's surface nor by the others;
// what the owner of the secret signs is taken, and not once its path, a header or its body was changed. Input, by
// lines: Authorization, X-Amz-Date, request target, a header's value; the rest is the body.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "api/auth/basic_auth.h"
#include "api/auth/presign.h"
#include "api/auth/s3_auth.h"
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

/// A link of our own making is good, and no longer when it is another method's, or for another key of the bucket.
void check_own_link(const api::KeyRing& keys, std::string_view key, std::string value) {
  using namespace std::chrono_literals;
  constexpr std::string_view kBase = "http://localhost";
  const fakes::FakeClock clock;
  const std::pair<std::string, std::string> headers[] = {{"x-amz-meta-name", std::move(value)}};
  const std::string url = api::presign_url({.method = "PUT",
                                            .base_url = kBase,
                                            .bucket = "faces",
                                            .key = key,
                                            .headers = headers,
                                            .lifetime = 60s,
                                            .region = "us-east-1",
                                            .at = std::chrono::floor<std::chrono::seconds>(clock.now())},
                                           "AKID", keys.find("AKID")->secret);
  HttpHead head{"PUT", url.substr(kBase.size()), {{"Host", "localhost"}, {"X-Amz-Meta-Name", headers[0].second}}, {}};
  const auto caller = api::verify_s3(head, "", keys, clock);
  if (!caller || caller->payload != api::Payload::kUnsigned) std::abort();
  HttpHead changed = head;
  changed.method = "GET";
  if (api::verify_s3(changed, "", keys, clock)) std::abort();
  changed = head;
  changed.target.insert(changed.path().size(), "x");
  if (api::verify_s3(changed, "", keys, clock)) std::abort();
  changed = head;
  changed.headers[1].value += 'x';
  if (api::verify_s3(changed, "", keys, clock)) std::abort();
}

/// The same texts as S3's clients would send them. None can be right.
void check_s3_refuses(const api::KeyRing& keys, const HttpRequest& request) {
  HttpHead head = request.head;
  for (const std::string_view bucket : {"", "faces"})
    if (api::verify_s3(head, bucket, keys, fakes::FakeClock())) std::abort();
  head.headers.erase(head.headers.begin() + 1);  // Authorization
  if (api::verify_s3(head, "", keys, fakes::FakeClock())) std::abort();
  head.headers.back().name = "X-Amz-Content-Sha256";
  head.headers.push_back({"Authorization", "AWS " + request.body.substr(0, 200)});
  if (api::verify_s3(head, "", keys, fakes::FakeClock())) std::abort();
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
  if (is_clean(request.head.headers.back().value))
    check_own_link(keys, std::string_view(request.body).substr(0, 1024), request.head.headers.back().value);
  check_s3_refuses(keys, request);
  const auto verdict = sigv4::verify_head(request.head, keys, mien::fakes::FakeClock());
  if (verdict && verdict->proven == sigv4::HeadVerdict::Proven::kYes) std::abort();
  if (sigv4::verify(request, keys, mien::fakes::FakeClock()) || verify_basic(request.head, keys)) std::abort();
  return 0;
}
