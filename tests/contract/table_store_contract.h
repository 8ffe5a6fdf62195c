#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "contract/store_contract.h"
#include "core/limits.h"
#include "ports/tables.h"

namespace mien {

/// What every adapter's TableStore must do.
template <class Store>
class TableStoreContract : public testing::Test {
 protected:
  static TableName name(std::string_view text) { return TableName::parse(text).value(); }
  static Uuid id(std::uint8_t number) {
    Uuid out;
    out.bytes.back() = number;
    return out;
  }
  static Table table(std::string_view text, std::uint8_t number) {
    return {.name = name(text),
            .id = id(number),
            .partition = {"pk", AttributeType::kS},
            .sort = KeyAttribute{"sk", AttributeType::kN},
            .created = samples::at(1'700'000'000'123),
            .provisioned = Throughput{5, 6}};
  }
  static Item item(std::string_view partition, std::uint64_t sort, std::string_view more = "") {
    return {{"pk", AttributeValue(std::string(partition))},
            {"sk", AttributeValue(Decimal::of(sort))},
            {"v", AttributeValue(std::string(more))}};
  }
  static ItemKey key(std::string_view partition, std::uint64_t sort) {
    return {std::string(partition), Decimal::of(sort).ordered_bytes()};
  }
  TableStore& tables() { return store_.tables(); }
  void create(std::string_view text = "books", std::uint8_t number = 1) {
    const auto done = tables().create(table(text, number), {});
    ASSERT_TRUE(done) << done.error().message << done.error().detail;
  }
  Result<void> change(std::string_view partition, std::uint64_t sort, const ItemChange& what) {
    const std::array edits{ItemEdit{key(partition, sort), [&](const Item*) { return what; }}};
    return tables().edit(id(1), edits);
  }
  void put(std::string_view partition, std::uint64_t sort, std::string_view more = "") {
    const auto done = change(partition, sort, item(partition, sort, more));
    ASSERT_TRUE(done) << done.error().message << done.error().detail;
  }
  std::optional<Item> get(std::string_view partition, std::uint64_t sort) {
    auto found = tables().get(id(1), key(partition, sort));
    EXPECT_TRUE(found) << found.error().message << found.error().detail;
    return found ? *std::move(found) : std::nullopt;
  }
  /// The items as "pk/sk", at most `limit`.
  std::vector<std::string> read(const ItemRange& range, std::size_t limit = 1000) {
    std::vector<std::string> out;
    const auto done = tables().read(id(1), range, [&](Item found) {
      out.push_back(*found.at("pk").template get<std::string>() + "/" + found.at("sk").template get<Decimal>()->text());
      return out.size() < limit;
    });
    EXPECT_TRUE(done) << done.error().message << done.error().detail;
    return out;
  }

  Store store_;
};
TYPED_TEST_SUITE_P(TableStoreContract);

TYPED_TEST_P(TableStoreContract, KeepsATable) {
  this->create();
  const auto found = this->tables().find(this->name("books"));
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, this->table("books", 1));
  Table simple = this->table("simple", 2);
  simple.sort.reset();
  simple.provisioned.reset();
  simple.deletion_protected = true;
  simple.partition.type = AttributeType::kB;
  ASSERT_TRUE(this->tables().create(simple, samples::event("CreateTable")));
  EXPECT_EQ(this->tables().find(simple.name).value(), simple);
  EXPECT_EQ(this->store_.audit().list({}, {}).value().items.size(), 1U);
}

TYPED_TEST_P(TableStoreContract, RefusesASecondTableOfOneName) {
  this->create();
  EXPECT_EQ(code_of(this->tables().create(this->table("books", 2), samples::event("never"))),
            ErrorCode::kAlreadyExists);
  EXPECT_TRUE(this->store_.audit().list({}, {}).value().items.empty());
}

TYPED_TEST_P(TableStoreContract, ListsTablesByName) {
  this->create("bbb", 1);
  this->create("aaa", 2);
  this->create("Ccc", 3);
  const auto texts = [&](const std::string& after, std::size_t limit) {
    std::vector<std::string> out;
    const auto listed = this->tables().list(after, limit);
    EXPECT_TRUE(listed);
    if (listed)
      for (const TableName& one : *listed) out.push_back(one.text());
    return out;
  };
  EXPECT_EQ(texts("", 10), (std::vector<std::string>{"Ccc", "aaa", "bbb"}));
  EXPECT_EQ(texts("Ccc", 1), (std::vector<std::string>{"aaa"}));
  EXPECT_EQ(texts("aab", 10), (std::vector<std::string>{"bbb"}));
  EXPECT_EQ(texts("zzz", 10), std::vector<std::string>());
}

