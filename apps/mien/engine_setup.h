#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "adapters/image_codec/image_codec.h"
#include "adapters/model_files/manifest.h"
#include "adapters/model_files/model_folder.h"
#include "adapters/openvino/openvino_net.h"
#include "app/active_model.h"
#include "app/engine.h"

namespace mien::cli {

/// Where models are, and which of them.
struct ModelOptions {
  std::string models_dir;     ///< Empty: beside the binary's build, else $XDG_DATA_HOME/mien/models.
  std::string manifest_file;  ///< Empty: the manifest that is compiled in.
  std::string pack = "default";
};

/// A manifest has some lines for each net.
constexpr std::size_t kManifestBytesMax = std::size_t{1} << 20;
/// @errors kInvalidArgument (the file cannot be read, or is larger than kManifestBytesMax), kIncompatible
Result<model_files::Manifest> load_manifest(const ModelOptions& options);
/// The folder to read models from, whether it exists or not.
std::filesystem::path models_folder(const ModelOptions& options);

/// The nets of a pack, loaded once; analysers borrow them.
class LoadedModels {
 public:
  /// Checks every file's hash first.
  /// @errors kInvalidArgument (no such pack), kIncompatible (a file missing or altered; the runtime does not start)
  static Result<std::unique_ptr<LoadedModels>> load(const ModelOptions& options, std::size_t threads);

  /// One analyser a thread. @errors kIncompatible
  Result<std::vector<std::unique_ptr<app::Analyser>>> make_analysers() const;

  const ModelPack& pack() const { return pack_; }
  const app::ActiveModel& active() const { return *active_; }
  const Net& net(const std::string& name) const { return *nets_.at(name); }
  const ImageDecoder& decoder() const { return codec_; }
  const ImageEncoder& encoder() const { return codec_; }
  std::size_t threads() const { return threads_; }

 private:
  LoadedModels() = default;
  image_codec::ImageCodec codec_;
  ModelPack pack_;
  std::unique_ptr<app::ActiveModel> active_;
  std::map<std::string, std::unique_ptr<Net>> nets_;
  std::size_t threads_ = 1;
};

}  // namespace mien::cli
