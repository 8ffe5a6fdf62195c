#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "ports/http.h"

namespace mien::api::rest {

/// What is wrong with a request before it means anything; known to HTTP only.
enum class HttpFault : std::uint8_t {
  kUnauthenticated,
  kSignedOut,      ///< No session of the console.
  kSessionLocked,  ///< One that needs its password again.
  kUnknownPath,
  kMethodNotAllowed,
  kUnsupportedMediaType,
  kMalformedRequest,
  kTooSlow,
  kLengthRequired,
  kBodyTooLarge,
  kHeadersTooLarge,
  kUnavailable,  ///< The server cannot take the request now.
};

/// How a kind of failure looks on the wire. `code` is stable: clients may branch on it.
struct ProblemKind {
  int status;
  std::string_view code;
  std::string_view title;
  int retry_after_s = 0;            ///< 0: a repetition would not help.
  std::string_view challenge = {};  ///< What a 401 asks for: browsers ask their user for a password at "Basic".
};

/// 415 says that the bytes are no picture of an accepted format, 413 that there are too many of them, 422 that the
/// picture was understood and cannot be used.
ProblemKind problem_kind(ErrorCode code);
ProblemKind problem_kind(HttpFault fault);

/// A request that is answered with RFC 9457 application/problem+json.
struct [[nodiscard]] Problem {
  // Implicit, so that an Error of the domain becomes a problem where it leaves a handler.
  Problem(Error error);  // NOLINT(google-explicit-constructor)
  Problem(HttpFault fault, std::string message) : kind(problem_kind(fault)), detail(std::move(message)) {}

  ProblemKind kind;
  std::string detail;                 ///< For the caller.
  std::string person_id{};            ///< Of the person that is registered already (duplicate_person).
  std::string log_detail{};           ///< For the log only.
  std::vector<HttpHeader> headers{};  ///< For example Allow.
};

template <class T>
using Answer = std::expected<T, Problem>;

HttpResponse to_response(const Problem& problem, std::string_view request_id);

}  // namespace mien::api::rest
