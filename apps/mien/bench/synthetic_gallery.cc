#include "bench/synthetic_gallery.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "cpu.h"

namespace mien::cli {
namespace {

constexpr std::size_t kFacesPerWrite = 4096;

/// Faces `first` to `last`, without the latter.
std::vector<StoredFace> make_faces(const SyntheticFaces& faces, std::size_t first, std::size_t last) {
  std::vector<std::optional<Embedding>> embeddings(last - first);
  on_every_core(embeddings.size(), [&](std::size_t i) { embeddings[i] = faces.face(first + i); });
  std::vector<StoredFace> out;
  out.reserve(embeddings.size());
  for (std::size_t i = 0; i < embeddings.size(); ++i)
    out.push_back({.id = {SyntheticFaces::key(first + i)},
                   .image = {SyntheticFaces::key(first + i)},
                   .box = {0.25F, 0.25F, 0.5F, 0.5F},
                   .confidence_pct = 99,
                   .embedding = *std::move(embeddings[i])});
  return out;
}

}  // namespace

void on_every_core(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  const auto help = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> team;
  for (std::size_t core = 1; core < usable_cores(); ++core) team.emplace_back(help);
  help();
}

Result<void> store_synthetic_faces(FaceStore& store, const CollectionId& collection, const SyntheticFaces& faces,
                                   std::size_t count, const CaughtSignals& stop, const PartOfGallery& show) {
  for (std::size_t first = 0; first < count; first += kFacesPerWrite) {
    MIEN_TRY_VOID(stop.check());
    const std::vector<StoredFace> part = make_faces(faces, first, std::min(first + kFacesPerWrite, count));
    show(part);
    const AuditEvent event{.id = {SyntheticFaces::key(first)},
                           .actor = "bench",
                           .action = "IndexFaces",
                           .collection = collection.text(),
                           .subject = "",
                           .outcome = "ok"};
    MIEN_TRY_VOID(store.add(collection, part, event));
  }
  return {};
}

}  // namespace mien::cli
