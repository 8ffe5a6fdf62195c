#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/routes/route_rule.h"
#include "core/text_map.h"
#include "ports/http.h"

namespace mien::api::routes {

/// What there is to be said about a picture.
struct Outcome {
  enum class Kind : std::uint8_t {
    kMatch,
    kNoMatch,
    kNoFace,
    kSeveralFaces,
    kLowQuality,
    kRegistered,
    kRefused,     ///< With a code of uploads' outcomes.
    kNotFound,    ///< There is no such object, or what became of it is too long ago.
    kBadRequest,  ///< The request itself.
    kDenied,
    kPending,  ///< It was not looked at in time.
    kFailed,   ///< It could not be looked at.
  };
  Kind kind = Kind::kFailed;
  std::string code{};    ///< Of kRefused.
  std::string reason{};  ///< For people.
  TextMap values{};      ///< As ProcessUpload gives them, with image_path and now.
  std::string log_detail{};
};

/// Of an upload that was settled, by its outcome.
Outcome::Kind kind_of(std::string_view outcome);

HttpResponse answer(Shape shape, const Outcome& outcome);

}  // namespace mien::api::routes
