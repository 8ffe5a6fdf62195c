#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/model_pack.h"
#include "core/result.h"

namespace mien::model_files {

/// One file of a model, as its author publishes it.
struct ModelFile {
  std::string path;  ///< Below the models folder.
  std::string url;   ///< Public address; empty where the user brings the file.
  Sha256 sha256{};
  std::uint64_t bytes = 0;
};

struct NetEntry {
  std::string name;
  std::string task;   ///< "detection" or "recognition".
  std::string model;  ///< The file that is loaded; its other parts lie beside it.
  bool int8 = false;  ///< Needs a CPU with VNNI.
  std::string licence;
  std::string source;  ///< Where it comes from, for people.
  std::vector<ModelFile> files;
};

/// The model manifest: which nets there are, their files and hashes, and the packs made of them. docs/formats/
/// model-manifest.md describes the file.
class Manifest {
 public:
  /// @errors kIncompatible  no manifest, of a newer format, or with a member missing, unknown or out of range; the
  ///   message says which.
  static Result<Manifest> parse(std::string_view json);

  const std::map<std::string, NetEntry>& nets() const { return nets_; }
  const std::map<std::string, ModelPack>& packs() const { return packs_; }
  /// @errors kInvalidArgument  no such pack; the message lists those that exist.
  Result<ModelPack> pack(const std::string& name) const;
  /// The nets that a pack is made of, the detector first.
  std::vector<const NetEntry*> nets_of(const ModelPack& pack) const;

 private:
  std::map<std::string, NetEntry> nets_;
  std::map<std::string, ModelPack> packs_;
};

}  // namespace mien::model_files
