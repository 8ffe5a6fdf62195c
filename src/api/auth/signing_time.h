#pragma once

#include <chrono>
#include <string_view>

#include "api/auth/auth_error.h"
#include "ports/http.h"

namespace mien::api::sigv4 {

/// The time that the signer put down, and the header it stands in.
struct SigningTime {
  std::chrono::sys_seconds at;
  std::string_view header;  ///< In lower case.
};

/// @errors kIncomplete  there is none, or one that cannot be read.
AuthResult<SigningTime> signing_time(const HttpHead& head);

}  // namespace mien::api::sigv4
