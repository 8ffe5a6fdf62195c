#pragma once

#include <cstdint>
#include <string_view>

#include "adapters/http_server/channel.h"
#include "adapters/http_server/head_parser.h"

namespace mien::http_server {

/// What became of a part of a request that was waited for.
struct Arrival {
  enum class State : std::uint8_t {
    kWhole,
    kRefused,
    kGone,  ///< There is nobody to answer.
  };
  State state = State::kGone;
  Refusal refusal{};  ///< For kRefused.

  static Arrival whole() { return {.state = State::kWhole}; }
  static Arrival gone() { return {}; }
  static Arrival refused(int status, std::string_view reason) {
    return {.state = State::kRefused, .refusal = {status, reason}};
  }
  /// What it means that the next bytes of a request that has begun did not come.
  static Arrival interrupted(Channel::Got got) {
    if (got == Channel::Got::kTimeout) return refused(408, "request too slow");
    // Its other half may still be open: it gets an answer.
    return got == Channel::Got::kEnd ? refused(400, "incomplete request") : gone();
  }
};

}  // namespace mien::http_server
