#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/patience.h"

namespace mien {

/// Opaque to callers; the place in a listing after which the next page begins. Empty for the first page.
struct PageRequest {
  std::string after;
  std::size_t limit = 100;
  Patience patience{};  ///< Asked where a page may be long in the making; then its errors are the listing's, too.
};
template <class T>
struct Page {
  std::vector<T> items;
  std::string next;  ///< Empty: this was the last page.
};

}  // namespace mien
