#pragma once

#include <cstddef>
#include <span>

#include "ports/objects.h"
#include "ports/store.h"

namespace mien::app {

/// Removes the files of deleted rows, right after the deletion. One that cannot be removed is left to sweep_objects:
/// the deletion itself is done and is no longer to be refused.
void remove_objects(Objects& objects, std::span<const ObjectKey> keys);

/// Bounds the memory of a sweep: 16 bytes a key, and as much again for what is to be removed.
inline constexpr std::size_t kSweepKeysMax = std::size_t{1} << 20;

/// Removes every object that no row refers to: left by a crash between file and row, or by a removal that failed. Runs
/// before requests are served, because a registration under way has files without rows.
/// @param keys_max  keys held at a time; more objects than that are swept in several passes.
/// @return how many objects were removed. @errors kUnavailable
Result<std::size_t> sweep_objects(const ChangeLog& changes, Objects& objects, std::size_t keys_max = kSweepKeysMax);

}  // namespace mien::app
