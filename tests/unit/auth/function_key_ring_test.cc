#include "api/auth/function_key_ring.h"

#include <gtest/gtest.h>

#include "fakes/fake_ids.h"

namespace mien::api {
namespace {

TEST(FunctionKeyRing, HasAKeyForEachProcessUntilItEnds) {
  const RootKeyRing root("AKIDEXAMPLE", Secret("secret"));
  fakes::FakeIds ids;
  FunctionKeyRing keys(root, ids);
  const auto first = keys.add("door");
  const auto second = keys.add("door");
  EXPECT_NE(first.access_key_id, second.access_key_id);
  EXPECT_NE(first.secret, second.secret);
  EXPECT_TRUE(first.access_key_id.starts_with("fn-door-"));
  EXPECT_EQ(first.secret.size(), 64U);
  const auto found = keys.find(first.access_key_id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->secret.reveal(), first.secret);
  EXPECT_EQ(found->role, Role::kEnroller);
  keys.remove(first.access_key_id);
  keys.remove(first.access_key_id);
  EXPECT_FALSE(keys.find(first.access_key_id));
  EXPECT_TRUE(keys.find(second.access_key_id));
  EXPECT_EQ(keys.find("AKIDEXAMPLE")->role, Role::kAdmin) << "the others' keys";
}

}  // namespace
}  // namespace mien::api
