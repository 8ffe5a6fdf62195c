#include "app/console/operators.h"

#include <gtest/gtest.h>

#include <string>

#include "support/code_of.h"
#include "unit/console/world.h"

namespace mien::app {
namespace {

using namespace std::chrono_literals;

class Operators : public ::testing::Test {
 protected:
  std::string link(const std::optional<std::string>& name = std::nullopt) {
    const auto issued = world_.issue.run(name, "AKIDADMIN");
    EXPECT_TRUE(issued) << issued.error().message;
    return issued->token;
  }
  ConsoleWorld world_;
};

TEST_F(Operators, TheFirstIsAnAdminWithANameOfTheirChoice) {
  const std::string token = link();
  const auto purpose = world_.redeem.look_at(token);
  ASSERT_TRUE(purpose);
  EXPECT_FALSE(purpose->who);
  const auto done = world_.redeem.run({.token = token, .name = "ann", .password = "correct horse"});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->session.name, "ann");
  EXPECT_EQ(world_.store.operators().find("ann")->role, Role::kAdmin);
  EXPECT_TRUE(world_.active.secrets().contains(done->session.access_key_id));
  EXPECT_TRUE(world_.sign_in("ann", "correct horse"));
  EXPECT_EQ(code_of(world_.redeem.run({.token = token, .name = "bo", .password = "correct horse"})),
            ErrorCode::kNotFound)
      << "good once";
}

TEST_F(Operators, TheLinkOfTheFirstIsWorthNothingOnceThereIsOne) {
  const std::string token = link();
  world_.operator_with_password("ann", "correct horse");
  EXPECT_EQ(code_of(world_.redeem.look_at(token)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(world_.redeem.run({.token = token, .name = "eve", .password = "correct horse"})),
            ErrorCode::kNotFound);
}

TEST_F(Operators, LinksAreInTheAuditLog) {
  const std::string key = world_.operator_with_password("ann", "correct horse");
  link("ann");
  const auto events = world_.store.audit().list({}, {});
  ASSERT_TRUE(events);
  EXPECT_EQ(events->items.front().action, "issue_sign_in_link");
  EXPECT_EQ(events->items.front().actor, "AKIDADMIN");
  EXPECT_EQ(events->items.front().subject, key);
}

TEST_F(Operators, HashNoMorePasswordsAtOnceThanTheyMay) {
  const std::string token = link();
  const auto turn = world_.known_turns.take({});
  ASSERT_TRUE(turn);
  const Patience none({}, std::chrono::steady_clock::now());
  EXPECT_EQ(code_of(world_.redeem.run({.token = token, .name = "ann", .password = "correct horse", .patience = none})),
            ErrorCode::kDeadlineExceeded);
  EXPECT_TRUE(world_.redeem.look_at(token)) << "the link is still good";
}

TEST_F(Operators, ChooseTheirPasswordByInvitation) {
  ASSERT_TRUE(world_.create.run({.name = "bo", .role = Role::kEnroller, .actor = "ROOT"}));
  const std::string first = link("bo");
  const std::string token = link("bo");
  EXPECT_EQ(code_of(world_.redeem.look_at(first)), ErrorCode::kNotFound) << "replaced";
  const auto purpose = world_.redeem.look_at(token);
  ASSERT_TRUE(purpose && purpose->who);
  EXPECT_EQ(purpose->who->name, "bo");
  const auto done = world_.redeem.run({.token = token, .password = "correct horse"});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(world_.sign_in("bo", "correct horse"));
}

TEST_F(Operators, WhoForgotAPasswordIsSignedOutEverywhereByANewOne) {
  world_.operator_with_password("ann", "correct horse");
  const auto before = world_.sign_in("ann", "correct horse");
  ASSERT_TRUE(world_.redeem.run({.token = link("ann"), .password = "another horse"}));
  EXPECT_FALSE(world_.sessions.find(before->token));
  EXPECT_EQ(code_of(world_.sign_in("ann", "correct horse")), ErrorCode::kAccessDenied);
  EXPECT_TRUE(world_.sign_in("ann", "another horse"));
}

TEST_F(Operators, ALinkExpires) {
  const std::string token = link();
  world_.clock.advance(limits::kSignInLinkLifetime);
  EXPECT_EQ(code_of(world_.redeem.look_at(token)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(world_.redeem.run({.token = token, .name = "ann", .password = "correct horse"})),
            ErrorCode::kNotFound);
}

TEST_F(Operators, ALinkStaysGoodWhereWhatWasChosenIsRefused) {
  const std::string token = link();
  const auto redeem = [&](const std::string& name, const std::string& password) {
    return code_of(world_.redeem.run({.token = token, .name = name, .password = password}));
  };
  EXPECT_EQ(redeem("ann", "short"), ErrorCode::kInvalidArgument);
  EXPECT_EQ(redeem("ann", std::string(limits::kPasswordBytesMax + 1, 'x')), ErrorCode::kInvalidArgument);
  EXPECT_EQ(redeem("ann", "not utf-8 \xFF"), ErrorCode::kInvalidArgument);
  for (const std::string name : {"", "Ann", "a b", "ann/", "ä"})
    EXPECT_EQ(redeem(name, "correct horse"), ErrorCode::kInvalidArgument) << name;
  EXPECT_EQ(redeem(std::string(limits::kOperatorNameBytesMax + 1, 'a'), "correct horse"), ErrorCode::kInvalidArgument);
  EXPECT_TRUE(world_.redeem.run({.token = token, .name = "ann", .password = "correct horse"}));
}

TEST_F(Operators, ChangeTheirPasswordAndStaySignedInHereOnly) {
  world_.operator_with_password("ann", "correct horse");
  const auto here = world_.sign_in("ann", "correct horse");
  const auto there = world_.sign_in("ann", "correct horse");
  EXPECT_EQ(code_of(world_.change_password.run(here->session, here->token, "short", {})), ErrorCode::kInvalidArgument);
  ASSERT_TRUE(world_.change_password.run(here->session, here->token, "another horse", {}));
  EXPECT_TRUE(world_.sessions.find(here->token));
  EXPECT_FALSE(world_.sessions.find(there->token));
  EXPECT_TRUE(world_.sign_in("ann", "another horse"));
  const auto root = world_.sign_in("ROOT", "root secret");
  EXPECT_EQ(code_of(world_.change_password.run(root->session, root->token, "another horse", {})),
            ErrorCode::kInvalidArgument);
}

TEST_F(Operators, AreRemovedWithKeyAndSessionsButNotByThemselves) {
  const std::string ann = world_.operator_with_password("ann", "correct horse");
  const auto session = world_.sign_in("ann", "correct horse");
  EXPECT_EQ(code_of(world_.remove.run("ann", ann)), ErrorCode::kInvalidArgument);
  ASSERT_TRUE(world_.remove.run("ann", "ROOT"));
  EXPECT_FALSE(world_.active.secrets().contains(ann));
  EXPECT_FALSE(world_.sessions.find(session->token));
  EXPECT_EQ(code_of(world_.remove.run("ann", "ROOT")), ErrorCode::kNotFound);
}

TEST_F(Operators, OfANameThatIsTakenAreNotMade) {
  const std::string ann = world_.operator_with_password("ann", "correct horse");
  EXPECT_EQ(code_of(world_.create.run({.name = "ann", .role = Role::kAdmin, .actor = "ROOT"})),
            ErrorCode::kAlreadyExists);
  EXPECT_EQ(world_.active.secrets().size(), 1U);
  EXPECT_TRUE(world_.active.secrets().contains(ann));
}

}  // namespace
}  // namespace mien::app
