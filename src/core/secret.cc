#include "core/secret.h"

#include <cstddef>
#include <utility>

namespace mien {
namespace {

void wipe(char* text, std::size_t size) noexcept {
  // Of what is volatile no write is left out, though nobody reads it.
  volatile char* const at = text;
  for (std::size_t i = 0; i < size; ++i) at[i] = 0;
}

}  // namespace

Secret::Secret(std::string text) : text_(text.begin(), text.end()) { wipe(text.data(), text.size()); }

Secret& Secret::operator=(const Secret& other) { return *this = Secret(other); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  forget();
  text_ = std::exchange(other.text_, {});
  return *this;
}

void Secret::forget() noexcept { wipe(text_.data(), text_.size()); }

}  // namespace mien
