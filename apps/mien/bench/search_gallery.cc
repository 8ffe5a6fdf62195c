#include "bench/search_gallery.h"

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <span>
#include <utility>
#include <vector>

#include "adapters/posix/descriptor.h"
#include "bench/clock.h"
#include "bench/synthetic_gallery.h"

namespace mien::cli {
namespace {

bool better(const FaceIndex::Hit& a, const FaceIndex::Hit& b) {
  return a.cosine != b.cosine ? a.cosine > b.cosine : a.key < b.key;
}

/// Compares faces with the probes, and keeps what the index must find of them.
void collect(std::span<const StoredFace> faces, ExpectedAnswers& expected) {
  std::vector<std::vector<float>> scores(faces.size());
  on_every_core(faces.size(), [&](std::size_t i) {
    for (const Embedding& probe : expected.probes) scores[i].push_back(cosine(faces[i].embedding, probe));
  });
  for (std::size_t i = 0; i < faces.size(); ++i)
    for (std::size_t probe = 0; probe < expected.probes.size(); ++probe) {
      const FaceIndex::Hit hit{faces[i].id.uuid, scores[i][probe]};
      if (hit.cosine >= expected.cosine_min) expected.reaching[probe].push_back(hit);
      FaceIndex::Hits& best = expected.best[probe];
      if (best.size() == ExpectedAnswers::kBest && !better(hit, best.back())) continue;
      best.insert(std::ranges::upper_bound(best, hit, better), hit);
      if (best.size() > ExpectedAnswers::kBest) best.pop_back();
    }
}

}  // namespace

GalleryId BenchStore::gallery() { return {CollectionId::parse("bench").value(), GalleryKind::kFaces}; }

Result<std::unique_ptr<BenchStore>> BenchStore::make(const std::filesystem::path& scratch, const SyntheticFaces& faces,
                                                     std::size_t rows, const CaughtSignals& stop,
                                                     ExpectedAnswers& expected) {
  MIEN_TRY(TempFolder folder, TempFolder::make(scratch, "mien-bench-"));
  MIEN_TRY(auto store, SqliteStore::open((folder.path() / "mien.db").string(), {}));
  const CollectionId collection = gallery().collection;
  MIEN_TRY_VOID(store->collections().create({.id = collection, .face_model_version = "7.0"}, {}, {}));
  expected.best.assign(expected.probes.size(), {});
  expected.reaching.assign(expected.probes.size(), {});
  MIEN_TRY_VOID(store_synthetic_faces(store->faces(), collection, faces, rows, stop,
                                      [&](std::span<const StoredFace> part) { collect(part, expected); }));
  for (FaceIndex::Hits& hits : expected.reaching) std::ranges::sort(hits, better);
  return std::unique_ptr<BenchStore>(new BenchStore(std::move(folder), std::move(store), rows));
}

bool BenchStore::forget_segment() const {
  const posix::Descriptor file(::open((index_folder() / "segment").c_str(), O_RDONLY | O_CLOEXEC));
  return file.is_open() && ::fsync(file.get()) == 0 && ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED) == 0;
}

Result<ChangeNumber> StoppableChanges::replay(ChangeNumber after,
                                              const std::function<Result<void>(const Change&)>& visit) const {
  constexpr std::size_t kChangesBetweenLooks = 1024;
  std::size_t seen = 0;
  return changes_.replay(after, [&](const Change& change) -> Result<void> {
    if (++seen % kChangesBetweenLooks == 0) MIEN_TRY_VOID(stop_.check());
    return visit(change);
  });
}

Result<void> StoppableChanges::for_each_object(const std::function<void(const ObjectKey&)>& visit) const {
  return changes_.for_each_object(visit);
}

Result<std::unique_ptr<BenchIndex>> BenchIndex::start(const From& from, std::size_t helpers) {
  auto out = std::make_unique<BenchIndex>(from, helpers);
  const auto began = std::chrono::steady_clock::now();
  MIEN_TRY(out->segment, index_exact::SegmentFile::open(out->index, from.store.index_folder().string()));
  out->feed = std::make_unique<app::IndexFeed>(
      out->changes, out->index, app::IndexFeed::Checkpoints{*out->segment, from.store.store().checkpoints(), out->ids});
  MIEN_TRY(out->how, out->feed->start());
  out->start_ms = ms_since(began);
  return out;
}

Result<void> check_answers(const FaceIndex& index, const ExpectedAnswers& expected) {
  const std::span<const Embedding> probes = expected.probes;
  MIEN_TRY(const auto best, index.nearest(BenchStore::gallery(), probes, ExpectedAnswers::kBest, -1));
  MIEN_TRY(const auto reaching, index.nearest(BenchStore::gallery(), probes, 1'000'000, expected.cosine_min));
  if (best != expected.best || reaching != expected.reaching)
    return fail(ErrorCode::kInternal, "Wrong answer: the index and comparing every face disagree.");
  for (std::size_t i = 0; i < probes.size(); ++i) {
    MIEN_TRY(const auto alone, index.nearest(BenchStore::gallery(), probes.subspan(i, 1), 1, -1));
    if (alone.front().front() != expected.best[i].front())
      return fail(ErrorCode::kInternal, "Wrong answer: one query alone gives another face than many together.");
  }
  return {};
}

double resident_bytes() {
  malloc_trim(0);
  std::ifstream in("/proc/self/statm");
  double all = 0;
  double resident = 0;
  if (!(in >> all >> resident)) return 0;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

}  // namespace mien::cli
