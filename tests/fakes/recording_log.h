#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "ports/log.h"

namespace mien::fakes {

/// Keeps the names and texts of what was logged. Thread-safe.
class RecordingLog final : public Log {
 public:
  void write(Level level, std::string_view event, Fields fields) override;
  std::string text() const;
  Level last_level() const;

 private:
  mutable std::mutex mutex_;
  std::string text_;
  Level last_level_ = Level::kDebug;
};

}  // namespace mien::fakes
