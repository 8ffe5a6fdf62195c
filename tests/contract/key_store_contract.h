#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contract/store_contract.h"
#include "ports/keys.h"

namespace mien {

/// What every adapter of ports/keys.h's KeyStore must do. Store has keys(), beside what StoreContract asks for.
template <class Store>
class KeyStoreContract : public StoreContract<Store> {
 protected:
  static constexpr std::size_t kMany = 100;

  static SealedKey key(std::string_view id, Role role = Role::kEnroller) {
    const auto sealed = std::as_bytes(std::span(id));
    return {{.access_key_id = std::string(id),
             .role = role,
             .name = "Cổng số 1",
             .created_by = "root",
             .created = samples::at(1000)},
            {sealed.begin(), sealed.end()}};
  }
  Result<void> add(const SealedKey& key, std::size_t keys_max = kMany) {
    return this->store_.keys().add(key, keys_max, samples::event("create_key"));
  }
  std::vector<std::string> ids(std::size_t page_size = 100) {
    std::vector<std::string> out;
    PageRequest page{.after = "", .limit = page_size};
    do {
      const auto found = this->store_.keys().list(page);
      if (!found) {
        ADD_FAILURE() << found.error().message;
        return out;
      }
      for (const KeyInfo& info : found->items) out.push_back(info.access_key_id);
      page.after = found->next;
    } while (!page.after.empty());
    return out;
  }
};
TYPED_TEST_SUITE_P(KeyStoreContract);

TYPED_TEST_P(KeyStoreContract, KeepsEveryField) {
  SealedKey key = this->key("AKID1", Role::kVerifier);
  key.info.expires = samples::at(2000);
  key.sealed_secret = {std::byte{0}, std::byte{255}, std::byte{7}};
  ASSERT_TRUE(this->add(key));
  ASSERT_TRUE(this->add(this->key("AKID2")));
  std::vector<SealedKey> kept;
  ASSERT_TRUE(this->store_.keys().for_each([&](const SealedKey& one) -> Result<void> {
    kept.push_back(one);
    return {};
  }));
  ASSERT_EQ(kept.size(), 2U);
  const KeyInfo& info = kept.front().info;
  EXPECT_EQ(info.access_key_id, "AKID1");
  EXPECT_EQ(info.role, Role::kVerifier);
  EXPECT_EQ(info.name, key.info.name);
  EXPECT_EQ(info.created_by, "root");
  EXPECT_EQ(info.created, key.info.created);
  EXPECT_EQ(info.expires, key.info.expires);
  EXPECT_EQ(kept.front().sealed_secret, key.sealed_secret);
  EXPECT_FALSE(kept.back().info.expires);
  EXPECT_EQ(this->actions(), (std::vector<std::string>{"create_key", "create_key"}));
}

TYPED_TEST_P(KeyStoreContract, ListsPageByPageInTheOrderOfTheirMaking) {
  for (const std::string_view id : {"C", "A", "D", "B", "E"}) ASSERT_TRUE(this->add(this->key(id)));
  for (const std::size_t page_size : {1U, 2U, 5U, 6U})
    EXPECT_EQ(this->ids(page_size), (std::vector<std::string>{"C", "A", "D", "B", "E"})) << page_size;
  const auto bad = this->store_.keys().list({.after = "nonsense"});
  EXPECT_EQ(code_of(bad), ErrorCode::kInvalidPageToken);
}

TYPED_TEST_P(KeyStoreContract, ForgetsWhatIsRemoved) {
  ASSERT_TRUE(this->add(this->key("A")));
  ASSERT_TRUE(this->add(this->key("B")));
  ASSERT_TRUE(this->store_.keys().remove("A", samples::event("revoke_key")));
  EXPECT_EQ(this->ids(), std::vector<std::string>{"B"});
  EXPECT_EQ(this->actions().front(), "revoke_key");
  EXPECT_EQ(code_of(this->store_.keys().remove("A", samples::event("revoke_key"))), ErrorCode::kNotFound);
  EXPECT_EQ(this->actions().size(), 3U) << "nothing was revoked the second time";
}

TYPED_TEST_P(KeyStoreContract, RefusesOneTooManyAndAnIdThatIsThere) {
  ASSERT_TRUE(this->add(this->key("A"), 2));
  EXPECT_EQ(code_of(this->add(this->key("A"), 2)), ErrorCode::kAlreadyExists);
  ASSERT_TRUE(this->add(this->key("B"), 2));
  EXPECT_EQ(code_of(this->add(this->key("C"), 2)), ErrorCode::kQuotaExceeded);
  EXPECT_EQ(this->actions().size(), 2U);
  ASSERT_TRUE(this->store_.keys().remove("A", samples::event("revoke_key")));
  EXPECT_TRUE(this->add(this->key("C"), 2));
}

TYPED_TEST_P(KeyStoreContract, StopsWhereAVisitFails) {
  ASSERT_TRUE(this->add(this->key("A")));
  ASSERT_TRUE(this->add(this->key("B")));
  int visits = 0;
  const auto done = this->store_.keys().for_each([&](const SealedKey&) -> Result<void> {
    ++visits;
    return fail(ErrorCode::kIncompatible, "no");
  });
  EXPECT_EQ(code_of(done), ErrorCode::kIncompatible);
  EXPECT_EQ(visits, 1);
}

REGISTER_TYPED_TEST_SUITE_P(KeyStoreContract, KeepsEveryField, ListsPageByPageInTheOrderOfTheirMaking,
                            ForgetsWhatIsRemoved, RefusesOneTooManyAndAnIdThatIsThere, StopsWhereAVisitFails);

}  // namespace mien
