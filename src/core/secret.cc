#include "core/secret.h"

#include <cstddef>

namespace mien {

void Secret::forget() noexcept {
  // Of what is volatile no write is left out, though nobody reads it.
  volatile char* const at = text_.data();
  for (std::size_t i = 0; i < text_.size(); ++i) at[i] = 0;
  text_.clear();
}

}  // namespace mien
