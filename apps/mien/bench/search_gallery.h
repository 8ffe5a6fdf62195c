#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

#include "adapters/index_exact/exact_index.h"
#include "adapters/index_exact/segment_file.h"
#include "adapters/store_sqlite/sqlite_store.h"
#include "adapters/system/system_ids.h"
#include "app/index_feed.h"
#include "bench/synthetic_faces.h"
#include "core/result.h"
#include "ports/face_index.h"

namespace mien::cli {

/// What searching must find: computed from the faces one by one while they are made, in double.
struct ExpectedAnswers {
  static constexpr std::size_t kBest = 10;

  std::vector<Embedding> probes{};
  float cosine_min = 0;
  std::vector<FaceIndex::Hits> best{};      ///< The best kBest of each probe.
  std::vector<FaceIndex::Hits> reaching{};  ///< All that reach cosine_min.
};

/// A store of synthetic faces in a folder of its own, which goes with it.
class BenchStore {
 public:
  static GalleryId gallery();

  /// Fills a new store with `rows` faces, and `expected`, whose probes and cosine_min are set.
  static Result<std::unique_ptr<BenchStore>> make(const std::filesystem::path& scratch, const SyntheticFaces& faces,
                                                  std::size_t rows, ExpectedAnswers& expected);
  ~BenchStore();
  BenchStore(const BenchStore&) = delete;
  BenchStore& operator=(const BenchStore&) = delete;

  SqliteStore& store() { return *store_; }
  std::filesystem::path index_folder() const { return folder_ / "index"; }
  /// Drops the segment from the page cache. False: the system did not.
  bool forget_segment() const;

 private:
  BenchStore() = default;
  Result<void> fill(const SyntheticFaces& faces, std::size_t rows, ExpectedAnswers& expected);

  std::filesystem::path folder_;
  std::unique_ptr<SqliteStore> store_;
};

/// An index as a service has it, started on a BenchStore.
struct BenchIndex {
  static Result<std::unique_ptr<BenchIndex>> start(BenchStore& from, std::size_t helpers,
                                                   const index_exact::Kernel& kernel);

  BenchIndex(std::size_t helpers, const index_exact::Kernel& kernel) : index(helpers, kernel) {}
  SystemIds ids;
  index_exact::ExactIndex index;
  std::unique_ptr<index_exact::SegmentFile> segment;
  std::unique_ptr<app::IndexFeed> feed;
  app::IndexFeed::Start how;
  double start_ms = 0;
};

/// Whether the index gives what is expected, to the bit. @errors kInternal  it does not; as FaceIndex
Result<void> check_answers(const FaceIndex& index, const ExpectedAnswers& expected);

/// What this process has in memory, in bytes; what was freed is given back first. 0 where the system does not say.
double resident_bytes();

}  // namespace mien::cli
