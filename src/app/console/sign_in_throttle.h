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
  /// Whether a password may be tried. @errors kOverloaded
  Result<void> check(std::string_view name, std::string_view address) const;
  void note_failure(std::string_view name, std::string_view address);

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

  const Clock& clock_;
  mutable std::mutex mutex_;
  Book names_;      ///< Guarded by mutex_.
  Book addresses_;  ///< Likewise.
};

}  // namespace mien::app
