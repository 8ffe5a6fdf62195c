#pragma once

#include "ports/http.h"

namespace mien::api {

/// Whether a browser sent the request for a page of another origin. It adds credentials that it was given once by
/// itself, and a form needs no permission to be sent anywhere; but it says whose page it was: Sec-Fetch-Site where the
/// connection is trustworthy, Origin in any case. No other client sends either.
bool is_of_another_site(const HttpHead& head);

/// What such a page is told.
inline constexpr const char* kRefusesOtherSite = "A page of another origin may not send this request.";

}  // namespace mien::api
