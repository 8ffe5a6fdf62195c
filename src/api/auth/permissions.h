#pragma once

#include <span>
#include <string_view>

#include "core/result.h"
#include "core/role.h"

namespace mien::api {

/// Who may call an operation. An operation that stands in no row is the admin's alone.
struct Permission {
  std::string_view surface;    ///< "rekognition", "rest" and so on.
  std::string_view operation;  ///< As the surface names it, in log and metrics too.
  Roles roles;
};

/// One row for each operation of every surface that asks for a key.
std::span<const Permission> permissions();

bool may(Role role, std::string_view surface, std::string_view operation);

/// What a key is told whose role may not. @errors kAccessDenied
std::unexpected<Error> refuse_role(Role role);

}  // namespace mien::api
