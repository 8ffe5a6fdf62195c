#include "app/turns.h"

#include <condition_variable>
#include <utility>

namespace mien::app {

/// Sleeps on its own thread.
struct Turns::Waiter {
  std::condition_variable_any called;  ///< The one that also wakes when a stop is requested.
  bool has_turn = false;
};

Result<Turns::Turn> Turns::take(const Patience& patience) {
  std::unique_lock lock(mutex_);
  if (free_ > 0) {
    --free_;
    return Turn(this);
  }
  if (waiting_.size() >= waiting_max_)
    return fail(ErrorCode::kOverloaded, "Too many requests wait for their turn; try again later.");
  MIEN_TRY_VOID(patience.check());
  Waiter self;
  waiting_.push_back(&self);
  while (!self.called.wait_until(lock, patience.gone(), patience.deadline(), [&] { return self.has_turn; })) {
    if (auto over = patience.check(); !over) {
      std::erase(waiting_, &self);
      return std::unexpected(std::move(over).error());
    }
  }
  return Turn(this);
}

void Turns::give_back() noexcept {
  const std::scoped_lock lock(mutex_);
  if (waiting_.empty()) {
    ++free_;
    return;
  }
  // From hand to hand, so that nobody who comes now can be faster.
  Waiter& next = *waiting_.front();
  waiting_.pop_front();
  next.has_turn = true;
  next.called.notify_one();  // With the lock held: the waiter goes once it can.
}

}  // namespace mien::app
