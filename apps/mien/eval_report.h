#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/eval/protocol.h"
#include "image_set.h"

namespace mien::cli {

/// Everything that an evaluation found, ready to be printed or written as JSON.
struct EvalReport {
  std::string images;
  std::string pack;
  std::string face;
  std::string between;
  std::string cpu;
  std::size_t threads = 0;
  std::size_t pictures = 0;
  std::vector<std::string> not_found;
  double seconds = 0;

  std::optional<app::eval::Accuracy> accuracy;  ///< Of the pairs file.
  std::size_t pairs = 0;
  std::size_t pairs_missed = 0;  ///< Pairs with a picture in which no face was found: counted as refused.

  struct Points {
    std::string label;  ///< "as labelled" or "without the errata".
    std::size_t genuine = 0;
    std::size_t impostor = 0;
    double equal_error_rate = 0;
    std::vector<app::eval::OperatingPoint> points;
    std::vector<float> similarities;  ///< Of each point's threshold.
  };
  std::vector<Points> all_pairs;
  std::vector<app::eval::Identification> identification;
  std::optional<app::eval::CalibrationFit> calibration;
};

std::string to_text(const EvalReport& report);
std::string to_json(const EvalReport& report);

}  // namespace mien::cli