TYPED_TEST_P(TableStoreContract, ChangesWhatIsAskedForAndNothingElse) {
  this->create();
  Table expected = this->table("books", 1);
  expected.deletion_protected = true;
  EXPECT_EQ(this->tables().update(this->name("books"), {.deletion_protected = true}).value(), expected);
  expected.provisioned.reset();
  EXPECT_EQ(this->tables().update(this->name("books"), {.provisioned = std::optional<Throughput>()}).value(), expected);
  expected.provisioned = Throughput{7, 8};
  EXPECT_EQ(this->tables().update(this->name("books"), {.provisioned = Throughput{7, 8}}).value(), expected);
  EXPECT_EQ(this->tables().find(this->name("books")).value(), expected);
}

TYPED_TEST_P(TableStoreContract, RemovesATableWithItsItems) {
  this->create();
  this->put("a", 1);
  const auto removed = this->tables().remove(this->name("books"), samples::event("DeleteTable"));
  ASSERT_TRUE(removed);
  EXPECT_TRUE(removed->removed);
  EXPECT_EQ(removed->table.item_count, 1U);
  EXPECT_EQ(code_of(this->tables().find(this->name("books"))), ErrorCode::kNotFound);
  this->create("books", 2);
  EXPECT_EQ(this->tables().find(this->name("books")).value().item_count, 0U);
  EXPECT_EQ(code_of(this->tables().get(this->id(1), this->key("a", 1))), ErrorCode::kNotFound)
      << "the id of the removed table reaches the new one";
  EXPECT_EQ(this->tables().get(this->id(2), this->key("a", 1)).value(), std::nullopt);
}

TYPED_TEST_P(TableStoreContract, RemovesNoProtectedTable) {
  Table kept = this->table("books", 1);
  kept.deletion_protected = true;
  ASSERT_TRUE(this->tables().create(kept, {}));
  const auto removed = this->tables().remove(kept.name, samples::event("never"));
  ASSERT_TRUE(removed);
  EXPECT_FALSE(removed->removed);
  EXPECT_TRUE(this->tables().find(kept.name));
  EXPECT_TRUE(this->store_.audit().list({}, {}).value().items.empty());
}

