#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "contract/store_contract.h"
#include "ports/setups.h"

namespace mien {

/// What every adapter of ports/setups.h must do. Store has setups(), beside what StoreContract asks for.
template <class Store>
class SetupStoreContract : public StoreContract<Store> {
 protected:
  static SetupTable table() {
    return {{"bucket", std::string("photos")},
            {"timeout_s", std::int64_t{10}},
            {"similarity_min", 87.5},
            {"on", true},
            {"cors_origins", std::vector<std::string>{"https://a.example", "*,&=%"}},
            {"table_item", TextMap{{"name", "{full_name}"}, {"Cổng", "=&,%\n"}}}};
  }
  static Setup setup(const std::string& name) {
    return {.name = name, .table = table(), .sealed_secret = {std::byte{1}, std::byte{0}, std::byte{255}}};
  }
  std::vector<Setup> listed(SetupKind kind) {
    auto found = this->store_.setups().list(kind);
    EXPECT_TRUE(found) << (found ? "" : found.error().message);
    return found ? *std::move(found) : std::vector<Setup>{};
  }
};

TYPED_TEST_SUITE_P(SetupStoreContract);

TYPED_TEST_P(SetupStoreContract, KeepsEveryFieldByKindAndName) {
  SetupStore& setups = this->store_.setups();
  const AuditEvent event = samples::event("create_intake");
  ASSERT_TRUE(setups.add(SetupKind::kIntake, this->setup("side"), event));
  ASSERT_TRUE(setups.add(SetupKind::kIntake, this->setup("door"), event));
  ASSERT_TRUE(setups.add(SetupKind::kWebhook, this->setup("door"), event));
  EXPECT_EQ(setups.add(SetupKind::kIntake, this->setup("door"), event).error().code, ErrorCode::kAlreadyExists);
  const auto intakes = this->listed(SetupKind::kIntake);
  ASSERT_EQ(intakes.size(), 2U);
  EXPECT_EQ(intakes[0].name, "door");
  EXPECT_EQ(intakes[0].table, this->table());
  EXPECT_EQ(intakes[0].sealed_secret, this->setup("door").sealed_secret);
  EXPECT_EQ(intakes[1].name, "side");
  EXPECT_EQ(this->listed(SetupKind::kWebhook).size(), 1U);
  EXPECT_EQ(this->actions().size(), 3U) << "what was refused leaves no line";
}

TYPED_TEST_P(SetupStoreContract, ReplacesTheTableAndNotTheSecret) {
  SetupStore& setups = this->store_.setups();
  ASSERT_TRUE(setups.add(SetupKind::kWebhook, this->setup("desk"), samples::event("create_webhook")));
  const SetupTable other{{"url", std::string("https://b.example")}};
  ASSERT_TRUE(setups.replace(SetupKind::kWebhook, "desk", other, samples::event("replace_webhook")));
  const auto found = this->listed(SetupKind::kWebhook);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].table, other);
  EXPECT_EQ(found[0].sealed_secret, this->setup("desk").sealed_secret);
  EXPECT_EQ(setups.replace(SetupKind::kIntake, "desk", other, samples::event("replace_intake")).error().code,
            ErrorCode::kNotFound);
}

TYPED_TEST_P(SetupStoreContract, RemovesOne) {
  SetupStore& setups = this->store_.setups();
  ASSERT_TRUE(setups.add(SetupKind::kIntake, this->setup("door"), samples::event("create_intake")));
  ASSERT_TRUE(setups.add(SetupKind::kWebhook, this->setup("door"), samples::event("create_webhook")));
  ASSERT_TRUE(setups.remove(SetupKind::kIntake, "door", samples::event("delete_intake")));
  EXPECT_EQ(setups.remove(SetupKind::kIntake, "door", samples::event("delete_intake")).error().code,
            ErrorCode::kNotFound);
  EXPECT_TRUE(this->listed(SetupKind::kIntake).empty());
  EXPECT_EQ(this->listed(SetupKind::kWebhook).size(), 1U);
  EXPECT_EQ(this->actions().front(), "delete_intake");
}

REGISTER_TYPED_TEST_SUITE_P(SetupStoreContract, KeepsEveryFieldByKindAndName, ReplacesTheTableAndNotTheSecret,
                            RemovesOne);

}  // namespace mien
