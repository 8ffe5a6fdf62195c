#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace mien::app {

/// Who was away when somebody asked, so that tasks which need one that is away do not keep all workers from the others:
/// each of those is asked by one worker at a time, and so many of them at once. Thread-safe.
class Absences {
 public:
  /// One who asks, and tells what came of it. For one thread.
  class Asking {
   public:
    Asking(Asking&& other) noexcept
        : absences_(std::exchange(other.absences_, nullptr)), name_(std::move(other.name_)), is_away_(other.is_away_) {}
    Asking& operator=(Asking&&) = delete;
    ~Asking() {
      if (absences_ != nullptr && is_away_) absences_->end(name_);
    }
    /// May be told more than once; what was told last counts.
    void tell(bool is_there) { absences_->note(name_, is_there); }

   private:
    friend class Absences;
    Asking(Absences* absences, std::string name, bool is_away)
        : absences_(absences), name_(std::move(name)), is_away_(is_away) {}
    Absences* absences_;
    std::string name_;
    bool is_away_;  ///< It was when this one began.
  };

  /// @param asked_max  of those that are away, how many are asked at a time
  explicit Absences(std::size_t asked_max) : asked_max_(asked_max) {}
  /// nullopt: it is away, and others ask.
  std::optional<Asking> ask(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    const auto at = away_.find(name);
    if (at == away_.end()) return Asking(this, name, false);
    if (at->second.is_asked || asked_ >= asked_max_) return std::nullopt;
    at->second.is_asked = true;
    ++asked_;
    return Asking(this, name, true);
  }

 private:
  struct Away {
    bool is_asked = false;
    bool is_back = false;  ///< Forgotten once nobody asks.
  };
  void note(const std::string& name, bool is_there) {
    const std::scoped_lock lock(mutex_);
    const auto at = away_.find(name);
    if (at != away_.end() && is_there && !at->second.is_asked)
      away_.erase(at);
    else if (at != away_.end())
      at->second.is_back = is_there;
    else if (!is_there)
      away_.emplace(name, Away{});
  }
  void end(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    --asked_;
    const auto at = away_.find(name);
    at->second.is_asked = false;
    if (at->second.is_back) away_.erase(at);
  }

  const std::size_t asked_max_;
  std::mutex mutex_;
  std::map<std::string, Away> away_;  ///< Guarded by mutex_, as what is below.
  std::size_t asked_ = 0;
};

}  // namespace mien::app
