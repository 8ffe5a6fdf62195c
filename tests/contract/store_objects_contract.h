#pragma once

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "contract/bucket_samples.h"
#include "contract/store_contract.h"

namespace mien {

/// What every adapter's ObjectStore must do. The bucket `photos` exists.
template <class Store>
class StoreObjectsContract : public StoreContract<Store> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(this->store_.buckets().create(samples::bucket("photos"), samples::event("CreateBucket")));
  }
  ObjectStore& objects() { return this->store_.bucket_objects(); }
  Result<PutResult> put(std::string_view key, std::uint64_t number, const PutConditions& conditions = {},
                        const BucketQuota& quota = samples::kRoom) {
    PutRow row = samples::row(samples::object("photos", key, number));
    row.conditions = conditions;
    row.quota = quota;
    return objects().put(row, samples::no_tasks);
  }
  Result<StoredObject> find(std::string_view key) { return objects().find(photos_, samples::path(key)); }
  Result<ObjectStore::Removal> remove(std::vector<std::string> keys) {
    std::vector<ObjectPath> paths;
    for (const std::string& key : keys) paths.push_back(samples::path(key));
    return objects().remove(photos_, paths, {}, samples::event("DeleteObject"), samples::no_tasks);
  }
  /// Names, common prefixes in brackets; page by page.
  std::vector<std::string> list(const ObjectQuery& query) {
    std::vector<std::string> out;
    ObjectQuery page = query;
    for (;;) {
      const auto listing = objects().list(photos_, page);
      if (!listing) {
        ADD_FAILURE() << listing.error().message << listing.error().detail;
        return out;
      }
      EXPECT_LE(listing->entries.size(), query.limit);
      for (const auto& entry : listing->entries) out.push_back(entry.object ? entry.name : "[" + entry.name + "]");
      if (!listing->is_truncated) return out;
      EXPECT_EQ(listing->entries.size(), query.limit);
      page.after = listing->entries.back().name;
    }
  }
  std::set<ObjectKey> referred() {
    std::set<ObjectKey> out;
    EXPECT_TRUE(this->store_.changes().for_each_object([&](const ObjectKey& key) { out.insert(key); }));
    return out;
  }

  BucketName photos_ = samples::bucket_name("photos");
};
TYPED_TEST_SUITE_P(StoreObjectsContract);

TYPED_TEST_P(StoreObjectsContract, GivesBackWhatWasPut) {
  EXPECT_EQ(code_of(this->find("a b/ç")), ErrorCode::kNotFound);
  const auto put = this->put("a b/ç", 7);
  ASSERT_TRUE(put) << put.error().message << put.error().detail;
  EXPECT_TRUE(put->unreferenced.empty());
  const StoredObject found = this->find("a b/ç").value();
  const StoredObject wanted = samples::object("photos", "a b/ç", 7);
  EXPECT_EQ(found.blob, wanted.blob);
  EXPECT_EQ(found.bytes, wanted.bytes);
  EXPECT_EQ(found.etag, wanted.etag);
  EXPECT_EQ(found.properties, wanted.properties);
  EXPECT_EQ(found.checksum, wanted.checksum);
  EXPECT_EQ(found.part_bytes, wanted.part_bytes);
  EXPECT_EQ(found.modified, wanted.modified);
  EXPECT_EQ(found.sequence, put->sequence);
  PutRow plain =
      samples::row({.bucket = this->photos_, .path = samples::path("plain"), .blob = samples::object_key(8)});
  ASSERT_TRUE(this->objects().put(plain, samples::no_tasks));
  EXPECT_EQ(this->find("plain").value().checksum, std::nullopt);
  EXPECT_TRUE(this->find("plain").value().part_bytes.empty());
  EXPECT_EQ(code_of(this->objects().find(samples::bucket_name("nowhere"), samples::path("a"))),
            ErrorCode::kBucketNotFound);
  EXPECT_EQ(code_of(this->objects().put(samples::row(samples::object("nowhere", "a", 1)), samples::no_tasks)),
            ErrorCode::kBucketNotFound);
}

TYPED_TEST_P(StoreObjectsContract, ReplacesAndSaysWhatNobodyRefersToAnyMore) {
  const auto first = this->put("a", 1).value();
  const auto second = this->put("a", 2).value();
  EXPECT_EQ(second.unreferenced, std::vector{samples::object_key(1)});
  EXPECT_GT(second.sequence, first.sequence);
  EXPECT_EQ(this->find("a").value().etag, "etag-2");
  EXPECT_EQ(this->referred(), std::set{samples::object_key(2)});
}

