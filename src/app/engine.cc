#include "app/engine.h"

#include <chrono>

namespace mien::app {

/// A caller in the line, who sleeps on its own thread.
struct Engine::Waiter {
  std::condition_variable_any served;  ///< The one that also wakes when a stop is requested.
  std::unique_ptr<Analyser> analyser;
};

class Engine::Loan {
 public:
  /// @errors kOverloaded, and those of Patience
  static Result<Loan> take(const Engine& engine, const Patience& patience) {
    MIEN_TRY_VOID(patience.check());
    std::unique_lock lock(engine.mutex_);
    if (!engine.idle_.empty()) {  // Then nobody waits.
      Loan loan(engine, std::move(engine.idle_.back()));
      engine.idle_.pop_back();
      return loan;
    }
    if (engine.waiting_now() >= engine.waiting_max_)
      return fail(ErrorCode::kOverloaded, "Too many pictures are waiting to be read; try again later.");
    Waiter self;
    const bool has_time = patience.deadline() == Patience::TimePoint::max();
    (has_time ? engine.leisurely_ : engine.urgent_).push_back(&self);
    while (!self.analyser) {
      if (auto over = patience.check(); !over) {
        engine.leave(self);
        return std::unexpected(std::move(over).error());
      }
      self.served.wait_until(lock, patience.gone(), patience.deadline(), [&] { return self.analyser != nullptr; });
    }
    return Loan(engine, std::move(self.analyser));
  }
  Loan(Loan&&) = default;
  Loan& operator=(Loan&&) = delete;
  ~Loan() {
    if (!analyser_) return;
    const std::scoped_lock lock(engine_.mutex_);
    if (engine_.waiting_now() == 0) {
      engine_.idle_.push_back(std::move(analyser_));
      return;
    }
    // From hand to hand, so that nobody who comes now can be faster.
    Waiter& next = engine_.take_next();
    next.analyser = std::move(analyser_);
    next.served.notify_one();  // With the lock held: the waiter goes once it can.
  }
  Analyser& analyser() { return *analyser_; }

 private:
  Loan(const Engine& engine, std::unique_ptr<Analyser> analyser) : engine_(engine), analyser_(std::move(analyser)) {}
  const Engine& engine_;
  std::unique_ptr<Analyser> analyser_;
};

Engine::Engine(std::vector<std::unique_ptr<Analyser>> analysers, std::size_t waiting_max, Metrics* metrics)
    : waiting_max_(waiting_max), metrics_(metrics), idle_(std::move(analysers)) {
  MIEN_CHECK(!idle_.empty());
}

std::size_t Engine::waiting() const {
  const std::scoped_lock lock(mutex_);
  return waiting_now();
}

Engine::Waiter& Engine::take_next() const {
  constexpr std::size_t kInARowMax = 4;
  const bool is_urgent = leisurely_.empty() || (!urgent_.empty() && in_a_row_ < kInARowMax);
  in_a_row_ = is_urgent && !leisurely_.empty() ? in_a_row_ + 1 : 0;
  auto& line = is_urgent ? urgent_ : leisurely_;
  Waiter& next = *line.front();
  line.pop_front();
  return next;
}

void Engine::leave(const Waiter& waiter) const {
  for (auto* const line : {&urgent_, &leisurely_})
    std::erase_if(*line, [&](const Waiter* other) { return other == &waiter; });
}

Result<ReadImage> Engine::read(std::span<const std::byte> file, const Options& options) const {
  const auto start = std::chrono::steady_clock::now();
  MIEN_TRY(Loan loan, Loan::take(*this, options.patience));
  const auto waited = std::chrono::steady_clock::now() - start;
  auto result = loan.analyser().read(file, options);
  if (metrics_) {
    const auto report = [&](std::string_view stage, double ms) {
      // A stage that did not run would only pull the averages down.
      if (ms > 0) metrics_->stage(stage, std::chrono::nanoseconds(static_cast<std::int64_t>(ms * 1e6)));
    };
    const StageTimes& times = loan.analyser().last_times();
    metrics_->stage("wait", waited);
    report("decode", times.decode_ms);
    report("detect", times.detect_ms);
    report("align", times.align_ms);
    report("embed", times.embed_ms);
  }
  return result;
}

}  // namespace mien::app
