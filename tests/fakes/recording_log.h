#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <variant>

#include "ports/log.h"

namespace mien::fakes {

/// Keeps the names and texts of what was logged. Thread-safe.
class RecordingLog final : public Log {
 public:
  void write(Level level, std::string_view event, Fields fields) override {
    const std::scoped_lock lock(mutex_);
    last_level_ = level;
    text_ += event;
    for (const auto& [name, value] : fields) {
      text_ += ' ';
      text_ += name;
      if (const auto* text = std::get_if<std::string_view>(&value)) {
        text_ += '=';
        text_ += *text;
      }
    }
    text_ += '\n';
  }
  std::string text() const {
    const std::scoped_lock lock(mutex_);
    return text_;
  }
  Level last_level() const {
    const std::scoped_lock lock(mutex_);
    return last_level_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
  Level last_level_ = Level::kDebug;
};

}  // namespace mien::fakes
