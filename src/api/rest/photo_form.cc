#include "api/rest/photo_form.h"

#include <string>
#include <utility>

#include "api/http/multipart.h"
#include "core/utf8.h"

namespace mien::api::rest {

Result<PhotoForm> read_photo_form(const HttpRequest& request, Fields::Names known, std::size_t images_max) {
  MIEN_TRY(const auto parts, parse_multipart(request.head.header("content-type").value_or(""), request.body));
  PhotoForm form;
  for (const MultipartPart& part : parts) {
    if (part.name == "image") {
      if (part.body.empty()) return fail(ErrorCode::kInvalidArgument, "A field 'image' is empty.");
      form.images.push_back(std::as_bytes(std::span(part.body)));
      continue;
    }
    if (part.name == "_charset_") continue;  // Browsers fill it in; it has no effect (RFC 7578, 4.6).
    MIEN_TRY_VOID(form.fields.add("form field", part.name, std::string(part.body), known));
    if (part.body.find('\0') != std::string_view::npos || !is_utf8(part.body))
      return fail(ErrorCode::kInvalidArgument, "The form field " + in_quotes(part.name) + " is not UTF-8 text.");
  }
  if (form.images.empty()) return fail(ErrorCode::kInvalidArgument, "The form has no field 'image'.");
  if (form.images.size() > images_max)
    return fail(ErrorCode::kInvalidArgument,
                "The form may have at most " + std::to_string(images_max) + " field(s) 'image'.");
  return form;
}

}  // namespace mien::api::rest
