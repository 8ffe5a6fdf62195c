#include "api/rest/event_stream.h"

#include <algorithm>
#include <utility>

#include "api/rest/json_shapes.h"
#include "api/rest/upload_shapes.h"
#include "core/limits.h"
#include "core/number.h"

namespace mien::api::rest {
namespace {

/// The data is one line: JSON without blanks escapes line ends.
std::string event_text(std::string_view type, std::string_view json, const Timeline::Position& at) {
  std::string out;
  out.append("event: ").append(type).append("\nid: ").append(event_position_text(at));
  return out.append("\ndata: ").append(json).append("\n\n");
}

}  // namespace

std::string event_position_text(const Timeline::Position& at) {
  return std::to_string(at.event) + "-" + std::to_string(at.task);
}

Result<Timeline::Position> parse_event_position(std::string_view text) {
  const std::size_t dash = std::min(text.find('-'), text.size());
  const auto event = number_of<std::uint64_t>(text.substr(0, dash));
  const auto task = number_of<std::uint64_t>(text.substr(std::min(dash + 1, text.size())));
  if (event && task) return Timeline::Position{.event = *event, .task = *task};
  return fail(ErrorCode::kInvalidArgument, "Last-Event-ID must be the id of an event of this stream.");
}

EventStream::EventStream(Options options, const Timeline::Position& at, app::EventBell& bell)
    : options_(std::move(options)), bell_(bell) {
  // The id alone, so that a client that leaves before the first event comes back to where it began.
  const auto retry_ms = std::chrono::milliseconds(limits::kEventRetry).count();
  text_ = "retry: " + std::to_string(retry_ms) + "\nid: " + event_position_text(at) + "\n\n";
}

void EventStream::start(Wake wake) {
  const std::scoped_lock lock(mutex_);
  wake_ = std::move(wake);
}

BodyStream::State EventStream::take(std::string& out, std::size_t bytes_max) {
  const std::scoped_lock lock(mutex_);
  if (ended_) return State::kEnded;
  const std::size_t bytes = std::min(bytes_max, waiting());
  out.append(text_, taken_, bytes);
  taken_ += bytes;
  if (waiting() == 0) {
    text_.clear();
    taken_ = 0;
  }
  if (was_full_ && waiting() < limits::kEventStreamBytesMax / 2) {
    was_full_ = false;
    bell_.call();
  }
  return State::kOpen;
}

app::EventFollower::Room EventStream::room() {
  const std::scoped_lock lock(mutex_);
  was_full_ = !ended_ && waiting() >= limits::kEventStreamBytesMax;
  return ended_ || was_full_ ? Room::kFull : Room::kLeft;
}

void EventStream::on_event(const AuditEvent& event, const Timeline::Position& at) {
  if (options_.collection && event.collection != *options_.collection) return;
  add(event_text("audit", event_body(event), at));
}

void EventStream::on_upload(const Task& upload, const Timeline::Position& at) {
  if (options_.collection && options_.collection_of(upload) != *options_.collection) return;
  add(event_text("upload", upload_body(upload), at));
}

void EventStream::on_heartbeat(const Timeline::Position& at) {
  const bool goes_on = options_.may_go_on();
  // The id again: a narrow stream may have passed over much since its last event.
  if (goes_on && room() == Room::kLeft) add(":\nid: " + event_position_text(at) + "\n\n");
  if (goes_on) return;
  const std::scoped_lock lock(mutex_);
  ended_ = true;
  if (wake_) wake_();
}

void EventStream::add(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  // What was taken goes before the text grows: else one that is never read empty would grow without end.
  if (taken_ >= limits::kEventStreamBytesMax) {
    text_.erase(0, taken_);
    taken_ = 0;
  }
  const bool was_empty = waiting() == 0;
  text_.append(text);
  if (was_empty && wake_) wake_();
}

}  // namespace mien::api::rest
