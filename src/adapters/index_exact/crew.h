#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace mien::index_exact {

/// A few threads that help searches which are worth sharing. A search always works itself and needs no helper to end,
/// so it never waits for a free one. Helpers stay away while there are as many searches as threads: then every core has
/// work already. Thread-safe.
class Crew {
 public:
  /// Starts up to `helpers` threads; fewer where the system refuses more.
  explicit Crew(std::size_t helpers);
  /// No search may be running.
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// Calls `work(participant)` in this thread with participant 0 and, as helpers come free, in some of them with
  /// participants 1 to helpers(). Returns when all of them are back. `work` shares its parts out itself, asks crowded()
  /// between parts if its participant is not 0 and searches may come, and does not throw.
  /// @throws std::bad_alloc  before anything is called
  void share(const std::function<void(std::size_t participant)>& work);
  /// Calls `work(0)` in this thread and lets helpers of other searches know that a core is taken.
  void alone(const std::function<void(std::size_t participant)>& work);
  bool crowded() const;
  /// At most so many; also the highest participant.
  std::size_t helpers() const { return helpers_; }

 private:
  struct Job {
    const std::function<void(std::size_t)>& work;
    std::size_t joined = 0;
    std::size_t inside = 0;
    std::condition_variable left{};
  };

  void help();
  void leave();  ///< Under the lock.

  const std::size_t helpers_;
  mutable std::mutex
      mutex_;  ///< Guards everything below but threads_, which only the constructor and the destructor touch.
  std::condition_variable changed_;
  std::deque<Job*> open_;
  std::size_t searching_ = 0;  ///< Threads of callers.
  std::size_t helping_ = 0;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace mien::index_exact
