#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mien {

using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// RFC 3339 in UTC with milliseconds: 2026-02-03T04:05:06.789Z.
std::string rfc3339(Timestamp at);
/// The same without them: 2026-02-03T04:05:06Z.
std::string rfc3339_seconds(Timestamp at);
/// RFC 9110's IMF-fixdate: Wed, 12 Oct 2009 17:50:00 GMT.
std::string http_date(Timestamp at);
/// A time with "Z" or an offset, with or without fractions of a second, of which milliseconds count; nullopt: it is
/// none.
std::optional<Timestamp> parse_rfc3339(std::string_view text);
/// The day alone, in UTC: 2026-02-03.
std::string iso_date(Timestamp at);

}  // namespace mien
