#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "adapters/index_exact/exact_index.h"
#include "adapters/index_exact/segment_file.h"
#include "adapters/store_sqlite/sqlite_store.h"
#include "adapters/system/system_ids.h"
#include "app/index_feed.h"
#include "bench/synthetic_faces.h"
#include "bench/temp_folder.h"
#include "core/result.h"
#include "ports/face_index.h"
#include "signals.h"

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
  /// @errors those of the store; kUnavailable  a stop signal came, or no folder can be made in `scratch`
  static Result<std::unique_ptr<BenchStore>> make(const std::filesystem::path& scratch, const SyntheticFaces& faces,
                                                  std::size_t rows, const CaughtSignals& stop,
                                                  ExpectedAnswers& expected);

  SqliteStore& store() { return *store_; }
  std::size_t rows() const { return rows_; }
  std::filesystem::path index_folder() const { return folder_.path() / "index"; }
  /// Drops the segment from the page cache. False: the system did not.
  bool forget_segment() const;

 private:
  BenchStore(TempFolder folder, std::unique_ptr<SqliteStore> store, std::size_t rows)
      : folder_(std::move(folder)), store_(std::move(store)), rows_(rows) {}

  TempFolder folder_;  ///< Before the store: it goes after it.
  std::unique_ptr<SqliteStore> store_;
  std::size_t rows_;
};

/// A store's changes, whose replay ends once a stop signal came: many million take minutes. Borrows both.
class StoppableChanges final : public ChangeLog {
 public:
  StoppableChanges(const ChangeLog& changes, const CaughtSignals& stop) : changes_(changes), stop_(stop) {}
  Result<ChangeNumber> replay(ChangeNumber after,
                              const std::function<Result<void>(const Change&)>& visit) const override;
  Result<void> for_each_object(const std::function<void(const ObjectKey&)>& visit) const override;

 private:
  const ChangeLog& changes_;
  const CaughtSignals& stop_;
};

/// An index as a service has it, started on a BenchStore.
struct BenchIndex {
  /// Borrows all.
  struct From {
    BenchStore& store;
    const index_exact::Kernel& kernel;
    const CaughtSignals& stop;
  };
  /// @errors those of store and index; kUnavailable  a stop signal came
  static Result<std::unique_ptr<BenchIndex>> start(const From& from, std::size_t helpers);

  BenchIndex(const From& from, std::size_t helpers)
      : changes(from.store.store().changes(), from.stop), index(helpers, from.kernel) {}
  StoppableChanges changes;
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
