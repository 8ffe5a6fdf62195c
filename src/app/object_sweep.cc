#include "app/object_sweep.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace mien::app {
namespace {

/// One of `count` parts of all keys, of about equal size.
struct Part {
  std::size_t number;
  std::size_t count;
  bool has(const ObjectKey& key) const { return std::hash<ObjectKey>{}(key) % count == number; }
};

/// Objects of the part that no row refers to, at most `keys_max`.
Result<std::vector<ObjectKey>> orphans(const ChangeLog& changes, const Objects& objects, Part part,
                                       std::size_t keys_max) {
  std::vector<ObjectKey> referred;
  MIEN_TRY_VOID(changes.for_each_object([&](const ObjectKey& key) {
    if (part.has(key)) referred.push_back(key);
  }));
  std::ranges::sort(referred);
  std::vector<ObjectKey> out;
  MIEN_TRY_VOID(objects.for_each([&](const ObjectKey& key) {
    if (out.size() < keys_max && part.has(key) && !std::ranges::binary_search(referred, key)) out.push_back(key);
  }));
  return out;
}

}  // namespace

void remove_objects(Objects& objects, std::span<const ObjectKey> keys) {
  for (const ObjectKey& key : keys) static_cast<void>(objects.remove(key));
}

Result<std::size_t> sweep_objects(const ChangeLog& changes, Objects& objects, std::size_t keys_max) {
  MIEN_CHECK(keys_max > 0);
  std::size_t referred = 0;
  MIEN_TRY_VOID(changes.for_each_object([&](const ObjectKey&) { ++referred; }));
  const std::size_t parts = referred / keys_max + 1;
  std::size_t removed = 0;
  for (std::size_t number = 0; number < parts;) {
    MIEN_TRY(const auto keys, orphans(changes, objects, {number, parts}, keys_max));
    for (const ObjectKey& key : keys) MIEN_TRY_VOID(objects.remove(key));
    removed += keys.size();
    if (keys.size() < keys_max) ++number;  // A full list may have left some of this part.
  }
  return removed;
}

}  // namespace mien::app
