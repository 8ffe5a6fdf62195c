#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "app/analyser.h"
#include "ports/face_reader.h"
#include "ports/metrics.h"

namespace mien::app {

/// The thread-safe face reader: a fixed number of analysers, one for each core, lent to callers one at a time, behind a
/// bounded line. A caller works on its own thread, so pixels never change hands. First come, first served; but callers
/// whose patience has no deadline have time, and let those go first that wait for an answer: four of them, and then one
/// of those who have time comes to their turn, too.
class Engine final : public FaceReader {
 public:
  /// Takes 1 or more analysers. `waiting_max` callers may wait; the next is refused with kOverloaded. `metrics` may be
  /// null.
  Engine(std::vector<std::unique_ptr<Analyser>> analysers, std::size_t waiting_max, Metrics* metrics);

  Result<ReadImage> read(std::span<const std::byte> file, const Options& options) const override;
  bool is_full() const override { return waiting() >= waiting_max_; }
  /// Callers in the line now.
  std::size_t waiting() const;

 private:
  /// Takes an analyser out of the pool and puts it back at the end of its scope.
  class Loan;
  struct Waiter;
  // With the mutex held.
  std::size_t waiting_now() const { return urgent_.size() + leisurely_.size(); }
  Waiter& take_next() const;
  void leave(const Waiter& waiter) const;

  std::size_t waiting_max_;
  Metrics* metrics_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Analyser>> idle_;  ///< Guarded by mutex_; empty while anybody waits.
  mutable std::deque<Waiter*> urgent_;                   ///< Guarded by mutex_.
  mutable std::deque<Waiter*> leisurely_;                ///< Likewise.
  mutable std::size_t in_a_row_ = 0;  ///< Likewise: urgent ones that were served while others waited.
};

}  // namespace mien::app
