#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "app/events/event_bell.h"
#include "app/events/event_follower.h"
#include "ports/body_stream.h"

namespace mien::api::rest {

/// How far a client has been told everything, as it gives it back in Last-Event-ID: "EVENT-TASK".
std::string event_position_text(const Timeline::Position& at);
/// @errors kInvalidArgument
Result<Timeline::Position> parse_event_position(std::string_view text);

/// What happens, as server-sent events (WHATWG HTML, "Server-sent events"): on one side a thread tells it, on the other
/// the HTTP server takes the text. Between them lie limits::kEventStreamBytesMax at most, and one event. Thread-safe.
class EventStream final : public BodyStream, public app::EventFollower {
 public:
  struct Options {
    std::optional<std::string> collection{};  ///< Tells of this one only.
    /// Of an upload, to be compared with `collection`.
    std::function<std::string(const Task&)> collection_of{};
    /// Whether who reads it still may; asked with each heartbeat.
    std::function<bool()> may_go_on{};
  };
  /// @param at    where it begins
  /// @param bell  told when there is room again; borrowed
  EventStream(Options options, const Timeline::Position& at, app::EventBell& bell);

  void start(Wake wake) override;
  State take(std::string& out, std::size_t bytes_max) override;

  Room room() override;
  void on_event(const AuditEvent& event, const Timeline::Position& at) override;
  void on_upload(const Task& upload, const Timeline::Position& at) override;
  void on_heartbeat(const Timeline::Position& at) override;

 private:
  void add(std::string_view text);
  /// With the mutex held.
  std::size_t waiting() const { return text_.size() - taken_; }

  const Options options_;
  app::EventBell& bell_;
  std::mutex mutex_;       ///< Guards all below.
  std::string text_;       ///< What was told and not forgotten yet.
  std::size_t taken_ = 0;  ///< The first bytes of it.
  bool was_full_ = false;  ///< Whoever tells has found no room, and waits to be called.
  bool ended_ = false;
  Wake wake_;
};

}  // namespace mien::api::rest
