#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/routes/route_pattern.h"

namespace mien::api::routes {

/// In which words an answer is given. docs/api/routes.md has the status and body of each decision in each of them.
enum class Shape : std::uint8_t {
  kDecision,      ///< Mien's own.
  kFullName,      ///< {"Message","fullname"}
  kFaceList,      ///< {"Message","FaceList":[{"employeeId","confidence"}]}
  kFirstLast,     ///< {"Message","firstName","lastName"}
  kMatches,       ///< {"matches":[{"FaceId","UserId","Similarity"}]}
  kMessageNames,  ///< {"message","firstname","lastname"}
  kStatus,        ///< {"status","message"}
  kFaceRecord,    ///< {"FaceId","UserId","ImagePath","Timestamp"}, of a registration
};

/// One route of the operator's: what an API gateway was configured with.
struct RouteRule {
  enum class Target : std::uint8_t { kPutObject, kVerify, kRegister, kFunction };
  enum class Auth : std::uint8_t { kKey, kNone };

  std::string method;
  RoutePattern path;
  Target target = Target::kVerify;
  std::string target_name{};           ///< Of the intake or function.
  std::vector<std::string> buckets{};  ///< For kPutObject: those that may be written to.
  std::string bucket{};                ///< For kPutObject, where the path has no {bucket}.
  Shape shape = Shape::kDecision;
  Auth auth = Auth::kKey;
  std::vector<std::string> cors_origins{};
};

}  // namespace mien::api::routes
