#include "adapters/http_server/handler_pool.h"

#include <utility>

namespace mien::http_server {

HandlerPool::HandlerPool(std::size_t threads, std::size_t queue_max) : queue_max_(queue_max) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

void HandlerPool::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  threads_.clear();
  discard_queued();
}

std::optional<HandlerPool::Place> HandlerPool::try_reserve() {
  if (places_taken_.fetch_add(1) < queue_max_) return Place(places_taken_);
  --places_taken_;
  return std::nullopt;
}

void HandlerPool::submit(Place place, Job job) {
  bool wake = false;
  {
    const std::scoped_lock lock(mutex_);
    queue_.push_back({std::move(place), std::move(job)});
    wake = should_wake();
  }
  if (wake) wake_.notify_one();
}

void HandlerPool::discard_queued() {
  std::deque<Waiting> dropped;  // Goes after the lock: a job may end a session.
  const std::scoped_lock lock(mutex_);
  dropped.swap(queue_);
}

void HandlerPool::wait_until_idle(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  none_runs_.wait_until(lock, deadline, [this] { return running_ == 0; });
}

bool HandlerPool::should_wake() {
  if (idle_ == 0 || waking_) return false;
  waking_ = true;
  return true;
}

void HandlerPool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    while (queue_.empty() && !stopping_) {
      ++idle_;
      wake_.wait(lock);
      --idle_;
      waking_ = false;
    }
    if (stopping_) return;
    Job job = std::move(queue_.front().job);
    queue_.pop_front();
    ++running_;
    const bool wake = !queue_.empty() && should_wake();
    lock.unlock();
    if (wake) wake_.notify_one();
    job();
    job = nullptr;
    lock.lock();
    if (--running_ == 0) none_runs_.notify_all();
  }
}

}  // namespace mien::http_server
