#include "bench/net_work.h"

#include <algorithm>
#include <array>

namespace mien::cli {
namespace {

struct NetWork {
  std::string_view name;
  double gflop;  ///< Of one run; of a million input pixels where `per_pixel`.
  bool per_pixel;
};
constexpr std::array kNetWork{NetWork{"face-reidentification-retail-0095", 0.59, false},
                              NetWork{"face-reidentification-retail-0095-int8", 0.59, false},
                              NetWork{"foamliu-mobilefacenet", 0.44, false}, NetWork{"yunet", 2.648, true}};

}  // namespace

std::optional<double> gflop_of(std::string_view net, std::size_t height, std::size_t width) {
  const auto* found = std::ranges::find(kNetWork, net, &NetWork::name);
  if (found == kNetWork.end()) return std::nullopt;
  return found->per_pixel ? found->gflop * static_cast<double>(height * width) / 1e6 : found->gflop;
}

}  // namespace mien::cli
