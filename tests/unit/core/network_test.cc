#include "core/network.h"

#include <gtest/gtest.h>

namespace mien {
namespace {

TEST(Network, IsTheAddressOfIpv4AndOfWhatIsNone) {
  EXPECT_EQ(network_of("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(network_of("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(network_of(""), "");
  for (const char* text : {"1:2:3", "1::2::3", "1:2:3:4:5:6:7:8:9", "g::1", "12345::"})
    EXPECT_EQ(network_of(text), text);
}

TEST(Network, IsTheSameForAllAddressesOfAnIpv6Network) {
  const std::string network = network_of("2001:db8:0:1::1");
  EXPECT_EQ(network_of("2001:db8:0:1:ffff:ffff:ffff:ffff"), network);
  EXPECT_EQ(network_of("2001:DB8::1:0:0:0:5"), network);
  EXPECT_NE(network_of("2001:db8:0:2::1"), network);
  EXPECT_EQ(network_of("fe80::1%eth0"), network_of("fe80::2"));
  EXPECT_EQ(network_of("::1"), network_of("::"));
}

}  // namespace
}  // namespace mien
