#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace mien::api {

/// Why a caller is not believed. Each surface gives it its own name and status.
enum class AuthProblem : std::uint8_t {
  kMissing,       ///< The request carries no credentials.
  kIncomplete,    ///< The credentials are there, but not in a form that can be checked.
  kBadSignature,  ///< The signature, or the secret, is not the key's; or the request is of another time or scope.
  kUnknownKey,    ///< No such access key, or a session token, which this service never gave out.
};

struct [[nodiscard]] AuthError {
  AuthProblem problem;
  std::string message;  ///< For the caller: holds nothing secret.
};

template <class T>
using AuthResult = std::expected<T, AuthError>;

inline std::unexpected<AuthError> refuse(AuthProblem problem, std::string message) {
  return std::unexpected(AuthError{problem, std::move(message)});
}

}  // namespace mien::api
