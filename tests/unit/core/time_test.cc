#include "core/time.h"

#include <gtest/gtest.h>

namespace mien {
namespace {

using namespace std::chrono;

TEST(Time, IsWrittenInUtc) {
  const Timestamp at = sys_days(2026y / 2 / 3) + 4h + 5min + 6s + 789ms;
  EXPECT_EQ(rfc3339(at), "2026-02-03T04:05:06.789Z");
  EXPECT_EQ(rfc3339_seconds(at), "2026-02-03T04:05:06Z");
  EXPECT_EQ(iso_date(at), "2026-02-03");
}

TEST(Time, IsWrittenWhateverTheClockSays) {
  EXPECT_EQ(rfc3339(Timestamp(-1ms)), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(rfc3339_seconds(sys_days(2024y / 2 / 29)), "2024-02-29T00:00:00Z");
  EXPECT_EQ(iso_date(sys_days(12'345y / 1 / 2)), "12345-01-02");
}

TEST(Time, IsReadAsItIsWritten) {
  const auto read = [](std::string_view text) { return parse_rfc3339(text); };
  const Timestamp at = sys_days(2026y / 2 / 3) + 4h + 5min + 6s + 789ms;
  EXPECT_EQ(read(rfc3339(at)), at);
  EXPECT_EQ(read("2026-02-03T04:05:06Z"), at - 789ms);
  EXPECT_EQ(read("2026-02-03T06:35:06.789123+02:30"), at);
  EXPECT_EQ(read("2026-02-02t23:05:06.789-05:00"), at);
  EXPECT_EQ(read("2026-02-03 04:05:06.7z"), at - 89ms);
  for (const std::string_view wrong :
       {"", "2026-02-03", "2026-02-03T04:05:06", "2026-02-30T04:05:06Z", "2026-13-03T04:05:06Z", "2026-02-03T24:05:06Z",
        "2026-02-03T04:60:06Z", "2026-02-03T04:05:06.Z", "2026-02-03T04:05:06+2:00", "2026-02-03T04:05:06+24:00",
        "2026-02-03T04:05:06Zx", "x026-02-03T04:05:06Z", "-026-02-03T04:05:06Z"})
    EXPECT_FALSE(read(wrong)) << wrong;
}

}  // namespace
}  // namespace mien