TYPED_TEST_P(TableStoreContract, NamesAMissingTableEverywhere) {
  const TableName nowhere = this->name("nowhere");
  EXPECT_EQ(code_of(this->tables().find(nowhere)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(this->tables().update(nowhere, {})), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(this->tables().remove(nowhere, samples::event("never"))), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(this->tables().get(this->id(1), this->key("a", 1))), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(this->change("a", 1, this->item("a", 1))), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(this->tables().read(this->id(1), {}, [](const Item&) { return true; })), ErrorCode::kNotFound);
  EXPECT_TRUE(this->store_.audit().list({}, {}).value().items.empty());
}

TYPED_TEST_P(TableStoreContract, KeepsItemsOfEveryKindOfValue) {
  this->create();
  Item all = this->item("a", 1);
  all.emplace("b", AttributeValue(Binary{std::string("\0\xFF", 2)}));
  all.emplace("ss", AttributeValue(AttributeValue::StringSet{"x", "", "\xC3\xA9"}));
  all.emplace("ns", AttributeValue(AttributeValue::NumberSet{Decimal::of(1), Decimal::parse("-1.5e-100").value()}));
  all.emplace("bs", AttributeValue(AttributeValue::BinarySet{Binary{"z"}, Binary{""}}));
  all.emplace("yes", AttributeValue(true));
  all.emplace("no", AttributeValue(false));
  all.emplace("null", AttributeValue(AttributeValue::Null{}));
  all.emplace("", AttributeValue(std::string(300, 'x')));
  AttributeValue deep("x");
  for (std::size_t i = 0; i < limits::kItemDepthMax; ++i)
    deep = i % 2 == 0 ? AttributeValue(AttributeValue::List{deep, deep.type() == AttributeType::kS
                                                                      ? AttributeValue(false)
                                                                      : AttributeValue(AttributeValue::List{})})
                      : AttributeValue(AttributeValue::Map{{"m", deep}});
  all.emplace("deep", deep);
  all.emplace("empty", AttributeValue(AttributeValue::Map{}));
  ASSERT_TRUE(this->change("a", 1, all));
  EXPECT_EQ(this->get("a", 1), all);
  EXPECT_EQ(this->get("a", 2), std::nullopt);
}

TYPED_TEST_P(TableStoreContract, ShowsAnEditTheItemAsItIs) {
  this->create();
  std::vector<std::string> seen;
  const auto note = [&](const Item* old) -> ItemChange {
    seen.push_back(old == nullptr ? "none" : *old->at("v").template get<std::string>());
    return KeepItem{};
  };
  const auto put = [&](std::string_view text) {
    return [text](const Item*) { return ItemChange(TableStoreContract<TypeParam>::item("a", 1, text)); };
  };
  const ItemKey key = this->key("a", 1);
  const std::vector<ItemEdit> edits{{key, note}, {key, put("one")},
                                    {key, note}, {key, put("two")},
                                    {key, note}, {key, [](const Item*) { return RemoveItem{}; }},
                                    {key, note}};
  ASSERT_TRUE(this->tables().edit(this->id(1), edits));
  EXPECT_EQ(seen, (std::vector<std::string>{"none", "one", "two", "none"}));
  EXPECT_EQ(this->get("a", 1), std::nullopt);
}

TYPED_TEST_P(TableStoreContract, CountsItemsAndBytes) {
  this->create();
  const auto counts = [&] {
    const Table table = this->tables().find(this->name("books")).value();
    return std::pair(table.item_count, table.bytes);
  };
  this->put("a", 1, "12345");
  this->put("a", 2, "123");
  const auto bytes = [&](std::string_view more) { return counted_bytes(this->item("a", 1, more)); };
  EXPECT_EQ(counts(), std::pair(std::uint64_t{2}, std::uint64_t{bytes("12345") + bytes("123")}));
  this->put("a", 1, "1");
  EXPECT_EQ(counts(), std::pair(std::uint64_t{2}, std::uint64_t{bytes("1") + bytes("123")}));
  ASSERT_TRUE(this->change("a", 2, RemoveItem{}));
  ASSERT_TRUE(this->change("a", 2, RemoveItem{}));
  ASSERT_TRUE(this->change("a", 1, KeepItem{}));
  EXPECT_EQ(counts(), std::pair(std::uint64_t{1}, std::uint64_t{bytes("1")}));
}

TYPED_TEST_P(TableStoreContract, ReadsAPartitionInTheOrderOfItsSortKeys) {
  this->create();
  for (const std::uint64_t sort : {100, 9, 10, 2}) this->put("a", sort);
  this->put("b", 5);
  const auto at = [](std::uint64_t sort) { return Decimal::of(sort).ordered_bytes(); };
  using Texts = std::vector<std::string>;
  EXPECT_EQ(this->read({.partition = "a"}), (Texts{"a/2", "a/9", "a/10", "a/100"}));
  EXPECT_EQ(this->read({.partition = "a"}, 2), (Texts{"a/2", "a/9"}));
  EXPECT_EQ(this->read({.partition = "a", .sort_from = at(9)}), (Texts{"a/9", "a/10", "a/100"}));
  EXPECT_EQ(this->read({.partition = "a", .sort_from = at(9), .sort_before = at(100)}), (Texts{"a/9", "a/10"}));
  EXPECT_EQ(this->read({.partition = "a", .after = this->key("a", 9)}), (Texts{"a/10", "a/100"}));
  EXPECT_EQ(this->read({.partition = "a", .after = this->key("a", 11)}), (Texts{"a/100"}));
  EXPECT_EQ(this->read({.partition = "a", .sort_from = at(50), .after = this->key("a", 3)}), (Texts{"a/100"}));
  using enum ItemRange::Direction;
  EXPECT_EQ(this->read({.partition = "a", .direction = kBackward}), (Texts{"a/100", "a/10", "a/9", "a/2"}));
  EXPECT_EQ(this->read({.partition = "a", .direction = kBackward, .after = this->key("a", 10)}), (Texts{"a/9", "a/2"}));
  EXPECT_EQ(this->read({.partition = "a", .sort_before = at(10), .direction = kBackward}), (Texts{"a/9", "a/2"}));
  EXPECT_EQ(this->read({.partition = "nobody"}), Texts());
}

TYPED_TEST_P(TableStoreContract, ScansEveryItemOnceHoweverItIsDivided) {
  this->create();
  std::vector<std::string> all;
  for (int i = 0; i < 60; ++i) {
    const std::string partition = "p" + std::to_string(i % 25);
    this->put(partition, static_cast<std::uint64_t>(i));
    all.push_back(partition + "/" + std::to_string(i));
  }
  std::ranges::sort(all);
  for (const std::uint32_t total : {1U, 2U, 3U, 7U, 1000U}) {
    std::vector<std::string> found;
    for (std::uint32_t index = 0; index < total; ++index) {
      ItemRange range{.segment = {index, total}};
      for (;;) {  // In pages of 4, each begun behind the last item of the one before.
        const auto page = this->read(range, 4);
        found.insert(found.end(), page.begin(), page.end());
        if (page.size() < 4) break;
        const std::size_t slash = page.back().find('/');
        range.after = this->key(page.back().substr(0, slash), std::stoull(page.back().substr(slash + 1)));
        ASSERT_TRUE(range.segment.contains(scan_position(range.after->partition)));
      }
    }
    std::ranges::sort(found);
    EXPECT_EQ(found, all) << total << " segments";
  }
}

TYPED_TEST_P(TableStoreContract, LetsGoWhoeverIsNotWaitedForAnyMore) {
  this->create();
  for (std::uint64_t i = 0; i < 300; ++i) this->put("a", i);
  const Patience over({}, Patience::TimePoint::min());
  std::size_t visited = 0;
  const auto done = this->tables().read(this->id(1), {.patience = over}, [&](const Item&) {
    ++visited;
    return true;
  });
  EXPECT_EQ(code_of(done), ErrorCode::kDeadlineExceeded);
  EXPECT_LT(visited, 300U);
}

TYPED_TEST_P(TableStoreContract, EditsOneItemAtATime) {
  this->create();
  constexpr int kThreads = 4;
  constexpr int kEach = 25;
  const auto add_one = [](const Item* old) -> ItemChange {
    const Decimal before = old == nullptr ? Decimal() : *old->at("n").template get<Decimal>();
    Item item = TableStoreContract<TypeParam>::item("a", 1);
    item.insert_or_assign("n", AttributeValue(before.plus(Decimal::of(1)).value()));
    return item;
  };
  std::atomic<int> failures = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i)
      threads.emplace_back([&] {
        const std::array edits{ItemEdit{this->key("a", 1), add_one}};
        for (int round = 0; round < kEach; ++round)
          if (!this->tables().edit(this->id(1), edits)) ++failures;
      });
  }
  EXPECT_EQ(failures, 0);
  ASSERT_TRUE(this->get("a", 1));
  EXPECT_EQ(this->get("a", 1)->at("n").template get<Decimal>()->text(), std::to_string(kThreads * kEach));
}

