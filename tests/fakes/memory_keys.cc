#include "fakes/memory_keys.h"

#include <algorithm>
#include <mutex>
#include <string>

namespace mien::fakes {

Result<void> MemoryKeys::add(const SealedKey& key, std::size_t keys_max, const AuditEvent& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  MIEN_TRY_VOID(insert(key, keys_max));
  state_.events.push_back(event);
  return {};
}

Result<void> MemoryKeys::insert(const SealedKey& key, std::size_t keys_max) {
  if (keys_.size() >= keys_max)
    return fail(ErrorCode::kQuotaExceeded, "There are " + std::to_string(keys_max) + " access keys already.");
  if (has(key.info.access_key_id)) return fail(ErrorCode::kAlreadyExists, "An access key of that id exists.");
  keys_.emplace_back(++last_, key);
  return {};
}

Result<Page<KeyInfo>> MemoryKeys::list(const PageRequest& page) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  MIEN_TRY(const auto after, state_.start_of(page, "access_keys"));
  std::vector<std::pair<std::uint64_t, SealedKey>> items = keys_;
  if (after) std::erase_if(items, [&](const auto& item) { return item.first <= std::stoull(*after); });
  const auto cut =
      state_.cut(std::move(items), page, "access_keys", [](const auto& item) { return std::to_string(item.first); });
  Page<KeyInfo> out{.items = {}, .next = cut.next};
  for (const auto& [sequence, key] : cut.items) out.items.push_back(key.info);
  return out;
}

Result<void> MemoryKeys::remove(std::string_view access_key_id, const AuditEvent& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  const auto at = find(access_key_id);
  if (at == keys_.end()) return fail(ErrorCode::kNotFound, "No such access key.");
  keys_.erase(at);
  state_.events.push_back(event);
  return {};
}

Result<void> MemoryKeys::for_each(const std::function<Result<void>(const SealedKey&)>& visit) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  for (const auto& [sequence, key] : keys_) MIEN_TRY_VOID(visit(key));
  return {};
}

std::vector<std::pair<std::uint64_t, SealedKey>>::iterator MemoryKeys::find(std::string_view id) {
  return std::ranges::find_if(keys_, [&](const auto& item) { return item.second.info.access_key_id == id; });
}

}  // namespace mien::fakes
