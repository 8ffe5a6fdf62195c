#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "bench/synthetic_faces.h"
#include "core/ids.h"
#include "ports/store.h"
#include "signals.h"

namespace mien::cli {

/// Calls `work` with 0 to `count` - 1, on every core that this process may use; returns when all calls have.
/// @param work  thread-safe, and does not throw.
void on_every_core(std::size_t count, const std::function<void(std::size_t)>& work);

/// Shown each part of a gallery, in order, before it is stored.
using PartOfGallery = std::function<void(std::span<const StoredFace>)>;

/// Stores the first `count` faces in a collection that is there: made by every core, written in parts of some
/// thousands.
/// @errors those of the store; kUnavailable  a stop signal came
Result<void> store_synthetic_faces(
    FaceStore& store, const CollectionId& collection, const SyntheticFaces& faces, std::size_t count,
    const CaughtSignals& stop, const PartOfGallery& show = [](std::span<const StoredFace>) {});

}  // namespace mien::cli
