#include "adapters/system/json_log.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <ostream>
#include <string>
#include <thread>
#include <utility>

#include "core/ascii.h"
#include "core/time.h"
#include "core/utf8.h"

namespace mien {
namespace {

std::string_view name_of(Log::Level level) {
  switch (level) {
    case Log::Level::kDebug:
      return "debug";
    case Log::Level::kInfo:
      return "info";
    case Log::Level::kWarning:
      return "warning";
    case Log::Level::kError:
      return "error";
  }
  return "error";
}

/// A JSON string. What is no UTF-8 becomes U+FFFD, so that every line parses.
void append_text(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::string_view before = text;
    const auto c = static_cast<unsigned char>(text.front());
    if (!take_code_point(text)) {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    } else if (c == '"' || c == '\\') {
      out += {'\\', before.front()};
    } else if (c == '\n') {
      out += "\\n";
    } else if (c < 0x20 || c == 0x7F) {
      out += "\\u00";
      out += {kHexDigits[c >> 4], kHexDigits[c & 0x0F]};
    } else {
      out += before.substr(0, before.size() - text.size());
    }
  }
  out += '"';
}

template <class Number>
void append_number(std::string& out, Number number) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  out.append(buffer, end);
}

struct AppendValue {
  std::string& out;
  void operator()(std::int64_t value) const { append_number(out, value); }
  void operator()(double value) const {
    if (std::isfinite(value)) {
      append_number(out, value);
    } else {
      out += "null";  // JSON has no other word for it.
    }
  }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::string_view value) const { append_text(out, value); }
};

}  // namespace

/// Where lines go.
class JsonLog::Sink {
 public:
  virtual ~Sink() = default;
  virtual void put(std::string line) = 0;
};

namespace {

class StreamSink final : public JsonLog::Sink {
 public:
  explicit StreamSink(std::ostream& out) : out_(out) {}
  void put(std::string line) override {
    const std::scoped_lock lock(mutex_);
    out_ << line << std::flush;
  }

 private:
  std::mutex mutex_;
  std::ostream& out_;
};

/// Standard error by a thread of its own: a reader that stalls or dies costs lines, never a request. What does not fit
/// into the queue is dropped and counted.
class StandardErrorSink final : public JsonLog::Sink {
 public:
  StandardErrorSink() : thread_([queue = queue_] { write_all(*queue); }) {}

  /// Waits for what is queued, but not for a reader that has stalled.
  ~StandardErrorSink() override {
    std::unique_lock lock(queue_->mutex);
    queue_->closing = true;
    queue_->changed.notify_all();
    const bool finished = queue_->changed.wait_for(lock, kFarewell, [&] { return queue_->finished; });
    lock.unlock();
    if (finished)
      thread_.join();
    else
      thread_.detach();  // It keeps the queue, and ends with the process.
  }

  void put(std::string line) override {
    const std::scoped_lock lock(queue_->mutex);
    if (queue_->lines.size() >= kLinesMax) {
      ++queue_->dropped;
      return;
    }
    queue_->lines.push_back(std::move(line));
    queue_->changed.notify_all();
  }

 private:
  static constexpr std::size_t kLinesMax = 10'000;
  static constexpr std::chrono::seconds kFarewell{1};

  struct Queue {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::string> lines;
    std::size_t dropped = 0;
    bool closing = false;
    bool finished = false;
  };

  /// Shared with the sink, so that it may outlive it where a write never returns.
  static void write_all(Queue& queue) {
    std::unique_lock lock(queue.mutex);
    for (;;) {
      queue.changed.wait(lock, [&] { return queue.closing || !queue.lines.empty(); });
      if (queue.lines.empty()) break;
      std::string text = std::move(queue.lines.front());
      queue.lines.pop_front();
      if (queue.lines.empty() && queue.dropped > 0)
        text += "{\"level\":\"warning\",\"event\":\"log_lines_dropped\",\"lines\":" +
                std::to_string(std::exchange(queue.dropped, 0)) + "}\n";
      lock.unlock();
      std::fwrite(text.data(), 1, text.size(), stderr);  // A dead reader: the line is lost, by EPIPE.
      std::fflush(stderr);
      lock.lock();
    }
    queue.finished = true;
    queue.changed.notify_all();
  }

  std::shared_ptr<Queue> queue_ = std::make_shared<Queue>();
  std::thread thread_;  ///< Last: it uses the queue.
};

}  // namespace

JsonLog::JsonLog(const Clock& clock, Level minimum)
    : clock_(clock), minimum_(minimum), sink_(std::make_unique<StandardErrorSink>()) {}
JsonLog::JsonLog(const Clock& clock, Level minimum, std::ostream& out)
    : clock_(clock), minimum_(minimum), sink_(std::make_unique<StreamSink>(out)) {}
JsonLog::~JsonLog() = default;

void JsonLog::write(Level level, std::string_view event, Fields fields) {
  if (level < minimum_) return;
  std::string line = "{\"time\":\"";
  line += rfc3339(clock_.now());
  line += "\",\"level\":\"";
  line += name_of(level);
  line += "\",\"event\":";
  append_text(line, event);
  for (const auto& [name, value] : fields) {
    line += ',';
    append_text(line, name);
    line += ':';
    std::visit(AppendValue{line}, value);
  }
  line += "}\n";
  sink_->put(std::move(line));
}

}  // namespace mien