/// Random puts, removals and reads against a map.
TYPED_TEST_P(TableStoreContract, AgreesWithAMapOnAnyHistory) {
  this->create();
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto below = [&](std::uint32_t limit) { return random() % limit; };
  std::map<std::pair<std::string, std::uint64_t>, std::string> expected;
  for (int round = 0; round < 400; ++round) {
    const std::string partition(1, static_cast<char>('a' + below(3)));
    const std::uint64_t sort = below(12) * (below(2) == 0 ? 1 : 1'000'000'007);
    if (below(3) == 0) {
      ASSERT_TRUE(this->change(partition, sort, RemoveItem{}));
      expected.erase({partition, sort});
    } else {
      const std::string text(below(20), 'x');
      this->put(partition, sort, text);
      expected.insert_or_assign({partition, sort}, text);
    }
    if (below(10) != 0) continue;
    std::vector<std::string> forward;
    const std::uint64_t from = below(12);
    for (const auto& [where, text] : expected)
      if (where.first == partition && where.second >= from)
        forward.push_back(partition + "/" + std::to_string(where.second));
    ItemRange range{.partition = partition, .sort_from = Decimal::of(from).ordered_bytes()};
    ASSERT_EQ(this->read(range), forward);
    range.direction = ItemRange::Direction::kBackward;
    std::ranges::reverse(forward);
    ASSERT_EQ(this->read(range), forward);
  }
  EXPECT_EQ(this->tables().find(this->name("books")).value().item_count, expected.size());
}

REGISTER_TYPED_TEST_SUITE_P(TableStoreContract, KeepsATable, RefusesASecondTableOfOneName, ListsTablesByName,
                            ChangesWhatIsAskedForAndNothingElse, RemovesATableWithItsItems, RemovesNoProtectedTable,
                            NamesAMissingTableEverywhere, KeepsItemsOfEveryKindOfValue, ShowsAnEditTheItemAsItIs,
                            CountsItemsAndBytes, ReadsAPartitionInTheOrderOfItsSortKeys,
                            ScansEveryItemOnceHoweverItIsDivided, LetsGoWhoeverIsNotWaitedForAnyMore,
                            EditsOneItemAtATime, AgreesWithAMapOnAnyHistory);

}  // namespace mien
