// Any bytes are JSON within the limits or an Error; what is read can be written and read again; what the writer writes
// is JSON; base64 has one text for each byte sequence.
#include <boost/json/serialize.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

#include "api/json/base64.h"
#include "api/json/parse.h"
#include "api/json/writer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mien::api;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto value = parse_json(text)) {
    const auto again = parse_json(boost::json::serialize(*value));
    if (!again || *again != *value) std::abort();
  }
  if (!parse_json(JsonWriter().begin_object().member("x", text).end_object().take())) std::abort();
  const auto bytes = decode_base64(text);
  if (bytes && encode_base64(*bytes) != text) std::abort();
  return 0;
}
