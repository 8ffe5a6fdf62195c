#pragma once

#include <cstdint>
#include <optional>

#include "api/rest/fields.h"
#include "app/cut_photo.h"
#include "ports/http.h"

namespace mien::api::rest {

/// The query parameter `size`: the side of a square in pixels. @errors kInvalidArgument
Result<std::optional<std::uint32_t>> photo_size(const Fields& query);

/// A picture that no cache may keep, and that runs nothing whatever it is taken for.
HttpResponse picture_response(const app::Photo& photo);

}  // namespace mien::api::rest
