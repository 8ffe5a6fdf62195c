#pragma once

#include <optional>

#include "engine_setup.h"

namespace mien::cli {

/// What the nets of a pack say of pictures that are drawn here, with no face of anybody.
struct SelfTest {
  std::size_t faces = 0;  ///< Found in a picture that shows none.
  float cosine = 0;       ///< Between the templates of two patterns: the same on every machine to three digits.
};
/// @errors kIncompatible, kInternal  the nets do not run, or give no numbers.
Result<SelfTest> self_test(const LoadedModels& models);

/// The cosine that a shipped pack must give; nullopt: the pack is not one of these.
std::optional<float> expected_cosine(const std::string& face_model_version);
inline constexpr float kSelfTestTolerance = 0.01F;

}  // namespace mien::cli
