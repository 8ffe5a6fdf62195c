#include "fakes/memory_objects.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace mien::fakes {

class MemoryObjects::Open final : public OpenObject {
 public:
  Open(const MemoryObjects& objects, std::shared_ptr<const Bytes> bytes)
      : objects_(objects), bytes_(std::move(bytes)) {}
  std::uint64_t bytes() const override { return bytes_->size(); }
  Result<std::size_t> read(std::uint64_t at, std::span<std::byte> out) const override {
    const std::scoped_lock lock(objects_.mutex_);
    MIEN_TRY_VOID(objects_.check_up());
    const auto rest = std::span(*bytes_).subspan(std::min<std::uint64_t>(at, bytes_->size()));
    const std::size_t count = std::min(rest.size(), out.size());
    std::ranges::copy(rest.first(count), out.begin());
    return count;
  }

 private:
  const MemoryObjects& objects_;
  std::shared_ptr<const Bytes> bytes_;
};

void MemoryObjects::set_down(bool down) {
  const std::scoped_lock lock(mutex_);
  down_ = down;
}

std::size_t MemoryObjects::size() const {
  const std::scoped_lock lock(mutex_);
  return objects_.size();
}

Result<void> MemoryObjects::put(const ObjectKey& key, std::span<const std::byte> bytes) {
  const std::scoped_lock lock(mutex_);
  MIEN_TRY_VOID(check_up());
  if (!objects_.emplace(key, std::make_shared<const Bytes>(bytes.begin(), bytes.end())).second)
    return fail(ErrorCode::kAlreadyExists, "The object exists.");
  return {};
}

Result<void> MemoryObjects::copy(const ObjectKey& from, const ObjectKey& to) {
  const std::scoped_lock lock(mutex_);
  MIEN_TRY_VOID(check_up());
  const auto at = objects_.find(from);
  if (at == objects_.end()) return fail(ErrorCode::kNotFound, "No such object.");
  if (!objects_.emplace(to, at->second).second) return fail(ErrorCode::kAlreadyExists, "The object exists.");
  return {};
}

Result<std::vector<std::byte>> MemoryObjects::get(const ObjectKey& key) const {
  const std::scoped_lock lock(mutex_);
  MIEN_TRY_VOID(check_up());
  const auto at = objects_.find(key);
  if (at == objects_.end()) return fail(ErrorCode::kNotFound, "No such object.");
  return *at->second;
}

Result<std::unique_ptr<OpenObject>> MemoryObjects::open(const ObjectKey& key) const {
  const std::scoped_lock lock(mutex_);
  MIEN_TRY_VOID(check_up());
  const auto at = objects_.find(key);
  if (at == objects_.end()) return fail(ErrorCode::kNotFound, "No such object.");
  return std::make_unique<Open>(*this, at->second);
}

Result<void> MemoryObjects::remove(const ObjectKey& key) {
  const std::scoped_lock lock(mutex_);
  MIEN_TRY_VOID(check_up());
  objects_.erase(key);
  return {};
}

Result<void> MemoryObjects::for_each(const std::function<void(const ObjectKey&)>& visit) const {
  std::vector<ObjectKey> keys;
  {
    const std::scoped_lock lock(mutex_);
    MIEN_TRY_VOID(check_up());
    for (const auto& [key, bytes] : objects_) keys.push_back(key);
  }
  for (const ObjectKey& key : keys) visit(key);
  return {};
}

Result<void> MemoryObjects::check_up() const {
  if (down_) return fail(ErrorCode::kUnavailable, "The objects are down.");
  return {};
}

}  // namespace mien::fakes
