#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

namespace mien {

/// What the owner of an access key may do. Which operation needs which role stands in api/auth/permissions.cc.
enum class Role : std::uint8_t {
  kAdmin,     ///< Everything; the only one that sees keys, and that sets up functions.
  kEnroller,  ///< Registers people and looks after them, their pictures and their tables.
  kVerifier,  ///< Asks whose a face is; brings pictures for that, and learns nothing but the answer.
  kAuditor,   ///< Reads what happened and what there is; changes nothing, sees no picture.
};

inline constexpr std::array<std::pair<Role, std::string_view>, 4> kRoleNames{{
    {Role::kAdmin, "admin"},
    {Role::kEnroller, "enroller"},
    {Role::kVerifier, "verifier"},
    {Role::kAuditor, "auditor"},
}};

constexpr std::string_view name_of(Role role) { return kRoleNames[std::to_underlying(role)].second; }

constexpr std::optional<Role> parse_role(std::string_view text) {
  for (const auto& [role, name] : kRoleNames)
    if (name == text) return role;
  return std::nullopt;
}

/// A set of roles. The admin is in every set.
class Roles {
 public:
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const Role role : roles) bits_ |= bit(role);
  }
  constexpr bool include(Role role) const { return (bits_ & bit(role)) != 0; }
  constexpr bool operator==(const Roles&) const = default;

 private:
  static constexpr unsigned bit(Role role) { return 1U << std::to_underlying(role); }
  unsigned bits_ = bit(Role::kAdmin);
};

}  // namespace mien
