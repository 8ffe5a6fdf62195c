#pragma once

#include <string>

#include "contract/store_contract.h"

namespace mien {

/// What every adapter's IdempotencyRecords must do.
template <class Store>
class StoreIdempotencyContract : public StoreContract<Store> {};
TYPED_TEST_SUITE_P(StoreIdempotencyContract);

TYPED_TEST_P(StoreIdempotencyContract, KeepsIdempotencyRecordsPerCallerUntilTheyAreOld) {
  this->create("people");
  auto registration = samples::registration("ada", 1, {samples::face_with_photo(1)});
  registration.idempotency = samples::record("one", "k", 100, std::string("{\"a\":\"\xE2\x9C\x93\"}"));
  ASSERT_TRUE(this->store_.people().register_person(this->people_, registration));
  auto& records = this->store_.idempotency();
  const auto found = records.find("one", "k", samples::at(100)).value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->request_sha256, samples::sha256(5));
  EXPECT_EQ(found->response, registration.idempotency->response);
  EXPECT_EQ(found->created, samples::at(100));
  EXPECT_EQ(records.find("two", "k", samples::at(0)).value(), std::nullopt);
  EXPECT_EQ(records.find("one", "K", samples::at(0)).value(), std::nullopt);
  EXPECT_EQ(records.find("one", "k", samples::at(101)).value(), std::nullopt) << "too old";
  ASSERT_TRUE(records.purge(samples::at(100)));
  EXPECT_TRUE(records.find("one", "k", samples::at(0)).value());
  ASSERT_TRUE(records.purge(samples::at(101)));
  EXPECT_EQ(records.find("one", "k", samples::at(0)).value(), std::nullopt);
}

TYPED_TEST_P(StoreIdempotencyContract, ForgetsIdempotencyRecordsThatNameAPersonWhoIsRemoved) {
  this->create("people");
  for (const std::uint64_t i : {1U, 2U}) {
    auto registration = samples::registration(i == 1 ? "ada" : "bob", i, {samples::face_with_photo(i)});
    registration.idempotency = samples::record("one", "register-" + std::to_string(i), 100);
    ASSERT_TRUE(this->store_.people().register_person(this->people_, registration));
  }
  const PersonId ada = samples::person_id("ada");
  auto edit = this->edit({samples::face_id(1)}, {samples::face_with_photo(3)}, {});
  edit.idempotency = samples::record("one", "edit-1", 100);
  ASSERT_TRUE(this->store_.people().edit_faces(this->people_, ada, edit));
  auto& records = this->store_.idempotency();
  for (const char* key : {"register-1", "register-2", "edit-1"})
    EXPECT_TRUE(records.find("one", key, samples::at(0)).value()) << key;
  ASSERT_TRUE(this->store_.people().remove(this->people_, ada, samples::event("delete")));
  EXPECT_EQ(records.find("one", "register-1", samples::at(0)).value(), std::nullopt);
  EXPECT_EQ(records.find("one", "edit-1", samples::at(0)).value(), std::nullopt);
  EXPECT_TRUE(records.find("one", "register-2", samples::at(0)).value());
  ASSERT_TRUE(this->store_.collections().remove(this->people_, {}));
  EXPECT_EQ(records.find("one", "register-2", samples::at(0)).value(), std::nullopt);
}

TYPED_TEST_P(StoreIdempotencyContract, ReplacesAnOldIdempotencyRecord) {
  this->create("people");
  for (std::uint64_t i = 1; i <= 2; ++i) {
    auto registration = samples::registration("p" + std::to_string(i), i, {samples::face_with_photo(i)});
    registration.idempotency = samples::record("one", "k", static_cast<std::int64_t>(100 * i), std::to_string(i));
    ASSERT_TRUE(this->store_.people().register_person(this->people_, registration));
  }
  EXPECT_EQ(this->store_.idempotency().find("one", "k", samples::at(0)).value()->response, "2");
}

REGISTER_TYPED_TEST_SUITE_P(StoreIdempotencyContract, KeepsIdempotencyRecordsPerCallerUntilTheyAreOld,
                            ForgetsIdempotencyRecordsThatNameAPersonWhoIsRemoved, ReplacesAnOldIdempotencyRecord);

}  // namespace mien
