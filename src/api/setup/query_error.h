#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "api/auth/auth_error.h"
#include "core/result.h"
#include "ports/http.h"

namespace mien::api::setup {

/// An error of AWS's query protocol.
struct QueryError {
  int http_status;
  std::string_view code;
};

/// Source: IAM API reference, "Common Errors" and the operations' own.
QueryError to_query_error(ErrorCode code);
QueryError to_query_error(AuthProblem problem);
/// What the HTTP server found wrong with a request, or 500.
QueryError to_query_error(int status);

// What only the protocol knows.
inline constexpr QueryError kMissingAction{400, "MissingAction"};
inline constexpr QueryError kInvalidAction{400, "InvalidAction"};
inline constexpr QueryError kValidation{400, "ValidationError"};
inline constexpr QueryError kDeleteConflict{409, "DeleteConflict"};
inline constexpr QueryError kMalformedPolicy{400, "MalformedPolicyDocument"};

/// A request that is answered with an error.
struct [[nodiscard]] QueryRefusal {
  QueryError error;
  std::string message;
  std::string detail{};  ///< For the log only.
};

template <class T>
using QueryResult = std::expected<T, QueryRefusal>;

inline std::unexpected<QueryRefusal> refuse(QueryError error, std::string message) {
  return std::unexpected(QueryRefusal{error, std::move(message), {}});
}
inline std::unexpected<QueryRefusal> refuse(Error error) {
  return std::unexpected(QueryRefusal{to_query_error(error.code), std::move(error.message), std::move(error.detail)});
}

/// An error in the form of the protocol. @param xmlns  the service's namespace.
HttpResponse query_error_response(const QueryError& error, std::string_view message, std::string_view xmlns,
                                  std::string_view request_id);

}  // namespace mien::api::setup
