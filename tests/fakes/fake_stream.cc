#include "fakes/fake_stream.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <string>
#include <utility>

namespace mien::fakes {

struct FakeStream::Shared {
  mutable std::mutex mutex;
  std::string waiting;    ///< Guarded by mutex.
  bool ended = false;     ///< Likewise.
  BodyStream::Wake wake;  ///< Likewise.
  std::atomic<bool> flooding = false;
  std::atomic<bool> gone = false;
  std::atomic<std::size_t> taken = 0;
};

class FakeStream::Body final : public BodyStream {
 public:
  explicit Body(std::shared_ptr<Shared> shared) : state_(std::move(shared)) {}
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;
  ~Body() override { state_->gone = true; }
  void start(Wake wake) override {
    const std::scoped_lock lock(state_->mutex);
    state_->wake = std::move(wake);
  }
  BodyStream::State take(std::string& out, std::size_t bytes_max) override {
    const std::scoped_lock lock(state_->mutex);
    if (state_->flooding) state_->waiting.append(bytes_max, 'x');
    const std::size_t bytes = std::min(bytes_max, state_->waiting.size());
    out.append(state_->waiting, 0, bytes);
    state_->waiting.erase(0, bytes);
    state_->taken += bytes;
    return state_->ended && state_->waiting.empty() ? BodyStream::State::kEnded : BodyStream::State::kOpen;
  }

 private:
  std::shared_ptr<Shared> state_;
};

FakeStream::FakeStream() : state_(std::make_shared<Shared>()) {}

std::shared_ptr<BodyStream> FakeStream::body() { return std::make_shared<Body>(state_); }

void FakeStream::push(std::string_view bytes) {
  BodyStream::Wake wake;
  {
    const std::scoped_lock lock(state_->mutex);
    state_->waiting.append(bytes);
    wake = state_->wake;
  }
  if (wake) wake();
}

void FakeStream::end() {
  BodyStream::Wake wake;
  {
    const std::scoped_lock lock(state_->mutex);
    state_->ended = true;
    wake = state_->wake;
  }
  if (wake) wake();
}

void FakeStream::flood() { state_->flooding = true; }

std::size_t FakeStream::taken() const { return state_->taken; }

bool FakeStream::started() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->wake != nullptr;
}

bool FakeStream::gone() const { return state_->gone; }

}  // namespace mien::fakes
