// A form is taken only under a policy that its owner signed and that speaks of every field. Input, by lines: the file's
// size, then a field each as NAME=VALUE up to an empty line; the rest is the policy, which is signed here.
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth/dates.h"
#include "api/auth/post_policy.h"
#include "api/auth/sigv4.h"
#include "core/base64.h"
#include "core/limits.h"
#include "fakes/fake_clock.h"

namespace {

using namespace mien;
using namespace mien::api;
using Field = ProvenForm::Field;

constexpr std::string_view kUnheardOf = "zz-unheard-of";

std::string take_line(std::string_view& text) {
  const auto end = text.find('\n');
  std::string line(text.substr(0, end));
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const RootKeyRing keys("AKID", Secret("a secret that no input holds"));
  const fakes::FakeClock clock;
  const std::string date = format_amz_date(std::chrono::floor<std::chrono::seconds>(clock.now()));
  const sigv4::Scope scope{std::string_view(date).substr(0, 8), "us-east-1", "s3"};

  const std::string digits = take_line(text);
  std::size_t file_bytes = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), file_bytes);
  std::vector<Field> fields;
  while (!text.empty()) {
    const std::string line = take_line(text);
    if (line.empty()) break;
    const auto equals = line.find('=');
    fields.push_back({line.substr(0, equals), equals == std::string::npos ? "" : line.substr(equals + 1)});
  }
  const auto verify = [&] {
    std::vector<PostForm::Field> sent;
    for (const Field& field : fields) sent.push_back({field.name, field.value});
    return verify_post_form({.bucket = "faces", .fields = sent, .file_name = "a/b.jpg", .file_bytes = file_bytes}, keys,
                            clock);
  };
  if (verify()) std::abort();  // Nobody signed it.
  const std::string policy = encode_base64(std::as_bytes(std::span(text)));
  for (Field field : {Field{"x-amz-algorithm", "AWS4-HMAC-SHA256"}, Field{"x-amz-credential", "AKID/" + scope.text()},
                      Field{"x-amz-date", date}, Field{"policy", policy},
                      Field{"x-amz-signature", sigv4::signature(keys.find("AKID")->secret, scope, policy)}})
    fields.push_back(std::move(field));
  const auto proven = verify();
  if (!proven) return 0;
  std::size_t bytes = 0;
  for (const Field& field : proven->fields) bytes += field.name.size() + field.value.size();
  if (bytes > limits::kFormFieldsBytesMax) std::abort();
  if (proven->caller.means != S3Caller::Means::kForm) std::abort();
  if (text.find('\\') == std::string_view::npos && text.find(kUnheardOf) == std::string_view::npos) {
    fields.push_back({std::string(kUnheardOf), ""});
    if (verify()) std::abort();
    fields.pop_back();
  }
  fields.back().value[0] = fields.back().value[0] == 'a' ? 'b' : 'a';
  if (verify()) std::abort();
  return 0;
}
