#pragma once

#include <iosfwd>
#include <memory>

#include "ports/clock.h"
#include "ports/log.h"

namespace mien {

/// One JSON object a line: time (ISO 8601, UTC), level, event, then the fields in their order. Thread-safe: lines do
/// not mix. Borrows the clock.
class JsonLog final : public Log {
 public:
  /// To standard error; events below `minimum` are dropped, and so is what a stalled or dead reader does not take. The
  /// caller sees to it that SIGPIPE is ignored.
  JsonLog(const Clock& clock, Level minimum);
  /// To a stream that outlives the log.
  JsonLog(const Clock& clock, Level minimum, std::ostream& out);
  ~JsonLog() override;
  void write(Level level, std::string_view event, Fields fields) override;

  class Sink;

 private:
  const Clock& clock_;
  Level minimum_;
  std::unique_ptr<Sink> sink_;
};

}  // namespace mien
