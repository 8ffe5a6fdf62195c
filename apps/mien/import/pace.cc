#include "import/pace.h"

#include <algorithm>
#include <utility>

namespace mien::importing {

void Stop::raise(Why why, std::string text) {
  const std::scoped_lock lock(mutex_);
  if (why_ != Why::kNot) return;
  why_ = why;
  text_ = std::move(text);
  raised_.notify_all();
}

bool Stop::is_raised() const { return why() != Why::kNot; }

Stop::Why Stop::why() const {
  const std::scoped_lock lock(mutex_);
  return why_;
}

std::string Stop::text() const {
  const std::scoped_lock lock(mutex_);
  return text_;
}

void Stop::wait(Duration how_long) const {
  std::unique_lock lock(mutex_);
  raised_.wait_for(lock, how_long, [this] { return why_ != Why::kNot; });
}

Duration back_off(int attempt, std::optional<std::chrono::seconds> retry_after, double random) {
  const Duration step = std::min(kBackOffMax, kBackOffFirst * (1 << std::clamp(attempt, 0, 10)));
  const auto jitter = std::chrono::duration_cast<Duration>(step * (0.5 + random / 2));
  if (!retry_after) return jitter;
  // What the server asks for is kept, and spread a little beyond.
  const Duration asked = std::min(kRetryAfterMax, std::chrono::duration_cast<Duration>(*retry_after));
  return std::max(asked + std::chrono::duration_cast<Duration>(kBackOffFirst * random), jitter);
}

bool is_worth_repeating(const Answer& answer) {
  switch (answer.status) {
    case 0:
    case 408:
    case 429:
    case 502:
    case 503:
    case 504:
      return true;
    case 409:
      return answer.code == "idempotency_in_flight" || answer.code == "changed_meanwhile";
    default:
      return false;
  }
}

void Gate::enter(std::size_t bytes) {
  std::unique_lock lock(mutex_);
  left_.wait(lock, [&] { return requests_ == 0 || (requests_ < allowed_ && bytes_ + bytes <= bytes_max_); });
  ++requests_;
  bytes_ += bytes;
}

void Gate::leave(std::size_t bytes, Outcome outcome) {
  const std::scoped_lock lock(mutex_);
  --requests_;
  bytes_ -= bytes;
  if (outcome == Outcome::kTooMuch) {
    allowed_ = std::max<std::size_t>(1, allowed_ / 2);
    good_ = 0;
  } else if (++good_ >= allowed_ && allowed_ < requests_max_) {
    ++allowed_;
    good_ = 0;
  }
  left_.notify_all();
}

std::size_t Gate::allowed() const {
  const std::scoped_lock lock(mutex_);
  return allowed_;
}

std::optional<Answer> Courier::send(std::size_t bytes, const std::function<Answer()>& request) {
  std::optional<Moment> first_failure;
  int failures = 0;
  for (int attempt = 0;; ++attempt) {
    gate_.enter(bytes);
    if (stop_.is_raised()) {
      gate_.leave(bytes, Gate::Outcome::kGood);
      return std::nullopt;
    }
    Answer answer = request();
    const bool too_much = answer.status == 429 || answer.status == 503;
    gate_.leave(bytes, too_much ? Gate::Outcome::kTooMuch : Gate::Outcome::kGood);
    const bool failed = answer.status == 500;
    if (!is_worth_repeating(answer) && (!failed || ++failures >= kFailuresMax)) {
      const std::scoped_lock lock(mutex_);
      last_success_ = timer_.now();
      return answer;
    }
    if (!first_failure) first_failure = timer_.now();
    const Duration left = patience_left(*first_failure, answer);
    if (left <= Duration::zero()) return std::nullopt;
    // Where the patience ends before the pause does, it is asked once more, at the end.
    timer_.sleep(std::min(back_off(attempt, answer.retry_after, random()), left));
    if (stop_.is_raised()) return std::nullopt;
  }
}

Duration Courier::patience_left(Moment first_failure, const Answer& answer) {
  {
    const std::scoped_lock lock(mutex_);
    const Duration left = patience_ - (timer_.now() - std::max(first_failure, last_success_));
    if (left > Duration::zero()) return left;
  }
  std::string text = answer.status == 0 ? server_ + " does not answer: " + answer.reason
                                        : server_ + " answers nothing but status " + std::to_string(answer.status) +
                                              (answer.code.empty() ? "" : " (" + answer.code + ")");
  stop_.raise(Stop::Why::kUnreachable, std::move(text));
  return Duration::zero();
}

double Courier::random() {
  const std::scoped_lock lock(mutex_);
  return std::uniform_real_distribution<double>(0, 1)(random_);
}

}  // namespace mien::importing
