#include "api/auth/basic_auth.h"

#include <gtest/gtest.h>

#include <span>
#include <string>

#include "core/base64.h"

namespace mien::api {
namespace {

AuthResult<Principal> verify(const std::string& authorization) {
  const RootKeyRing keys("AKID", Secret("se:cret"));
  HttpHead head;
  head.headers = {{"authorization", authorization}};
  return verify_basic(head, keys);
}

AuthResult<Principal> verify_credentials(std::string_view credentials) {
  return verify("Basic " + encode_base64(std::as_bytes(std::span(credentials))));
}

TEST(BasicAuth, AcceptsTheKeyAndItsSecret) {
  const auto principal = verify_credentials("AKID:se:cret");
  ASSERT_TRUE(principal) << principal.error().message;
  EXPECT_EQ(principal->access_key_id, "AKID");
  EXPECT_TRUE(verify("bAsIc QUtJRDpzZTpjcmV0"));
}

TEST(BasicAuth, AnswersTheSameToAWrongSecretAndAnUnknownKey) {
  const auto wrong = verify_credentials("AKID:secret");
  const auto unknown = verify_credentials("OTHER:se:cret");
  ASSERT_FALSE(wrong);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(wrong.error().problem, AuthProblem::kBadSignature);
  EXPECT_EQ(unknown.error().problem, wrong.error().problem);
  EXPECT_EQ(unknown.error().message, wrong.error().message);
  EXPECT_FALSE(verify_credentials("OTHER:no key has this secret, and no answer is right"));
}

TEST(BasicAuth, RefusesWhatCannotBeRead) {
  const auto problem = [](const AuthResult<Principal>& result) { return result.error().problem; };
  EXPECT_EQ(problem(verify_basic(HttpHead{}, RootKeyRing("a", Secret("b")))), AuthProblem::kMissing);
  EXPECT_EQ(problem(verify("Bearer abc")), AuthProblem::kMissing);
  EXPECT_EQ(problem(verify("Basic")), AuthProblem::kMissing);
  EXPECT_EQ(problem(verify("Basic !!!!")), AuthProblem::kIncomplete);
  EXPECT_EQ(problem(verify("Basic " + std::string(1028, 'A'))), AuthProblem::kIncomplete);
  EXPECT_EQ(problem(verify_credentials("AKID")), AuthProblem::kIncomplete);
}

}  // namespace
}  // namespace mien::api
