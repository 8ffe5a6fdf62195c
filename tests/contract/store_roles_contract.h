#pragma once

#include <string>

#include "contract/store_contract.h"
#include "core/limits.h"
#include "ports/functions.h"

namespace mien {

/// What every adapter's RoleStore must do.
template <class Store>
class StoreRolesContract : public testing::Test {
 protected:
  static ServiceRoleName name(std::string_view text) { return ServiceRoleName::parse(text).value(); }
  static ServiceRole role(std::string_view text) {
    return {.name = name(text),
            .id = {{1, 2, 3}},
            .path = "/service/",
            .trust_policy_json = R"({"a":"\u00FC"})",
            .description = "For the door",
            .session_s_max = 7200,
            .created = samples::at(100)};
  }
  RoleStore& roles() { return store_.roles(); }

  Store store_;
};
TYPED_TEST_SUITE_P(StoreRolesContract);

TYPED_TEST_P(StoreRolesContract, KeepsARoleAsItWasMade) {
  ASSERT_TRUE(this->roles().create(this->role("door")));
  const ServiceRole found = this->roles().find(this->name("door")).value();
  EXPECT_EQ(found.name.text(), "door");
  EXPECT_EQ(found.id, (Uuid{{1, 2, 3}}));
  EXPECT_EQ(found.path, "/service/");
  EXPECT_EQ(found.trust_policy_json, R"({"a":"\u00FC"})");
  EXPECT_EQ(found.description, "For the door");
  EXPECT_EQ(found.session_s_max, 7200U);
  EXPECT_EQ(found.created, samples::at(100));
  EXPECT_EQ(this->roles().create(this->role("door")).error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(this->roles().find(this->name("Door")).error().code, ErrorCode::kNotFound);
}

TYPED_TEST_P(StoreRolesContract, ListsByNameInPages) {
  for (const char* text : {"b", "a", "c"}) ASSERT_TRUE(this->roles().create(this->role(text)));
  const auto first = this->roles().list({.after = {}, .limit = 2}).value();
  ASSERT_EQ(first.items.size(), 2U);
  EXPECT_EQ(first.items[0].name.text(), "a");
  const auto second = this->roles().list({.after = first.next, .limit = 2}).value();
  ASSERT_EQ(second.items.size(), 1U);
  EXPECT_EQ(second.items[0].name.text(), "c");
  EXPECT_EQ(second.next, "");
  EXPECT_EQ(this->roles().list({.after = "made up"}).error().code, ErrorCode::kInvalidPageToken);
}

TYPED_TEST_P(StoreRolesContract, KeepsPoliciesOfBothKindsApart) {
  const auto door = this->name("door");
  ASSERT_TRUE(this->roles().create(this->role("door")));
  using Kind = RolePolicy::Kind;
  ASSERT_TRUE(this->roles().put_policy(door, {Kind::kInline, "b", "{}"}));
  ASSERT_TRUE(this->roles().put_policy(door, {Kind::kInline, "a", "{}"}));
  ASSERT_TRUE(this->roles().put_policy(door, {Kind::kInline, "a", R"({"b":1})"}));
  ASSERT_TRUE(this->roles().put_policy(door, {Kind::kAttached, "a"}));
  const auto inlined = this->roles().policies(door, Kind::kInline).value();
  ASSERT_EQ(inlined.size(), 2U);
  EXPECT_EQ(inlined[0].name, "a");
  EXPECT_EQ(inlined[0].document_json, R"({"b":1})") << "the later one";
  EXPECT_EQ(inlined[0].kind, Kind::kInline);
  EXPECT_EQ(this->roles().policies(door, Kind::kAttached).value().size(), 1U);
  EXPECT_TRUE(this->roles().remove_policy(door, Kind::kAttached, "a").value());
  EXPECT_FALSE(this->roles().remove_policy(door, Kind::kAttached, "a").value());
  EXPECT_EQ(this->roles().policies(door, Kind::kInline).value().size(), 2U);
  const auto nobody = this->name("nobody");
  EXPECT_EQ(this->roles().put_policy(nobody, {Kind::kInline, "a", "{}"}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(this->roles().policies(nobody, Kind::kInline).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(this->roles().remove_policy(nobody, Kind::kInline, "a").error().code, ErrorCode::kNotFound);
}

TYPED_TEST_P(StoreRolesContract, RemovesOnlyARoleWithoutPolicies) {
  const auto door = this->name("door");
  using Kind = RolePolicy::Kind;
  using Removal = RoleStore::Removal;
  EXPECT_EQ(this->roles().remove(door).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(this->roles().create(this->role("door")));
  ASSERT_TRUE(this->roles().put_policy(door, {Kind::kInline, "a", "{}"}));
  ASSERT_TRUE(this->roles().put_policy(door, {Kind::kAttached, "a"}));
  EXPECT_EQ(this->roles().remove(door).value(), Removal::kHasInlinePolicies);
  ASSERT_TRUE(this->roles().remove_policy(door, Kind::kInline, "a"));
  EXPECT_EQ(this->roles().remove(door).value(), Removal::kHasAttachedPolicies);
  ASSERT_TRUE(this->roles().remove_policy(door, Kind::kAttached, "a"));
  EXPECT_EQ(this->roles().remove(door).value(), Removal::kDone);
  EXPECT_EQ(this->roles().find(door).error().code, ErrorCode::kNotFound);
}

TYPED_TEST_P(StoreRolesContract, HasAsManyRolesAndPoliciesAsItMay) {
  using Kind = RolePolicy::Kind;
  for (std::size_t i = 0; i < limits::kServiceRolesMax; ++i)
    ASSERT_TRUE(this->roles().create(this->role("r" + std::to_string(i))));
  EXPECT_EQ(this->roles().create(this->role("more")).error().code, ErrorCode::kQuotaExceeded);
  EXPECT_EQ(this->roles().find(this->name("more")).error().code, ErrorCode::kNotFound);
  const auto r0 = this->name("r0");
  for (std::size_t i = 0; i < limits::kRolePoliciesMax; ++i)
    ASSERT_TRUE(this->roles().put_policy(r0, {Kind::kInline, std::to_string(i), "{}"}));
  EXPECT_EQ(this->roles().put_policy(r0, {Kind::kInline, "more", "{}"}).error().code, ErrorCode::kQuotaExceeded);
  EXPECT_TRUE(this->roles().put_policy(r0, {Kind::kInline, "0", "{}"})) << "replaces one";
  EXPECT_TRUE(this->roles().put_policy(r0, {Kind::kAttached, "more"})) << "of another kind";
}

REGISTER_TYPED_TEST_SUITE_P(StoreRolesContract, KeepsARoleAsItWasMade, ListsByNameInPages,
                            KeepsPoliciesOfBothKindsApart, RemovesOnlyARoleWithoutPolicies,
                            HasAsManyRolesAndPoliciesAsItMay);

}  // namespace mien
