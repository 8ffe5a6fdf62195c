#pragma once

#include <string>
#include <string_view>

#include "core/ids.h"
#include "core/result.h"
#include "ports/ids.h"

namespace mien::importing {

/// The id of a person whom the source gives none: a UUID that depends on collection and name alone, so that every
/// import of that name meets the same person. Two people of one name are one person to it.
PersonId derive_person_id(const Ids& ids, std::string_view collection, std::string_view name);

/// What the server asks of a name, and that it is not blank. @errors kInvalidArgument
Result<void> check_name(std::string_view name);
/// What the server asks of an id. @errors kInvalidArgument
Result<void> check_id(std::string_view id);

}  // namespace mien::importing
