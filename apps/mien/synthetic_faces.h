#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "core/result.h"
#include "ports/store.h"

namespace mien::cli {

/// Templates that spread as those of real faces do: strangers' cosines are centred at 0 with a deviation of about 0.1
/// (the default pack on LFW: 0.12 at FMR 1e-1), two pictures of a person are at about 0.7. Every component carries its
/// part, as a net's outputs do. The same seed and number give the same face.
class SyntheticFaces {
 public:
  explicit SyntheticFaces(std::size_t dimension, std::uint64_t seed = 1) : dimension_(dimension), seed_(seed) {}

  /// Face `number` of an endless row; four in a row belong to one person.
  StoredFace face(std::uint64_t number) const;

 private:
  std::size_t dimension_;
  std::uint64_t seed_;
};

/// Adds `count` faces to a collection that exists, some thousands in a transaction.
/// @errors those of FaceStore::add; kUnavailable when `stopped` says so.
Result<void> add_synthetic_faces(FaceStore& store, const CollectionId& collection, const SyntheticFaces& faces,
                                 std::size_t count, const std::function<bool()>& stopped);

}  // namespace mien::cli
