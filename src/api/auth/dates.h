#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mien::api {

/// As X-Amz-Date has it: 20150830T123600Z.
std::string format_amz_date(std::chrono::sys_seconds at);
std::optional<std::chrono::sys_seconds> parse_amz_date(std::string_view text);

/// As HTTP's Date has it, in the form that RFC 9110 demands of senders: Sun, 30 Aug 2015 12:36:00 GMT; or with mail's
/// +0000 instead of GMT, as old clients of S3 write it.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

/// As policies of forms have it (ISO 8601 in UTC): 2015-08-30T12:36:00Z, or with milliseconds, which are cut off.
std::optional<std::chrono::sys_seconds> parse_iso_date(std::string_view text);

}  // namespace mien::api
