#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "fakes/memory_state.h"
#include "ports/keys.h"

namespace mien::fakes {

class MemoryKeys final : public KeyStore {
 public:
  explicit MemoryKeys(MemoryState& state) : state_(state) {}
  Result<void> add(const SealedKey& key, std::size_t keys_max, const AuditEvent& event) override;
  Result<Page<KeyInfo>> list(const PageRequest& page) const override;
  Result<void> remove(std::string_view access_key_id, const AuditEvent& event) override;
  Result<void> for_each(const std::function<Result<void>(const SealedKey&)>& visit) const override;

  // For stores that keep something with a key; with the state's mutex held.
  Result<void> insert(const SealedKey& key, std::size_t keys_max);
  bool has(std::string_view id) { return find(id) != keys_.end(); }
  void erase(std::string_view id) { keys_.erase(find(id)); }

 private:
  std::vector<std::pair<std::uint64_t, SealedKey>>::iterator find(std::string_view id);

  MemoryState& state_;
  std::vector<std::pair<std::uint64_t, SealedKey>> keys_;  ///< Guarded by the state's mutex, as the number is.
  std::uint64_t last_ = 0;
};

}  // namespace mien::fakes
