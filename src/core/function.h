#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/ids.h"
#include "core/time.h"

/// What the set-up calls of AWS's IAM and Lambda describe. Of all of it only a function's code, handler, timeout and
/// environment have an effect here; roles and policies are kept so that set-up scripts find what they made, and grant
/// nothing.
namespace mien {

namespace id_rules {
struct Function {
  static constexpr std::string_view kName = "A function name";
  static constexpr std::string_view kAlphabet = "letters, digits, '_' and '-'";
  static constexpr std::size_t kBytesMax = 64;
  static constexpr bool allowed(char c) { return is_word(c) && c != '.'; }
};
struct ServiceRole {
  static constexpr std::string_view kName = "A role name";
  static constexpr std::string_view kAlphabet = "letters, digits and '_+=,.@-'";
  static constexpr std::size_t kBytesMax = 64;
  static constexpr bool allowed(char c) { return is_word(c) || c == '+' || c == '=' || c == ',' || c == '@'; }
};
}  // namespace id_rules

using FunctionName = TextId<id_rules::Function>;        ///< Lambda's FunctionName, without an ARN around it.
using ServiceRoleName = TextId<id_rules::ServiceRole>;  ///< IAM's RoleName.

/// IAM's Role: who may assume it, in the words of whoever made it.
struct ServiceRole {
  ServiceRoleName name;
  Uuid id{};
  std::string path = "/";
  std::string trust_policy_json;
  std::string description{};
  std::uint32_t session_s_max = 3600;
  Timestamp created{};
};

struct RolePolicy {
  enum class Kind : std::uint8_t {
    kInline,    ///< A document of the role's own.
    kAttached,  ///< The ARN of a policy that stands elsewhere.
  };
  Kind kind = Kind::kInline;
  std::string name;             ///< The ARN of an attached one.
  std::string document_json{};  ///< Empty where it is attached.
};

/// What UpdateFunctionConfiguration can change.
struct FunctionSettings {
  std::string runtime{};  ///< For example "python3.11".
  std::string handler{};  ///< "module.function".
  std::string role_arn{};
  std::string description{};
  std::uint32_t timeout_s = 3;
  std::uint32_t memory_mb = 128;  ///< Told to the handler; nothing is limited by it.
  std::map<std::string, std::string> environment{};
  bool operator==(const FunctionSettings&) const = default;
};

/// The zip that a function was made of, as an object.
struct FunctionCode {
  UuidOf<struct ObjectTag> object;
  Sha256 sha256{};
  std::uint64_t bytes = 0;
  bool operator==(const FunctionCode&) const = default;
};

struct Function {
  FunctionName name;
  FunctionSettings settings;
  FunctionCode code;
  Uuid revision{};  ///< Another one after every change.
  Timestamp updated{};
};

/// One statement of a function's resource policy: who may invoke it, on AWS.
struct FunctionPermission {
  std::string statement_id;
  std::string action;
  std::string principal;
  std::string source_arn{};      ///< Empty: any.
  std::string source_account{};  ///< Likewise.
  bool operator==(const FunctionPermission&) const = default;
};

}  // namespace mien
