#include "api/auth/signing_time.h"

#include "api/auth/dates.h"

namespace mien::api::sigv4 {

AuthResult<SigningTime> signing_time(const HttpHead& head) {
  if (const auto text = head.header("x-amz-date")) {
    if (const auto at = parse_amz_date(*text)) return SigningTime{*at, "x-amz-date"};
    return refuse(AuthProblem::kIncomplete, "X-Amz-Date must be of the form YYYYMMDDTHHMMSSZ.");
  }
  const auto text = head.header("date");
  if (!text)
    return refuse(AuthProblem::kIncomplete,
                  "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  if (const auto at = parse_amz_date(*text)) return SigningTime{*at, "date"};
  if (const auto at = parse_http_date(*text)) return SigningTime{*at, "date"};
  return refuse(AuthProblem::kIncomplete, "Date must be a valid HTTP date.");
}

}  // namespace mien::api::sigv4
