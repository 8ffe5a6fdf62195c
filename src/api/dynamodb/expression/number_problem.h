#pragma once

#include <string>

#include "core/decimal.h"

namespace mien::api::dynamodb {

/// DynamoDB's words for a number that it does not keep.
inline std::string text_of(Decimal::Problem problem) {
  switch (problem) {
    case Decimal::Problem::kOverflow:
      return "Number overflow. Attempting to store a number with magnitude larger than supported range";
    case Decimal::Problem::kUnderflow:
      return "Number underflow. Attempting to store a number with magnitude smaller than supported range";
    case Decimal::Problem::kTooPrecise:
      return "DynamoDB only supports precision up to 38 digits";
    case Decimal::Problem::kNotANumber:
      break;
  }
  return "A value provided cannot be converted into a number";
}

}  // namespace mien::api::dynamodb
