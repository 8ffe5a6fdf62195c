#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>

#include "core/patience.h"
#include "core/result.h"

namespace mien::app {

/// Lets so many work at once that the memory of all of them is bounded. Others wait for their turn in the order in
/// which they came, so many at most. Thread-safe.
class Turns {
 public:
  struct Limits {
    std::size_t at_once = 1;
    std::size_t waiting_max = 0;
  };
  explicit Turns(Limits limits) : waiting_max_(limits.waiting_max), free_(limits.at_once) {}
  Turns(const Turns&) = delete;
  Turns& operator=(const Turns&) = delete;

  struct GiveBack {
    void operator()(Turns* turns) const noexcept { turns->give_back(); }
  };
  /// The turn of whoever holds it.
  using Turn = std::unique_ptr<Turns, GiveBack>;
  /// @errors kOverloaded (too many wait already), and those of Patience
  Result<Turn> take(const Patience& patience);

 private:
  struct Waiter;
  void give_back() noexcept;

  const std::size_t waiting_max_;
  std::mutex mutex_;
  std::size_t free_;             ///< Guarded by mutex_. More than none only while nobody waits.
  std::deque<Waiter*> waiting_;  ///< Likewise.
};

}  // namespace mien::app
