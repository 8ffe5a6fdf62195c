#pragma once

#include <span>
#include <vector>

#include "ports/objects.h"
#include "ports/store.h"

namespace mien::app {

/// Files written for a change that is not committed yet: removed again unless they are kept.
class PendingObjects {
 public:
  explicit PendingObjects(Objects& objects) : objects_(objects) {}
  PendingObjects(const PendingObjects&) = delete;
  PendingObjects& operator=(const PendingObjects&) = delete;
  ~PendingObjects();
  /// @param key  a new random one. @errors kUnavailable, kInternal (the key is taken)
  Result<void> put(const ObjectKey& key, std::span<const std::byte> bytes);
  /// As put(), without writing the bytes again where an object has them.
  /// @param same  an object with these very bytes, as far as it is still there
  Result<void> copy_or_put(const ObjectKey& same, const ObjectKey& key, std::span<const std::byte> bytes);
  void keep(const ObjectKey& key) { std::erase(keys_, key); }
  /// The photos of these faces stay.
  void keep(std::span<const StoredFace> faces);

 private:
  Result<void> check_new(const Result<void>& written);

  Objects& objects_;
  std::vector<ObjectKey> keys_;
};

}  // namespace mien::app
