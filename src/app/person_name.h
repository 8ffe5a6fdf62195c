#pragma once

#include <string_view>

#include "core/ids.h"
#include "core/result.h"

namespace mien::app {

/// A person's name: any Unicode text, 1..kPersonNameBytesMax bytes of UTF-8.
/// @errors kInvalidArgument  empty, too long, not UTF-8, with control characters or with such that embed or override
///         the direction of text or end a line.
Result<void> check_person_name(std::string_view name);

/// What is allowed in an id and yet not as one: clients take "." and ".." out of a URL before they send it. Only new
/// ids are held to it, so that nothing which is stored becomes unreadable. @errors kInvalidArgument
Result<void> check_new_person_id(const PersonId& id);

/// Only the size: that they are a JSON object is the surface's to see. @errors kInvalidArgument
Result<void> check_attributes_size(std::string_view attributes_json);

}  // namespace mien::app
