#include "engine_setup.h"

#include <cstdlib>
#include <optional>
#include <thread>
#include <vector>

#include "embedded/default_manifest.h"
#include "files.h"

namespace mien::cli {

namespace fs = std::filesystem;

Result<model_files::Manifest> load_manifest(const ModelOptions& options) {
  if (options.manifest_file.empty()) return model_files::Manifest::parse(embedded::default_manifest());
  const auto text = read_text(options.manifest_file, kManifestBytesMax, FileKinds::kAny);
  if (!text)
    return fail(ErrorCode::kInvalidArgument, "Cannot read the model manifest " + options.manifest_file + ".",
                text.error().why);
  return model_files::Manifest::parse(*text);
}

fs::path models_folder(const ModelOptions& options) {
  if (!options.models_dir.empty()) return options.models_dir;
  std::error_code error;
  const fs::path binary = fs::read_symlink("/proc/self/exe", error);
  if (const fs::path beside = binary.parent_path() / "models"; !error && fs::is_directory(beside, error)) return beside;
  if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data) return fs::path(data) / "mien/models";
  if (const char* home = std::getenv("HOME"); home && *home) return fs::path(home) / ".local/share/mien/models";
  return binary.parent_path() / "models";
}

Result<std::unique_ptr<LoadedModels>> LoadedModels::load(const ModelOptions& options, std::size_t threads) {
  MIEN_TRY(const auto manifest, load_manifest(options));
  auto models = std::unique_ptr<LoadedModels>(new LoadedModels);
  models->threads_ = threads;
  MIEN_TRY(models->pack_, manifest.pack(options.pack));
  MIEN_TRY(auto calibration, Calibration::from_knots(models->pack_.calibration));
  models->active_ =
      std::make_unique<app::ActiveModel>(app::ActiveModel{models->pack_.face_model_version, std::move(calibration)});

  const model_files::ModelFolder folder(models_folder(options));
  const auto nets = manifest.nets_of(models->pack_);
  MIEN_TRY(const auto runtime, openvino::Runtime::open());
  for (const model_files::NetEntry* net : nets) {
    MIEN_TRY(auto bytes, folder.read(*net));
    MIEN_TRY(auto loaded,
             runtime->load({.model = std::move(bytes.model),
                            .weights = bytes.weights,
                            .arithmetic = net->int8 ? openvino::Arithmetic::kInt8 : openvino::Arithmetic::kFloat32}));
    models->nets_.emplace(net->name, std::move(loaded));
  }
  return models;
}

Result<std::vector<std::unique_ptr<app::Analyser>>> LoadedModels::make_analysers() const {
  const auto find_net = [this](const std::string& name) -> const Net& { return net(name); };
  // Each compiles nets of its own, which takes half a second: all at the same time.
  std::vector<std::optional<Result<std::unique_ptr<app::Analyser>>>> opened(threads_);
  {
    std::vector<std::jthread> workers;
    for (auto& slot : opened) workers.emplace_back([&] { slot.emplace(app::Analyser::open(codec_, pack_, find_net)); });
  }
  std::vector<std::unique_ptr<app::Analyser>> analysers;
  for (auto& slot : opened) {
    MIEN_TRY(auto analyser, *std::move(slot));
    analysers.push_back(std::move(analyser));
  }
  return analysers;
}

}  // namespace mien::cli
