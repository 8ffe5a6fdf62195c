#pragma once

#include <openssl/sha.h>

#include <fstream>
#include <sstream>
#include <string>

#include "adapters/model_files/model_folder.h"
#include "core/ascii.h"

namespace mien::tests {

inline std::string sha256_hex(const std::string& bytes) {
  Sha256 digest;
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return hex(digest);
}

/// A small manifest that is right: one detector, one recogniser of 32 pixels, one pack. `recogniser` and `detector` are
/// the files' bytes.
inline std::string manifest_text(const std::string& detector, const std::string& recogniser, std::size_t dimension) {
  const auto file = [](const std::string& path, const std::string& bytes) {
    return R"({"path": ")" + path + R"(", "sha256": ")" + sha256_hex(bytes) + R"(", "bytes": )" +
           std::to_string(bytes.size()) + "}";
  };
  return R"({
"format": 1,
"nets": {
  "finder": {"task": "detection", "model": "finder/finder.onnx", "arithmetic": "float32", "licence": "MIT",
    "files": [)" +
         file("finder/finder.onnx", detector) + R"(]},
  "own": {"task": "recognition", "model": "own/own.onnx", "arithmetic": "float32", "licence": "MIT",
    "files": [)" +
         file("own/own.onnx", recogniser) + R"(],
    "input": {"size_px": 32, "order": "rgb", "mean": [0, 0, 0], "deviation": [255, 255, 255]},
    "alignment": [[10, 15], [22, 15], [16, 20], [11, 26], [21, 26]],
    "dimension": )" +
         std::to_string(dimension) + R"(}},
"packs": {
  "own": {"face_model_version": "7.5", "detector": "finder",
    "recognisers": [{"net": "own", "share_frontal": 1, "share_profile": 1}],
    "yaw_deg": [0, 90],
    "calibration": {"measured_on": "nothing", "knots": [[0, 0], [0.5, -6]]}}}
})";
}

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  MIEN_CHECK(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

inline std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

inline void write_text(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace mien::tests
