#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace mien::api {

/// Writes JSON text from front to back, without a tree. Puts commas where they belong; that objects and arrays are
/// closed and keys are followed by values is the caller's promise. Not thread-safe; one per reply.
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);
  /// Escapes what must be escaped; bytes that are not UTF-8 become U+FFFD, so that the text is JSON whatever comes in.
  JsonWriter& string(std::string_view text);
  /// The shortest digits that read back as the same float, in plain notation from 1e-6 to 1e15. What JSON has no number
  /// for (NaN, infinity) is written as null.
  JsonWriter& number(float value);
  JsonWriter& number(double value);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& unsigned_integer(std::uint64_t value);
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }
  /// A value that is JSON text already, for example a person's stored attributes.
  JsonWriter& raw(std::string_view json);

  JsonWriter& member(std::string_view name, std::string_view text) { return key(name).string(text); }
  JsonWriter& member(std::string_view name, float value) { return key(name).number(value); }

  /// The text so far; the writer is empty afterwards.
  std::string take() { return std::move(text_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();
  void append_quoted(std::string_view text);

  std::string text_;
};

}  // namespace mien::api
