#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <vector>

#include "core/ids.h"

namespace mien::index_exact {

/// Finds the row of a key in about six bytes a row: open addressing with linear probing over row numbers alone, since
/// the rows know their keys. Every function takes `key_of`, which gives the key of a row in the table. Not thread-safe.
class KeyRows {
 public:
  using Row = std::uint32_t;
  static constexpr Row kRowsMax = std::numeric_limits<Row>::max();  ///< And the mark of an empty slot.

  /// Makes room for `rows` rows, so that put() cannot fail until then. @throws std::bad_alloc
  template <class KeyOf>
  void reserve(std::size_t rows, const KeyOf& key_of) {
    if (rows * kLoadDenominator <= slots_.size() * kLoadNumerator) return;
    // Grows by half, not by two: the table stays at least half full.
    const std::size_t wanted = rows * kLoadDenominator / kLoadNumerator + 1;
    std::vector<Row> old(std::max(wanted, slots_.size() + slots_.size() / 2), kRowsMax);
    old.swap(slots_);
    for (const Row row : old)
      if (row != kRowsMax) place(key_of(row), row);
  }
  template <class KeyOf>
  std::optional<Row> find(const Uuid& key, const KeyOf& key_of) const {
    if (slots_.empty()) return std::nullopt;
    const Row row = slots_[slot_of(key, key_of)];
    return row == kRowsMax ? std::nullopt : std::optional(row);
  }
  /// Adds the key or changes its row. `key_of` is not asked about `row`.
  template <class KeyOf>
  void put(const Uuid& key, Row row, const KeyOf& key_of) {
    slots_[slot_of(key, key_of)] = row;
  }
  /// Adds the key. False: it is there already, and nothing was done.
  template <class KeyOf>
  bool add(const Uuid& key, Row row, const KeyOf& key_of) {
    Row& slot = slots_[slot_of(key, key_of)];
    if (slot != kRowsMax) return false;
    slot = row;
    return true;
  }
  /// `key_of` must still know the rows of all keys, this one included.
  template <class KeyOf>
  void erase(const Uuid& key, const KeyOf& key_of) {
    std::size_t hole = slot_of(key, key_of);
    // Moves back what probing could no longer reach across the hole; no tombstones.
    for (std::size_t i = next(hole); slots_[i] != kRowsMax; i = next(i)) {
      const std::size_t home = home_of(key_of(slots_[i]));
      const bool stays = hole < i ? hole < home && home <= i : hole < home || home <= i;
      if (stays) continue;
      slots_[hole] = slots_[i];
      hole = i;
    }
    slots_[hole] = kRowsMax;
  }
  /// Starts again with rows 0 to `rows` - 1, for which there must be room.
  template <class KeyOf>
  void rebuild(std::size_t rows, const KeyOf& key_of) {
    slots_.assign(slots_.size(), kRowsMax);
    for (std::size_t row = 0; row < rows; ++row) place(key_of(static_cast<Row>(row)), static_cast<Row>(row));
  }

 private:
  static constexpr std::size_t kLoadNumerator = 4;
  static constexpr std::size_t kLoadDenominator = 5;

  std::size_t next(std::size_t slot) const { return slot + 1 == slots_.size() ? 0 : slot + 1; }
  /// Mixes all bytes (the finaliser of MurmurHash3 has the same form) and scales the hash to the table's size.
  std::size_t home_of(const Uuid& key) const {
    std::uint64_t words[2];
    std::memcpy(words, key.bytes.data(), sizeof words);
    std::uint64_t h = words[0] * 0x9E3779B97F4A7C15U + words[1];
    h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDU;
    h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53U;
    return static_cast<std::size_t>((h >> 32) * slots_.size() >> 32);
  }
  template <class KeyOf>
  std::size_t slot_of(const Uuid& key, const KeyOf& key_of) const {
    std::size_t slot = home_of(key);
    while (slots_[slot] != kRowsMax && key_of(slots_[slot]) != key) slot = next(slot);
    return slot;
  }
  void place(const Uuid& key, Row row) {
    std::size_t slot = home_of(key);
    while (slots_[slot] != kRowsMax) slot = next(slot);
    slots_[slot] = row;
  }

  std::vector<Row> slots_;
};

}  // namespace mien::index_exact
