#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include "import/service.h"

namespace mien::importing {

using Duration = std::chrono::milliseconds;
/// Time that only goes forward.
using Moment = std::chrono::time_point<std::chrono::steady_clock, Duration>;

/// Time as the import sees it. Thread-safe; tests have one that they move.
class Timer {
 public:
  virtual ~Timer() = default;
  virtual Moment now() const = 0;
  /// Returns early where the import is stopped.
  virtual void sleep(Duration how_long) = 0;
};

/// Why an import ends before everything was tried. Thread-safe.
class Stop {
 public:
  enum class Why : std::uint8_t {
    kNot,
    kInterrupted,  ///< Somebody wants it.
    kUnreachable,  ///< The server gave no usable answer for too long.
    kRefused,      ///< The server refuses everything: the key, the collection, the model.
  };
  /// The first reason stays.
  void raise(Why why, std::string text);
  bool is_raised() const;
  Why why() const;
  std::string text() const;
  /// Waits until it is raised, or so long.
  void wait(Duration how_long) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable raised_;
  Why why_ = Why::kNot;
  std::string text_;
};

inline constexpr Duration kBackOffFirst{250};
inline constexpr Duration kBackOffMax{10'000};
/// A server that asks for more patience than this is asked again after this.
inline constexpr Duration kRetryAfterMax{60'000};
/// How often a photo at which the server fails (500) is tried: it may be the photo's fault.
inline constexpr int kFailuresMax = 3;

/// How long to wait before the attempt after `attempt` (from 0): what the server asks for, at least the exponential
/// step, and of that a random part, so that many do not come back at once. @param random  in [0, 1).
Duration back_off(int attempt, std::optional<std::chrono::seconds> retry_after, double random);

/// Whether the request may succeed if it is only repeated.
bool is_worth_repeating(const Answer& answer);

/// How many requests, and how many bytes of them, may be under way at once: as many as wanted until the server says
/// that it has too much to do; then half, and one more after each round that went well. Thread-safe.
class Gate {
 public:
  Gate(std::size_t requests_max, std::size_t bytes_max)
      : requests_max_(requests_max), bytes_max_(bytes_max), allowed_(requests_max) {}
  /// Waits for its turn. One that is larger than everything allowed goes alone.
  void enter(std::size_t bytes);
  enum class Outcome : std::uint8_t { kGood, kTooMuch };
  void leave(std::size_t bytes, Outcome outcome);
  std::size_t allowed() const;

 private:
  const std::size_t requests_max_;
  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::condition_variable left_;
  std::size_t allowed_;
  std::size_t good_ = 0;  ///< Since the last change.
  std::size_t requests_ = 0;
  std::size_t bytes_ = 0;
};

/// Sends requests and repeats them as long as that makes sense. Shared by all threads. Thread-safe.
class Courier {
 public:
  /// Borrows all but the name. @param patience  how long nobody may get a usable answer before the import is stopped.
  /// @param server  how the reason of that stop names who did not answer.
  Courier(Timer& timer, Gate& gate, Stop& stop, Duration patience, std::string server = "the server")
      : timer_(timer),
        gate_(gate),
        stop_(stop),
        patience_(patience),
        server_(std::move(server)),
        last_success_(timer.now()) {}
  /// The last answer; nullopt: the import was stopped before there was one that decides.
  std::optional<Answer> send(std::size_t bytes, const std::function<Answer()>& request);

 private:
  /// After an answer that decides nothing. Nothing left: the import is stopped.
  Duration patience_left(Moment first_failure, const Answer& answer);
  double random();

  Timer& timer_;
  Gate& gate_;
  Stop& stop_;
  const Duration patience_;
  const std::string server_;
  std::mutex mutex_;
  Moment last_success_;                              ///< Guarded by mutex_.
  std::minstd_rand random_{std::random_device{}()};  ///< Guarded by mutex_.
};

}  // namespace mien::importing
