#pragma once

#include <span>
#include <string>
#include <vector>

#include "ports/image_encoder.h"

namespace mien::fakes {

/// A file that says how large the picture was: "96x96 JPEG".
class FakeEncoder final : public ImageEncoder {
 public:
  Result<std::vector<std::byte>> jpeg(Rgb8View picture, int /*quality*/) const override {
    const std::string text = std::to_string(picture.width_px) + "x" + std::to_string(picture.height_px) + " JPEG";
    const auto bytes = std::as_bytes(std::span(text));
    return std::vector<std::byte>(bytes.begin(), bytes.end());
  }
};

}  // namespace mien::fakes
