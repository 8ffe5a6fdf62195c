#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "contract/store_contract.h"
#include "ports/operators.h"

namespace mien {

/// What every adapter of ports/operators.h's stores must do. Store has keys(), operators(), sign_in_links() and
/// sessions(), beside what StoreContract asks for.
template <class Store>
class OperatorStoreContract : public StoreContract<Store> {
 protected:
  static constexpr std::size_t kMany = 100;

  Result<void> add(std::string_view name, std::size_t keys_max = kMany) {
    const std::string id = "KEY" + std::string(name);
    const SealedKey key{
        {.access_key_id = id, .role = Role::kEnroller, .name = {}, .created_by = "root", .created = samples::at(1000)},
        {std::byte{1}}};
    return this->store_.operators().add(
        {.name = std::string(name), .access_key_id = id, .role = Role::kEnroller, .created = samples::at(1000)}, key,
        keys_max, samples::event("create_operator"));
  }
  std::vector<std::string> names(std::size_t page_size = 100) {
    std::vector<std::string> out;
    PageRequest page{.after = "", .limit = page_size};
    do {
      const auto found = this->store_.operators().list(page);
      if (!found) {
        ADD_FAILURE() << found.error().message;
        return out;
      }
      for (const Operator& who : found->items) out.push_back(who.name);
      page.after = found->next;
    } while (!page.after.empty());
    return out;
  }
  std::size_t keys() { return this->store_.keys().list({})->items.size(); }
  static Sha256 token(unsigned char number) { return {std::byte{number}}; }
  std::vector<Session> sessions() {
    std::vector<Session> out;
    EXPECT_TRUE(this->store_.sessions().for_each([&](const Session& session) { out.push_back(session); }));
    return out;
  }
};
TYPED_TEST_SUITE_P(OperatorStoreContract);

TYPED_TEST_P(OperatorStoreContract, KeepsOperatorsWithTheirKeys) {
  ASSERT_TRUE(this->add("bo"));
  ASSERT_TRUE(this->add("ann"));
  const auto found = this->store_.operators().find("bo");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->access_key_id, "KEYbo");
  EXPECT_EQ(found->role, Role::kEnroller);
  EXPECT_EQ(found->created, samples::at(1000));
  EXPECT_EQ(found->password_hash, "");
  EXPECT_EQ(this->keys(), 2U);
  for (const std::size_t page_size : {1U, 2U, 3U})
    EXPECT_EQ(this->names(page_size), (std::vector<std::string>{"ann", "bo"})) << page_size;
  EXPECT_EQ(code_of(this->store_.operators().find("nobody")), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(this->store_.operators().list({.after = "nonsense"})), ErrorCode::kInvalidPageToken);
  EXPECT_EQ(this->actions(), (std::vector<std::string>{"create_operator", "create_operator"}));
}

TYPED_TEST_P(OperatorStoreContract, RefusesANameThatIsThereAndOneKeyTooMany) {
  ASSERT_TRUE(this->add("ann", 2));
  EXPECT_FALSE(this->add("ann", 2));
  EXPECT_EQ(this->keys(), 1U) << "the key of the second is not kept without it";
  ASSERT_TRUE(this->add("bo", 2));
  EXPECT_EQ(code_of(this->add("cy", 2)), ErrorCode::kQuotaExceeded);
  EXPECT_EQ(this->names(), (std::vector<std::string>{"ann", "bo"}));
}

TYPED_TEST_P(OperatorStoreContract, SetsAPassword) {
  ASSERT_TRUE(this->add("ann"));
  ASSERT_TRUE(this->store_.operators().set_password("ann", "hash", samples::event("set_password")));
  EXPECT_EQ(this->store_.operators().find("ann")->password_hash, "hash");
  EXPECT_EQ(code_of(this->store_.operators().set_password("bo", "hash", samples::event("set_password"))),
            ErrorCode::kNotFound);
}

