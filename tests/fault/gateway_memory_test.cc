#include <gtest/gtest.h>

#include <new>
#include <string>

#include "fault/scarce_memory.h"
#include "unit/console/gateway_world.h"

namespace mien {
namespace {

using fault::ScarceMemory;

/// Every allocation of a request with a session fails once, each in its turn: whoever asks is believed or refused as
/// whoever they are, nothing of a request stays behind for the next one, and the session lives on.
class GatewayMemoryTest : public ::testing::Test, protected api::GatewayWorld {
 protected:
  GatewayMemoryTest() {
    use.operator_with_password("vera", "correct horse", Role::kVerifier);
    admin_ = use.sign_in("ann", "correct horse")->token;
    verifier_ = use.sign_in("vera", "correct horse")->token;
  }

  int status(const HttpRequest& wanted) const {
    const auto admitted = gateway.admit(wanted.head, "request-1");
    return admitted ? gateway.handle(wanted, "request-1").response.status : admitted.error().response.status;
  }

  void ask(const HttpRequest& wanted, int expected) {
    for (std::size_t n = 1; n < 100'000; ++n) {
      SCOPED_TRACE(wanted.head.target + ", allocation " + std::to_string(n));
      int got = 0;
      bool struck = false;
      {
        const ScarceMemory scarce(n);
        try {
          got = status(wanted);
        } catch (const std::bad_alloc&) {
          got = 500;  // The router answers for a surface that cannot.
        }
        struck = ScarceMemory::struck();
      }
      ASSERT_TRUE(got == expected || (struck && got >= 500)) << got;
      ASSERT_EQ(status(as(bare("GET", "/v1/keys"), verifier_)), 403) << "it has become somebody else's request";
      if (!struck) return;
    }
    FAIL() << "it never succeeds";
  }

  std::string admin_, verifier_;
};

TEST_F(GatewayMemoryTest, LeavesSessionsAsTheyAre) {
  ask(as(bare("GET", "/v1/people"), admin_), 200);
  ask(as(bare("GET", "/v1/people"), verifier_), 403);
  ask(as(bare("GET", "/v1/people"), "guess"), 401);
  ask(as(bare("PUT", "/pictures"), admin_), 200);
  ask(as(bare("GET", "/2015-03-31/functions"), admin_), 200);
  EXPECT_EQ(status(as(bare("GET", "/v1/keys"), admin_)), 200);
}

}  // namespace
}  // namespace mien
