#include "bench/http_gallery.h"

#include <chrono>
#include <map>
#include <memory>
#include <vector>

#include "adapters/store_sqlite/sqlite_store.h"
#include "adapters/system/data_directory.h"
#include "bench/net_work.h"
#include "bench/synthetic_gallery.h"
#include "bench/timed_net.h"

namespace mien::cli {
namespace {

struct Read {
  BenchPicture picture;
  double net_gflop = 0;
};

/// The picture, and what its nets cost: counted in one run.
Result<Read> read_picture(const LoadedModels& models, const std::string& image) {
  std::map<std::string, NetUse> uses;
  std::map<std::string, TimedNet> timed;
  const auto find_net = [&](const std::string& name) -> const Net& {
    return timed.try_emplace(name, models.net(name), uses[name]).first->second;
  };
  MIEN_TRY(const auto analyser, app::Analyser::open(models.decoder(), models.pack(), find_net));
  Read out;
  MIEN_TRY(out.picture, make_bench_picture(image, *analyser));
  for (auto& [name, use] : uses) use.runs.clear();
  MIEN_TRY_VOID(analyser->read(out.picture.jpeg, {.which = FaceReader::Which::kLargest, .embeddings_max = 1}));
  for (const auto& [name, use] : uses)
    for (const auto& [size, count] : use.runs) {
      const auto gflop = gflop_of(name, size.first, size.second);
      if (!gflop) return Read{std::move(out.picture), 0};
      out.net_gflop += *gflop * static_cast<double>(count);
    }
  return out;
}

Result<void> fill_store(const std::filesystem::path& folder, const ModelPack& pack, std::size_t faces,
                        const CaughtSignals& stop) {
  MIEN_TRY(const auto directory, DataDirectory::open((folder / "data").string()));
  MIEN_TRY(const auto store, SqliteStore::open(directory->database_path(), {}));
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  for (const std::string_view name : {kBenchCollection, kBenchSmallCollection}) {
    MIEN_TRY(const CollectionId id, CollectionId::parse(name));
    MIEN_TRY_VOID(store->collections().create({.id = id, .face_model_version = pack.face_model_version, .created = now},
                                              {}, std::nullopt));
  }
  MIEN_TRY(const CollectionId large, CollectionId::parse(kBenchCollection));
  return store_synthetic_faces(store->faces(), large, SyntheticFaces(pack.dimension()), faces, stop);
}

}  // namespace

Result<BenchGallery> make_bench_gallery(const ModelOptions& options, const std::string& image, std::size_t faces,
                                        const std::filesystem::path& folder, const CaughtSignals& stop) {
  MIEN_TRY(const auto models, LoadedModels::load(options, 1));
  MIEN_TRY(Read read, read_picture(*models, image));
  MIEN_TRY_VOID(fill_store(folder, models->pack(), faces, stop));
  return BenchGallery{std::move(read.picture),
                      models->pack().name + ", face model " + models->pack().face_model_version, read.net_gflop};
}

}  // namespace mien::cli
