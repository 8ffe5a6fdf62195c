#include "fakes/recording_log.h"

#include <variant>

namespace mien::fakes {

void RecordingLog::write(Level level, std::string_view event, Fields fields) {
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

std::string RecordingLog::text() const {
  const std::scoped_lock lock(mutex_);
  return text_;
}

RecordingLog::Level RecordingLog::last_level() const {
  const std::scoped_lock lock(mutex_);
  return last_level_;
}

}  // namespace mien::fakes
