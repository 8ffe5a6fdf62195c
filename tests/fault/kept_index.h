#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <span>
#include <vector>

#include "adapters/index_exact/exact_index.h"
#include "adapters/index_exact/segment_file.h"
#include "adapters/store_sqlite/sqlite_store.h"
#include "app/index_feed.h"
#include "contract/store_samples.h"

namespace mien::fault {

/// Random: tokens of two processes must differ.
class RandomIds final : public Ids {
 public:
  Uuid random() const override {
    std::random_device device;
    Uuid out;
    for (std::uint8_t& byte : out.bytes) byte = static_cast<std::uint8_t>(device());
    return out;
  }
  Sha256 sha256(std::span<const std::byte>) const override { return {}; }
};

inline bool never() { return false; }

/// Store, index and segment of a data directory, as a service has them open; faces go into `people`.
struct KeptIndex {
  explicit KeptIndex(const std::filesystem::path& folder)
      : store(SqliteStore::open(folder / "mien.db", {}).value()),
        segment(index_exact::SegmentFile::open(index, folder / "index").value()),
        feed(store->changes(), index, {*segment, store->checkpoints(), ids}) {
    auto started = feed.start();
    MIEN_CHECK(started);
    start = *started;
  }
  Result<void> add(std::uint64_t number) {
    const std::vector faces{samples::face(number)};
    MIEN_TRY(const ChangeNumber change, store->faces().add(people, faces, samples::event("add")));
    return feed.publish(change);
  }
  Result<void> add_many(std::uint64_t first, std::uint64_t last) {
    std::vector<StoredFace> faces;
    for (std::uint64_t number = first; number <= last; ++number) faces.push_back(samples::face(number));
    MIEN_TRY(const ChangeNumber change, store->faces().add(people, faces, samples::event("add")));
    return feed.publish(change);
  }
  Result<void> remove(std::uint64_t number) {
    const std::vector gone{samples::face_id(number)};
    MIEN_TRY(const auto removal, store->faces().remove(people, gone, samples::event("remove")));
    return feed.publish(removal.change);
  }
  void expect_index_equals_store() {
    samples::Gallery replayed;
    ASSERT_TRUE(samples::follow(store->changes(), 0, replayed));
    samples::Gallery held;
    for (const auto& [id, rows] : index.snapshots())
      for (std::size_t row = 0; row < rows.rows; ++row) {
        const auto& chunk = *(*rows.chunks)[row / index_exact::kChunkRows];
        const float* vector = chunk.vector(row % index_exact::kChunkRows);
        held[id][chunk.key(row % index_exact::kChunkRows)] = {vector, vector + rows.dimension};
      }
    ASSERT_EQ(held, samples::tidy(replayed));
  }

  CollectionId people = samples::collection_id("people");
  RandomIds ids;
  std::unique_ptr<SqliteStore> store;
  index_exact::ExactIndex index{1};
  std::unique_ptr<index_exact::SegmentFile> segment;
  app::IndexFeed feed;
  app::IndexFeed::Start start;
};

}  // namespace mien::fault
