#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "api/rest/fields.h"
#include "core/result.h"
#include "ports/http.h"

namespace mien::api::rest {

/// A multipart form: pictures in parts called `image`, and text fields. The pictures point into the request's body.
struct PhotoForm {
  std::vector<std::span<const std::byte>> images;  ///< In the order in which they came, none empty.
  Fields fields;
};

/// @errors kInvalidArgument  a form that cannot be read, a field not in `known`, a text that is not UTF-8, no picture
/// or
///   more than `images_max`.
Result<PhotoForm> read_photo_form(const HttpRequest& request, Fields::Names known, std::size_t images_max);

}  // namespace mien::api::rest
