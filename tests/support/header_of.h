#pragma once

#include <string>
#include <string_view>

#include "ports/http.h"

namespace mien {

/// An answer's first header of that name; empty where there is none.
inline std::string header_of(const HttpResponse& response, std::string_view name) {
  HttpHead head;
  head.headers = response.headers;
  return std::string(head.header(name).value_or(""));
}

}  // namespace mien
