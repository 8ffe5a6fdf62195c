#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <variant>

namespace mien {

/// Structured events, written once, at the edge. Never image bytes, embeddings, names, ExternalImageIds or keys.
/// Thread-safe. Adapters: system (JSON lines on standard error).
class Log {
 public:
  using Value = std::variant<std::int64_t, double, bool, std::string_view>;
  using Field = std::pair<std::string_view, Value>;
  using Fields = std::initializer_list<Field>;
  enum class Level : std::uint8_t { kDebug, kInfo, kWarning, kError };

  virtual ~Log() = default;
  virtual void write(Level level, std::string_view event, Fields fields) = 0;

  void info(std::string_view event, Fields fields = {}) { write(Level::kInfo, event, fields); }
  void warning(std::string_view event, Fields fields = {}) { write(Level::kWarning, event, fields); }
  void error(std::string_view event, Fields fields = {}) { write(Level::kError, event, fields); }
};

}  // namespace mien
