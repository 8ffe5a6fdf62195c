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

}  // namespace
}  // namespace mien
