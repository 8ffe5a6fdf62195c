#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "core/result.h"
#include "ports/clock.h"

namespace mien::app {

/// Slows down whoever guesses passwords: for one name or from one address so many may be wrong, then one in each pause.
/// Who knows the password waits no longer than that, too, so that a stranger cannot shut an operator out. Thread-safe.
class SignInThrottle {
 public:
  explicit SignInThrottle(const Clock& clock) : clock_(clock) {}
  /// Whether a password may be tried, which is then counted as a wrong one until it is given back: so that many who try
  /// at once are no better off. @param address  counted by its network; empty: not counted. @errors kOverloaded
  Result<void> take(std::string_view name, std::string_view address);
  /// It was right, or could not be tried.
  void give_back(std::string_view name, std::string_view address);

 private:
  /// A bucket that each failure fills and that runs dry with time.
  struct Failures {
    std::uint32_t count = 0;
    Timestamp since{};  ///< When `count` was right.
  };
  using Book = std::map<std::string, Failures, std::less<>>;
  std::uint32_t count_now(const Failures& failures) const;
  bool is_full(const Book& book, std::string_view who, std::uint32_t most) const;
  void add(Book& book, std::string_view who);
  void take_back(Book& book, std::string_view who);

  const Clock& clock_;
  mutable std::mutex mutex_;
  Book names_;     ///< Guarded by mutex_.
  Book networks_;  ///< Likewise.
};

}  // namespace mien::app
