// Any text is a manifest that keeps its promises, or refused with its place. Whoever reads it may have got it anywhere.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapters/model_files/manifest.h"

namespace {

void require(bool promise) {
  if (!promise) std::abort();
}

bool stays_below(std::string_view path) {
  return !path.empty() && path.front() != '/' && path != ".." && !path.starts_with("../") &&
         path.find("/../") == std::string_view::npos && !path.ends_with("/..");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mien;
  const auto manifest = model_files::Manifest::parse({reinterpret_cast<const char*>(data), size});
  if (!manifest) {
    require(manifest.error().code == ErrorCode::kIncompatible && !manifest.error().message.empty());
    return 0;
  }
  for (const auto& [name, net] : manifest->nets())
    for (const auto& file : net.files) require(stays_below(file.path) && file.bytes > 0);
  require(!manifest->packs().empty());
  for (const auto& [name, pack] : manifest->packs()) {
    require(manifest->pack(name).has_value());
    require(manifest->nets_of(pack).size() == 1 + pack.recognisers.size());
    double frontal = 0;
    for (const auto& recogniser : pack.recognisers) frontal += recogniser.share_frontal;
    require(std::abs(frontal - 1) < 1e-3);
    require(Calibration::from_knots(pack.calibration).has_value());
  }
  return 0;
}
