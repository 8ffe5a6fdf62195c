#pragma once

#include <span>
#include <string>

namespace mien::app::eval {

/// A picture (SVG) of the ROC: true accept rate over the false match rate, the latter on a logarithmic axis from 1e-6
/// to 1.
std::string draw_roc(std::span<const float> genuine_descending, std::span<const float> impostor_descending,
                     const std::string& title);

}  // namespace mien::app::eval