TYPED_TEST_P(OperatorStoreContract, AnOperatorAndTheirKeyGoTogether) {
  ASSERT_TRUE(this->add("ann"));
  ASSERT_TRUE(this->add("bo"));
  ASSERT_TRUE(this->store_.operators().remove("ann", samples::event("remove_operator")));
  EXPECT_EQ(this->keys(), 1U);
  EXPECT_EQ(code_of(this->store_.operators().remove("ann", samples::event("remove_operator"))), ErrorCode::kNotFound);
  ASSERT_TRUE(this->store_.keys().remove("KEYbo", samples::event("revoke_key")));
  EXPECT_EQ(this->names(), std::vector<std::string>{});
  EXPECT_EQ(code_of(this->store_.operators().find("bo")), ErrorCode::kNotFound);
}

TYPED_TEST_P(OperatorStoreContract, ALinkIsGoodOnceAndTheNextTakesItsPlace) {
  ASSERT_TRUE(this->add("ann"));
  auto& links = this->store_.sign_in_links();
  ASSERT_TRUE(links.put({.token_sha256 = this->token(1), .operator_name = "ann", .expires = samples::at(5)},
                        samples::event("issue_sign_in_link")));
  ASSERT_TRUE(links.put({.token_sha256 = this->token(2), .operator_name = "ann", .expires = samples::at(6)},
                        samples::event("issue_sign_in_link")));
  ASSERT_TRUE(links.put({.token_sha256 = this->token(3), .operator_name = {}, .expires = samples::at(7)},
                        samples::event("issue_sign_in_link")));
  ASSERT_TRUE(links.put({.token_sha256 = this->token(4), .operator_name = {}, .expires = samples::at(8)},
                        samples::event("issue_sign_in_link")));
  EXPECT_FALSE(*links.find(this->token(1)));
  EXPECT_FALSE(*links.find(this->token(3)));
  const auto anns = *links.find(this->token(2));
  ASSERT_TRUE(anns);
  EXPECT_EQ(anns->operator_name, "ann");
  EXPECT_EQ(anns->expires, samples::at(6));
  EXPECT_EQ((*links.find(this->token(4)))->operator_name, std::nullopt);
  EXPECT_TRUE(*links.remove(this->token(2)));
  EXPECT_FALSE(*links.remove(this->token(2)));
  EXPECT_EQ(code_of(links.put({.token_sha256 = this->token(5), .operator_name = "bo", .expires = samples::at(9)},
                              samples::event("issue_sign_in_link"))),
            ErrorCode::kNotFound);
}

TYPED_TEST_P(OperatorStoreContract, ALinkGoesWithItsOperator) {
  ASSERT_TRUE(this->add("ann"));
  auto& links = this->store_.sign_in_links();
  ASSERT_TRUE(links.put({.token_sha256 = this->token(1), .operator_name = "ann", .expires = samples::at(5)},
                        samples::event("issue_sign_in_link")));
  ASSERT_TRUE(this->store_.operators().remove("ann", samples::event("remove_operator")));
  EXPECT_FALSE(*links.find(this->token(1)));
}

TYPED_TEST_P(OperatorStoreContract, KeepsSessions) {
  Session session{.token_sha256 = this->token(1),
                  .name = "ann",
                  .access_key_id = "KEYann",
                  .kind = Session::Kind::kKiosk,
                  .locked = false,
                  .created = samples::at(1),
                  .seen = samples::at(2),
                  .expires = samples::at(3)};
  ASSERT_TRUE(this->store_.sessions().put(session));
  session.locked = true;
  session.seen = samples::at(4);
  ASSERT_TRUE(this->store_.sessions().put(session));
  EXPECT_EQ(this->sessions(), std::vector<Session>{session});
  ASSERT_TRUE(this->store_.sessions().remove(this->token(2)));
  ASSERT_TRUE(this->store_.sessions().remove(this->token(1)));
  EXPECT_TRUE(this->sessions().empty());
}

REGISTER_TYPED_TEST_SUITE_P(OperatorStoreContract, KeepsOperatorsWithTheirKeys, RefusesANameThatIsThereAndOneKeyTooMany,
                            SetsAPassword, AnOperatorAndTheirKeyGoTogether, ALinkIsGoodOnceAndTheNextTakesItsPlace,
                            ALinkGoesWithItsOperator, KeepsSessions);

}  // namespace mien
