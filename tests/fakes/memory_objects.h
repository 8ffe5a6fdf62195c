#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "ports/objects.h"

namespace mien::fakes {

/// The Objects port over a map; passes the same contract suite as the real one.
class MemoryObjects final : public Objects {
 public:
  /// While down, every function fails with kUnavailable and does nothing.
  void set_down(bool down);
  std::size_t size() const;

  Result<void> put(const ObjectKey& key, std::span<const std::byte> bytes) override;
  Result<void> copy(const ObjectKey& from, const ObjectKey& to) override;
  Result<std::vector<std::byte>> get(const ObjectKey& key) const override;
  Result<std::unique_ptr<OpenObject>> open(const ObjectKey& key) const override;
  Result<void> remove(const ObjectKey& key) override;
  Result<void> for_each(const std::function<void(const ObjectKey&)>& visit) const override;

 private:
  using Bytes = std::vector<std::byte>;
  class Open;

  Result<void> check_up() const;
  mutable std::mutex mutex_;
  bool down_ = false;
  std::map<ObjectKey, std::shared_ptr<const Bytes>> objects_;
};

}  // namespace mien::fakes
