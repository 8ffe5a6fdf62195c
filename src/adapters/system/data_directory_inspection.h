#pragma once

#include <string>
#include <vector>

#include "adapters/system/data_directory_rules.h"

namespace mien {

/// What a start would find of a data directory.
struct DataDirectoryInspection {
  std::string path;           ///< Absolute, where it has a usable name.
  bool is_there = false;      ///< Otherwise, without a refusal, the first start makes it.
  bool is_in_use = false;     ///< By another process, as far as this user can see.
  bool is_own = true;         ///< Belongs to this user.
  bool holds_others = false;  ///< Something that is not Mien's, as far as this user can see.
  DataDirectoryPrivacy privacy = DataDirectoryPrivacy::kPrivate;
  std::vector<std::string> open_entries{};       ///< Others can read them until a start takes them from them.
  std::vector<DataDirectoryRefusal> refusals{};  ///< Each would end a start, the first before the others.
};

/// Judges as DataDirectory::open() does, but makes, changes and locks nothing: a server that runs or starts notices
/// nothing of it.
DataDirectoryInspection inspect_data_directory(const std::string& path);

}  // namespace mien
