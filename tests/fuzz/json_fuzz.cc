// Any bytes are JSON within the limits or an Error; what is read can be written and read again; what the writer writes
// is JSON; base64 has one text for each byte sequence. Whatever is read, Boost's own parser reads the same, but
// for the last digits of numbers, which it rounds in a hurry.
#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "api/json/parse.h"
#include "api/json/writer.h"
#include "core/base64.h"
#include "core/limits.h"

namespace {

bool nearly_equal(const boost::json::value& a, const boost::json::value& b) {
  if (a.is_double() && b.is_double()) {
    const double one = a.get_double(), other = b.get_double();
    return one == other || std::abs(one - other) <= 1e-14 * std::abs(other) || std::abs(other) < 1e-300;
  }
  if (a.kind() != b.kind()) return false;
  if (a.is_array()) return std::ranges::equal(a.get_array(), b.get_array(), nearly_equal);
  if (!a.is_object()) return a == b;
  return a.get_object().size() == b.get_object().size() && std::ranges::all_of(a.get_object(), [&](const auto& member) {
           const auto* other = b.get_object().if_contains(member.key());
           return other != nullptr && nearly_equal(member.value(), *other);
         });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mien::api;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto value = parse_json(text)) {
    const auto again = parse_json(boost::json::serialize(*value));
    if (!again || *again != *value) std::abort();
    boost::system::error_code error;
    boost::json::parse_options options;
    options.max_depth = mien::limits::kJsonDepthMax + 1;
    const auto boosts = boost::json::parse({text.data(), text.size()}, error, {}, options);
    if (error || !nearly_equal(boosts, *value)) std::abort();
  }
  float number = 0;
  if (size >= sizeof number) std::memcpy(&number, data, sizeof number);
  const auto written = parse_json(JsonWriter().number(number).take());
  if (!written) std::abort();
  if (std::isfinite(number) ? static_cast<float>(written->to_number<double>()) != number : !written->is_null())
    std::abort();
  if (!parse_json(JsonWriter().begin_object().member("x", text).end_object().take())) std::abort();
  const auto bytes = mien::decode_base64(text);
  if (bytes && mien::encode_base64(*bytes) != text) std::abort();
  return 0;
}