TYPED_TEST_P(StoreObjectsContract, StoresOnlyUnderItsConditions) {
  using enum PutConditions::Existing;
  EXPECT_EQ(code_of(this->put("a", 1, {.existing = kSome})), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(this->put("a", 1, {.etag = "etag-1"})), ErrorCode::kNotFound);
  ASSERT_TRUE(this->put("a", 1, {.existing = kNone}));
  EXPECT_EQ(code_of(this->put("a", 2, {.existing = kNone})), ErrorCode::kPreconditionFailed);
  EXPECT_EQ(code_of(this->put("a", 2, {.etag = "etag-2"})), ErrorCode::kPreconditionFailed);
  EXPECT_EQ(this->find("a").value().etag, "etag-1");
  ASSERT_TRUE(this->put("a", 2, {.etag = "etag-1"}));
  ASSERT_TRUE(this->put("a", 3, {.existing = kSome}));
}

TYPED_TEST_P(StoreObjectsContract, HoldsABucketToItsQuota) {
  const BucketQuota quota{.bytes_max = 100, .objects_max = 3};
  ASSERT_TRUE(this->put("a", 60, {}, quota));
  EXPECT_EQ(code_of(this->put("b", 41, {}, quota)), ErrorCode::kQuotaExceeded);
  ASSERT_TRUE(this->put("b", 40, {}, quota));
  EXPECT_EQ(code_of(this->put("a", 61, {}, quota)), ErrorCode::kQuotaExceeded);
  ASSERT_TRUE(this->put("a", 50, {}, quota)) << "what is replaced does not count";
  ASSERT_TRUE(this->put("c", 0, {}, quota));
  EXPECT_EQ(code_of(this->put("d", 0, {}, quota)), ErrorCode::kQuotaExceeded);
  ASSERT_TRUE(this->remove({"c"}));
  ASSERT_TRUE(this->put("d", 10, {}, quota));
}

TYPED_TEST_P(StoreObjectsContract, RemovesThoseThatThereAre) {
  for (const std::uint64_t i : {1U, 2U, 3U}) ASSERT_TRUE(this->put(std::to_string(i), i));
  const auto removal = this->remove({"3", "nowhere", "1", "3"});
  ASSERT_TRUE(removal) << removal.error().message;
  EXPECT_EQ(removal->unreferenced, (std::vector{samples::object_key(3), samples::object_key(1)}));
  EXPECT_EQ(this->list({}), (std::vector<std::string>{"2"}));
  EXPECT_TRUE(this->remove({"nowhere"}).value().unreferenced.empty());
  EXPECT_EQ(this->actions(), (std::vector<std::string>{"DeleteObject", "CreateBucket"})) << "none for nothing";
  EXPECT_EQ(
      code_of(this->objects().remove(samples::bucket_name("nowhere"), {}, {}, samples::event("x"), samples::no_tasks)),
      ErrorCode::kBucketNotFound);
}

TYPED_TEST_P(StoreObjectsContract, AsksForTasksOfEveryChangeWithItsSequence) {
  std::vector<ObjectEvent> events;
  const auto watch = [&](const ObjectEvent& event) {
    events.push_back(event);
    return samples::one_task(event);
  };
  const auto put = this->objects().put(samples::row(samples::object("photos", "a", 1)), watch).value();
  EXPECT_TRUE(put.made_tasks);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].sequence, put.sequence);
  EXPECT_EQ(events[0].key, "a");
  const std::vector paths{samples::path("a"), samples::path("b")};
  const auto removal = this->objects().remove(this->photos_, paths, {.name = "ObjectRemoved:Delete"},
                                              samples::event("DeleteObject"), watch);
  ASSERT_TRUE(removal) << removal.error().message << removal.error().detail;
  EXPECT_TRUE(removal->made_tasks);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].name, "ObjectRemoved:Delete");
  EXPECT_EQ(events[1].key, "a");
  EXPECT_GT(events[1].sequence, put.sequence);
  EXPECT_FALSE(this->put("c", 1).value().made_tasks);
}

TYPED_TEST_P(StoreObjectsContract, RemovesOnlyTheObjectThatIsMeant) {
  const std::uint64_t first = this->put("a", 1).value().sequence;
  ASSERT_TRUE(this->put("a", 2));
  const std::vector paths{samples::path("a")};
  const auto remove = [&](std::uint64_t sequence) {
    return this->objects().remove(this->photos_, paths, {.name = "", .sequence = sequence}, samples::event("x"),
                                  samples::no_tasks);
  };
  EXPECT_TRUE(remove(first).value().unreferenced.empty()) << "it was replaced meanwhile";
  EXPECT_EQ(this->find("a").value().etag, "etag-2");
  EXPECT_EQ(remove(this->find("a").value().sequence).value().unreferenced.size(), 1U);
}

TYPED_TEST_P(StoreObjectsContract, GivesNoSequenceTwiceThoughABucketIsMadeAnew) {
  const std::uint64_t before = this->put("a", 1).value().sequence;
  ASSERT_TRUE(this->remove({"a"}));
  ASSERT_TRUE(this->store_.buckets().remove(this->photos_, samples::event("DeleteBucket")));
  ASSERT_TRUE(this->store_.buckets().create(samples::bucket("photos"), samples::event("CreateBucket")));
  EXPECT_GT(this->put("a", 1).value().sequence, before);
}

