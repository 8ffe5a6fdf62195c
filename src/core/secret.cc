#include "core/secret.h"

#include <utility>

namespace mien {

void wipe(std::span<char> memory) noexcept {
  // Of what is volatile no write is left out, though nobody reads it.
  for (volatile char& c : memory) c = 0;
}

Secret::Secret(std::string text) : text_(text.begin(), text.end()) { wipe(text); }

Secret& Secret::operator=(const Secret& other) { return *this = Secret(other); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  forget();
  text_ = std::exchange(other.text_, {});
  return *this;
}

void Secret::forget() noexcept { wipe(text_); }

}  // namespace mien
