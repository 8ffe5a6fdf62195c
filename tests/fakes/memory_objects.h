#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ports/objects.h"

namespace mien::fakes {

/// The Objects port over a map; passes the same contract suite as the real one.
class MemoryObjects final : public Objects {
 public:
  /// While down, every function fails with kUnavailable and does nothing.
  void set_down(bool down) {
    const std::scoped_lock lock(mutex_);
    down_ = down;
  }
  std::size_t size() const {
    const std::scoped_lock lock(mutex_);
    return objects_.size();
  }

  Result<void> put(const ObjectKey& key, std::span<const std::byte> bytes) override {
    const std::scoped_lock lock(mutex_);
    MIEN_TRY_VOID(check_up());
    if (!objects_.emplace(key, std::vector(bytes.begin(), bytes.end())).second)
      return fail(ErrorCode::kAlreadyExists, "The object exists.");
    return {};
  }
  Result<std::vector<std::byte>> get(const ObjectKey& key) const override {
    const std::scoped_lock lock(mutex_);
    MIEN_TRY_VOID(check_up());
    const auto at = objects_.find(key);
    if (at == objects_.end()) return fail(ErrorCode::kNotFound, "No such object.");
    return at->second;
  }
  Result<std::string> get_range(const ObjectKey& key, const ByteRange& range) const override {
    const std::scoped_lock lock(mutex_);
    MIEN_TRY_VOID(check_up());
    const auto at = objects_.find(key);
    if (at == objects_.end()) return fail(ErrorCode::kNotFound, "No such object.");
    const std::string_view whole(reinterpret_cast<const char*>(at->second.data()), at->second.size());
    return std::string(whole.substr(std::min<std::uint64_t>(range.first, whole.size()), range.count));
  }
  Result<void> remove(const ObjectKey& key) override {
    const std::scoped_lock lock(mutex_);
    MIEN_TRY_VOID(check_up());
    objects_.erase(key);
    return {};
  }
  Result<void> for_each(const std::function<void(const ObjectKey&)>& visit) const override {
    std::vector<ObjectKey> keys;
    {
      const std::scoped_lock lock(mutex_);
      MIEN_TRY_VOID(check_up());
      for (const auto& [key, bytes] : objects_) keys.push_back(key);
    }
    for (const ObjectKey& key : keys) visit(key);
    return {};
  }

 private:
  Result<void> check_up() const {
    if (down_) return fail(ErrorCode::kUnavailable, "The objects are down.");
    return {};
  }
  mutable std::mutex mutex_;
  bool down_ = false;
  std::map<ObjectKey, std::vector<std::byte>> objects_;
};

}  // namespace mien::fakes