TYPED_TEST_P(StoreObjectsContract, ListsByBytesAndFoldsWhatTheDelimiterCuts) {
  for (const char* key : {"b", "a/x", "a/y/z", "a", "B", "ä", "a//", "a/", "c/d"}) ASSERT_TRUE(this->put(key, 1));
  using Names = std::vector<std::string>;
  EXPECT_EQ(this->list({}), (Names{"B", "a", "a/", "a//", "a/x", "a/y/z", "b", "c/d", "ä"}));
  EXPECT_EQ(this->list({.delimiter = "/"}), (Names{"B", "a", "[a/]", "b", "[c/]", "ä"}));
  EXPECT_EQ(this->list({.prefix = "a/", .delimiter = "/"}), (Names{"a/", "[a//]", "a/x", "[a/y/]"}));
  EXPECT_EQ(this->list({.prefix = "a/y/", .delimiter = "/"}), (Names{"a/y/z"}));
  EXPECT_EQ(this->list({.prefix = "c/dd"}), (Names{}));
  EXPECT_EQ(this->list({.delimiter = "/", .after = "a"}), (Names{"[a/]", "b", "[c/]", "ä"}));
  EXPECT_EQ(this->list({.delimiter = "/", .after = "a/"}), (Names{"b", "[c/]", "ä"}));
  EXPECT_EQ(this->list({.delimiter = "/", .after = "a/x"}), (Names{"b", "[c/]", "ä"}));
  EXPECT_EQ(this->list({.after = "a/x"}), (Names{"a/y/z", "b", "c/d", "ä"}));
  EXPECT_EQ(this->list({.prefix = "a", .after = "zz"}), (Names{}));
  const auto nothing = this->objects().list(this->photos_, {.limit = 0}).value();
  EXPECT_TRUE(nothing.entries.empty());
  EXPECT_FALSE(nothing.is_truncated);
  const auto entry = this->objects().list(this->photos_, {.prefix = "b"}).value().entries.at(0);
  EXPECT_EQ(entry.object->etag, "etag-1");
  EXPECT_EQ(entry.object->checksum, (std::pair{ChecksumAlgorithm::kSha1, ChecksumType::kComposite}));
  EXPECT_EQ(code_of(this->objects().list(samples::bucket_name("nowhere"), {})), ErrorCode::kBucketNotFound);
}

/// Against the plain way: all names, cut, each once, then those after the marker.
TYPED_TEST_P(StoreObjectsContract, ListsAnyKeysByAnyQueryAsThePlainWayDoes) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  const std::vector<std::string> letters{"a", "b", "/", "//", "\x7f", "é", "\xF4\x8F\xBF\xBF", " "};
  const auto text = [&](std::size_t most) {
    std::string out;
    for (std::size_t i = random() % (most + 1); i > 0; --i) out += letters[random() % letters.size()];
    return out;
  };
  std::set<std::string> keys;
  while (keys.size() < 60) keys.insert("k" + text(5));
  for (const std::string& key : keys) ASSERT_TRUE(this->put(key, 1));
  for (int round = 0; round < 200; ++round) {
    const ObjectQuery query{.prefix = random() % 2 ? "k" + text(2) : "",
                            .delimiter = random() % 4 ? letters[random() % letters.size()] : "",
                            .after = random() % 2 ? "k" + text(4) : "",
                            .limit = 1 + random() % 7};
    std::set<std::string> plain;
    for (const std::string& key : keys) {
      if (!key.starts_with(query.prefix)) continue;
      const auto cut = query.delimiter.empty() ? std::string::npos : key.find(query.delimiter, query.prefix.size());
      plain.insert(cut == std::string::npos ? key : key.substr(0, cut + query.delimiter.size()));
    }
    std::erase_if(plain, [&](const std::string& name) { return !query.after.empty() && name <= query.after; });
    std::vector<std::string> found = this->list(query);
    for (std::string& name : found)
      if (name.starts_with('[')) name = name.substr(1, name.size() - 2);
    EXPECT_EQ(found, std::vector<std::string>(plain.begin(), plain.end()))
        << "prefix '" << query.prefix << "' delimiter '" << query.delimiter << "' after '" << query.after << "'";
  }
}

REGISTER_TYPED_TEST_SUITE_P(StoreObjectsContract, GivesBackWhatWasPut, ReplacesAndSaysWhatNobodyRefersToAnyMore,
                            StoresOnlyUnderItsConditions, HoldsABucketToItsQuota, RemovesThoseThatThereAre,
                            AsksForTasksOfEveryChangeWithItsSequence, RemovesOnlyTheObjectThatIsMeant,
                            GivesNoSequenceTwiceThoughABucketIsMadeAnew, ListsByBytesAndFoldsWhatTheDelimiterCuts,
                            ListsAnyKeysByAnyQueryAsThePlainWayDoes);

}  // namespace mien
