#include "bench/search_gallery.h"

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <thread>
#include <utility>

#include "adapters/posix/descriptor.h"
#include "bench/clock.h"
#include "cpu.h"

namespace mien::cli {
namespace {

constexpr std::size_t kFacesPerWrite = 2000;

bool better(const FaceIndex::Hit& a, const FaceIndex::Hit& b) {
  return a.cosine != b.cosine ? a.cosine > b.cosine : a.key < b.key;
}

/// Faces `first` to `last` of the gallery, made and compared with the probes by every core.
class Batch {
 public:
  Batch(const SyntheticFaces& faces, std::size_t first, std::size_t last, const ExpectedAnswers& expected)
      : rows_(last - first), scores_(last - first) {
    const std::size_t cores = usable_cores();
    std::vector<std::jthread> team;
    for (std::size_t core = 0; core < cores; ++core)
      team.emplace_back([&, core] {
        for (std::size_t i = core; i < rows_.size(); i += cores) {
          rows_[i].emplace(
              StoredFace{.id = {SyntheticFaces::key(first + i)}, .image = {}, .embedding = faces.face(first + i)});
          for (const Embedding& probe : expected.probes) scores_[i].push_back(cosine(rows_[i]->embedding, probe));
        }
      });
  }
  std::vector<StoredFace> take() {
    std::vector<StoredFace> out;
    for (auto& row : rows_) out.push_back(*std::move(row));
    return out;
  }
  void collect(ExpectedAnswers& expected) const {
    for (std::size_t i = 0; i < rows_.size(); ++i)
      for (std::size_t probe = 0; probe < expected.probes.size(); ++probe) {
        const FaceIndex::Hit hit{rows_[i]->id.uuid, scores_[i][probe]};
        if (hit.cosine >= expected.cosine_min) expected.reaching[probe].push_back(hit);
        FaceIndex::Hits& best = expected.best[probe];
        if (best.size() == ExpectedAnswers::kBest && !better(hit, best.back())) continue;
        best.insert(std::ranges::upper_bound(best, hit, better), hit);
        if (best.size() > ExpectedAnswers::kBest) best.pop_back();
      }
  }

 private:
  std::vector<std::optional<StoredFace>> rows_;
  std::vector<std::vector<float>> scores_;
};

}  // namespace

GalleryId BenchStore::gallery() { return {CollectionId::parse("bench").value(), GalleryKind::kFaces}; }

Result<std::unique_ptr<BenchStore>> BenchStore::make(const std::filesystem::path& scratch, const SyntheticFaces& faces,
                                                     std::size_t rows, ExpectedAnswers& expected) {
  std::unique_ptr<BenchStore> out(new BenchStore);
  std::string name = (scratch / "mien-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    return fail(ErrorCode::kUnavailable, "No folder can be made in " + scratch.string() + ".");
  out->folder_ = name;
  MIEN_TRY(out->store_, SqliteStore::open((out->folder_ / "mien.db").string(), {}));
  MIEN_TRY_VOID(out->fill(faces, rows, expected));
  return out;
}

BenchStore::~BenchStore() {
  store_.reset();
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

Result<void> BenchStore::fill(const SyntheticFaces& faces, std::size_t rows, ExpectedAnswers& expected) {
  const CollectionId collection = gallery().collection;
  MIEN_TRY_VOID(store_->collections().create({.id = collection, .face_model_version = "7.0"}, {}, {}));
  expected.best.assign(expected.probes.size(), {});
  expected.reaching.assign(expected.probes.size(), {});
  const AuditEvent event{.id = {},
                         .at = {},
                         .actor = "bench",
                         .action = "IndexFaces",
                         .collection = collection.text(),
                         .subject = "",
                         .outcome = "ok"};
  for (std::size_t first = 0; first < rows; first += kFacesPerWrite) {
    Batch batch(faces, first, std::min(first + kFacesPerWrite, rows), expected);
    batch.collect(expected);
    MIEN_TRY_VOID(store_->faces().add(collection, batch.take(), event));
  }
  for (FaceIndex::Hits& hits : expected.reaching) std::ranges::sort(hits, better);
  return {};
}

bool BenchStore::forget_segment() const {
  const posix::Descriptor file(::open((index_folder() / "segment").c_str(), O_RDONLY | O_CLOEXEC));
  return file.is_open() && ::fsync(file.get()) == 0 && ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED) == 0;
}

Result<std::unique_ptr<BenchIndex>> BenchIndex::start(BenchStore& from, std::size_t helpers,
                                                      const index_exact::Kernel& kernel) {
  auto out = std::make_unique<BenchIndex>(helpers, kernel);
  const auto began = std::chrono::steady_clock::now();
  MIEN_TRY(out->segment, index_exact::SegmentFile::open(out->index, from.index_folder().string()));
  out->feed = std::make_unique<app::IndexFeed>(
      from.store().changes(), out->index, app::IndexFeed::Copies{*out->segment, from.store().checkpoints(), out->ids});
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
