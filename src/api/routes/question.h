#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/text_map.h"
#include "ports/http.h"

namespace mien::api::routes {

/// What a request to an intake's route brings: a picture, or the name of one that was uploaded before.
struct Question {
  std::optional<std::vector<std::byte>> image{};
  std::string content_type{};  ///< Of the picture, as far as it is told.
  std::string bucket{};        ///< Empty: the intake's.
  std::string key{};           ///< Empty: there is only the picture.
  TextMap fields{};            ///< Other texts, names in lower case.
};

/// From the query (objectKey, bucket), a form (`image` or `file`, and texts), JSON ("image" or "body" in base64,
/// "object_key", "bucket_name", "isBase64Encoded", and texts), or a picture as the whole body.
/// @errors kInvalidArgument  with what is wrong, for the caller
Result<Question> read_question(const HttpRequest& request);

}  // namespace mien::api::routes
