#pragma once

#include <csetjmp>

namespace mien::image_codec {

/// Runs `step`, which calls a C library whose error handler leaves by longjmp(jump). The one place with a setjmp.
/// Since the jump runs no destructors, neither `step` nor a callback of the library may hold an object that has one
/// while the library can fail, and nothing may throw; what `step` uses is owned outside and taken by reference.
/// @return whether `step` came to its end.
template <class Step>
[[nodiscard]] bool comes_to_its_end(std::jmp_buf& jump, const Step& step) noexcept {
  if (setjmp(jump) != 0) return false;
  step();
  return true;
}

}  // namespace mien::image_codec
