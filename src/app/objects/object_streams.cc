#include "app/objects/object_streams.h"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <new>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

namespace mien::app {

/// Streams whose next slice is to be read, each of them once.
class ObjectStreams::Line {
 public:
  void add(std::weak_ptr<Stream> stream) {
    {
      const std::scoped_lock lock(mutex_);
      waiting_.push_back(std::move(stream));
    }
    arrived_.notify_one();
  }
  /// The first of them. Null where nobody wants it any more, and once a stop is requested.
  std::shared_ptr<Stream> next(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait(lock, stop, [this] { return !waiting_.empty(); })) return nullptr;
    const std::weak_ptr<Stream> first = std::move(waiting_.front());
    waiting_.pop_front();
    return first.lock();
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::deque<std::weak_ptr<Stream>> waiting_;  ///< Guarded by mutex_.
};

class ObjectStreams::Stream final : public BodyStream, public std::enable_shared_from_this<Stream> {
 public:
  Stream(std::shared_ptr<Line> line, std::unique_ptr<OpenObject> object, const ByteRange& part)
      : line_(std::move(line)), object_(std::move(object)), at_(part.first), left_(part.count) {}

  void start(Wake wake) override {
    const std::scoped_lock lock(mutex_);
    wake_ = std::move(wake);
  }
  State take(std::string& out, std::size_t bytes_max) override;
  /// Reads the next slice and wakes whoever waits for it. By one thread at a time. @errors kUnavailable
  Result<void> read();

 private:
  Result<std::string> read_slice();

  const std::shared_ptr<Line> line_;
  const std::unique_ptr<OpenObject> object_;
  std::uint64_t at_;    ///< Where the next slice begins; of the thread that reads.
  std::uint64_t left_;  ///< From there on; likewise.

  std::mutex mutex_;  ///< Guards all below.
  Wake wake_;
  std::string slice_;         ///< What was read.
  std::size_t taken_ = 0;     ///< Of it.
  bool is_last_ = false;      ///< Nothing comes behind it.
  bool is_asked_for_ = true;  ///< The next one is.
};

Result<std::string> ObjectStreams::Stream::read_slice() {
  const std::uint64_t count = std::min<std::uint64_t>(left_, limits::kObjectSliceBytes);
  try {
    MIEN_TRY(std::string slice, read_part(*object_, {.first = at_, .count = count}));
    if (slice.size() != count)
      return fail(ErrorCode::kUnavailable, "The object cannot be read.", "it is shorter than its row says");
    at_ += count;
    left_ -= count;
    return slice;
  } catch (const std::bad_alloc&) {
    return std::unexpected(Error{ErrorCode::kUnavailable, {}});  // Texts would need memory, too.
  }
}

Result<void> ObjectStreams::Stream::read() {
  auto slice = read_slice();
  const std::scoped_lock lock(mutex_);
  is_last_ = !slice || left_ == 0;
  is_asked_for_ = false;
  if (slice) slice_ = std::move(*slice);
  taken_ = 0;
  // Under the lock, since a copy of it would need memory. It is quick, and asks nothing of this object.
  if (wake_) wake_();
  if (!slice) return std::unexpected(slice.error());
  return {};
}

BodyStream::State ObjectStreams::Stream::take(std::string& out, std::size_t bytes_max) {
  const std::scoped_lock lock(mutex_);
  const std::string_view rest = std::string_view(slice_).substr(taken_);
  if (out.empty() && taken_ == 0 && rest.size() <= bytes_max) {
    out.swap(slice_);
  } else {
    out.append(rest.substr(0, bytes_max));
    taken_ += std::min(bytes_max, rest.size());
  }
  if (taken_ < slice_.size()) return State::kOpen;
  if (is_last_) return State::kEnded;
  if (is_asked_for_) return State::kOpen;
  try {
    line_->add(weak_from_this());
    is_asked_for_ = true;
  } catch (const std::bad_alloc&) {
    is_last_ = true;  // The answer ends before its end, and its client sees that.
    return State::kEnded;
  }
  return State::kOpen;
}

ObjectStreams::ObjectStreams(std::size_t readers) : line_(std::make_shared<Line>()) {
  for (std::size_t i = 0; i < readers; ++i)
    readers_.emplace_back([line = line_](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        const std::shared_ptr<Stream> stream = line->next(stop);
        if (stream == nullptr) continue;
        static_cast<void>(stream->read());  // Who reads it sees an end that comes too early.
      }
    });
}

ObjectStreams::~ObjectStreams() = default;

Result<std::shared_ptr<BodyStream>> ObjectStreams::begin(std::unique_ptr<OpenObject> object,
                                                         const ByteRange& part) const {
  auto stream = std::make_shared<Stream>(line_, std::move(object), part);
  MIEN_TRY_VOID(stream->read());
  return stream;
}

}  // namespace mien::app
