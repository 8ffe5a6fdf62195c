#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contract/store_samples.h"
#include "ports/store.h"
#include "support/code_of.h"

namespace mien {

/// What the suites store_*_contract.h begin with; together they say what every adapter of ports/store.h must do. An
/// adapter takes part with a default-constructible type that has collections(), faces(), people(), audit(),
/// idempotency() and changes() of a new, empty store:
///   INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreFacesContract, SqliteUnderTest);
template <class Store>
class StoreContract : public testing::Test {
 protected:
  void create(std::string_view id) {
    const auto created = store_.collections().create(samples::collection(id), {}, {});
    ASSERT_TRUE(created) << created.error().message << created.error().detail;
  }
  void register_person(std::string_view id, std::uint64_t number, std::vector<StoredFace> faces) {
    const auto done = store_.people().register_person(people_, samples::registration(id, number, std::move(faces)));
    ASSERT_TRUE(done) << done.error().message << done.error().detail;
  }
  void add(std::vector<StoredFace> faces) {
    const auto done = store_.faces().add(people_, faces, samples::event("IndexFaces"));
    ASSERT_TRUE(done) << done.error().message << done.error().detail;
  }
  /// Ids of all faces, in order, page by page.
  std::vector<FaceId> face_ids(const FaceStore::Filter& filter = {}, std::size_t page_size = 100) {
    std::vector<FaceId> out;
    PageRequest page{.after = "", .limit = page_size};
    do {
      const auto found = store_.faces().list(people_, filter, page);
      if (!found) {
        ADD_FAILURE() << found.error().message;
        return out;
      }
      for (const StoredFace& face : found->items) out.push_back(face.id);
      page.after = found->next;
    } while (!page.after.empty());
    return out;
  }
  std::vector<std::string> person_ids(std::string_view query = "", std::size_t page_size = 100) {
    std::vector<std::string> out;
    PageRequest page{.after = "", .limit = page_size};
    do {
      const auto found = store_.people().list(people_, query, page);
      if (!found) {
        ADD_FAILURE() << found.error().message;
        return out;
      }
      for (const Person& person : found->items) out.push_back(person.id.text());
      page.after = found->next;
    } while (!page.after.empty());
    return out;
  }
  std::vector<std::string> actions(const AuditLog::Filter& filter = {}) {
    std::vector<std::string> out;
    const auto found = store_.audit().list(filter, {});
    if (!found) return out;
    for (const AuditEvent& event : found->items) out.push_back(event.action);
    return out;
  }
  samples::Gallery gallery() {
    samples::Gallery out;
    const auto last = samples::follow(store_.changes(), 0, out);
    EXPECT_TRUE(last) << last.error().message;
    return samples::tidy(out);
  }
  PeopleStore::FaceEdit edit(std::vector<FaceId> expected, std::vector<StoredFace> added, std::vector<FaceId> removed) {
    return {.expected = std::move(expected),
            .added = std::move(added),
            .removed = std::move(removed),
            .fused = samples::embedding(4242),
            .now = samples::at(9000),
            .event = samples::event("edit_faces")};
  }

  Store store_;
  CollectionId people_ = samples::collection_id("people");
  CollectionId nowhere_ = samples::collection_id("nowhere");
};

}  // namespace mien
