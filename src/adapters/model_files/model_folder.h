#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "adapters/model_files/manifest.h"

namespace mien::model_files {

/// The folder where model files lie. Files are only ever put there whole and with the right hash.
class ModelFolder {
 public:
  explicit ModelFolder(std::filesystem::path root) : root_(std::move(root)) {}

  enum class State : std::uint8_t { kGood, kMissing, kAltered };
  struct Check {
    const ModelFile* file;
    State state;
  };
  /// Reads and hashes every file.
  std::vector<Check> check(std::span<const NetEntry* const> nets) const;

  /// The files of a net as they are to be loaded: what was hashed is what runs.
  struct NetBytes {
    std::string model;
    std::vector<std::byte> weights;  ///< Of an IR; empty where the model has them in it.
  };
  /// @errors kIncompatible  message names the first file that is not as it should be, the expected hash and the command
  ///   that repairs it.
  Result<NetBytes> read(const NetEntry& net) const;

  /// The body at an address, at most `bytes_max` long; the error's message is the reason.
  using Download = std::function<Result<std::vector<std::byte>>(const std::string& url, std::uint64_t bytes_max)>;
  /// Brings what is missing or altered: from `mirror` (a folder of the same layout) where it has the right file, else
  /// from its public address. `say` gets a line for each file.
  /// @errors kUnavailable  neither has it; the message names file and address.
  Result<void> fetch(std::span<const NetEntry* const> nets, const std::filesystem::path& mirror,
                     const Download& download, const std::function<void(const std::string&)>& say) const;

  const std::filesystem::path& root() const { return root_; }

 private:
  std::filesystem::path root_;
};

}  // namespace mien::model_files
