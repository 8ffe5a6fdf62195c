#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/analyser.h"
#include "app/eval/protocol.h"

namespace mien::cli {

/// Which face of a picture stands for it.
enum class FaceChoice { kCentral, kLargest };

struct ImageSet {
  std::vector<app::eval::Sample> samples;  ///< By name.
  std::vector<std::string> not_found;      ///< Pictures without a face, or that cannot be read.
  double seconds = 0;
};

/// Reads every picture below `root`, a folder per person (pictures in sub-folders keep the sub-folder's name as group),
/// with one thread for each analyser.
/// @param needed  pictures that must be there; asked before any is read.
/// @errors kInvalidArgument  no such folder, no pictures in it, or one of `needed` missing.
Result<ImageSet> read_image_set(const std::filesystem::path& root, FaceChoice choice,
                                const std::vector<app::eval::NamedPair>& needed,
                                std::vector<std::unique_ptr<app::Analyser>>& analysers);

}  // namespace mien::cli
