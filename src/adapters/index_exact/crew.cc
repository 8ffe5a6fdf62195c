#include "adapters/index_exact/crew.h"

#include <algorithm>
#include <system_error>

namespace mien::index_exact {

Crew::Crew(std::size_t helpers) : helpers_(helpers) {
  threads_.reserve(helpers);
  try {
    while (threads_.size() < helpers) threads_.emplace_back([this] { help(); });
  } catch (const std::system_error&) {
    return;  // Slower searches are better than none.
  }
}

Crew::~Crew() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Crew::share(const std::function<void(std::size_t)>& work) {
  Job job{work};
  {
    const std::scoped_lock lock(mutex_);
    open_.push_back(&job);  // First: it may throw.
    ++searching_;
  }
  changed_.notify_all();
  work(0);
  std::unique_lock lock(mutex_);
  std::erase(open_, &job);
  job.left.wait(lock, [&] { return job.inside == 0; });
  leave();
}

void Crew::alone(const std::function<void(std::size_t)>& work) {
  {
    const std::scoped_lock lock(mutex_);
    ++searching_;
  }
  work(0);
  const std::scoped_lock lock(mutex_);
  leave();
}

void Crew::leave() {
  --searching_;
  if (!open_.empty()) changed_.notify_all();
}

bool Crew::crowded() const {
  const std::scoped_lock lock(mutex_);
  return searching_ + helping_ > helpers_ + 1;
}

void Crew::help() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return closing_ || (!open_.empty() && searching_ + helping_ <= helpers_); });
    if (closing_) return;
    Job& job = *open_.front();
    if (++job.joined == helpers_) open_.pop_front();
    ++job.inside;
    ++helping_;
    const std::size_t participant = job.joined;
    lock.unlock();
    job.work(participant);
    lock.lock();
    --helping_;
    if (--job.inside == 0) job.left.notify_one();
  }
}

}  // namespace mien::index_exact
