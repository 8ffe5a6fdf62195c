#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace mien::cli {

/// Additions and multiplications, in 1e9, of one run of a published net at this size of input, counted from its
/// convolutions; nullopt for nets that this program knows nothing of.
std::optional<double> gflop_of(std::string_view net, std::size_t height, std::size_t width);

}  // namespace mien::cli
