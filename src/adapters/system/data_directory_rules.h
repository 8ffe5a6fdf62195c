#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"

/// What a data directory must be for a start, docs/formats/data-directory.md. Every function looks and changes nothing,
/// so that a start and whoever asks about one judge alike. Paths are absolute: absolute_data_directory() makes them so.
namespace mien {

/// Why a start refuses a data directory.
struct DataDirectoryRefusal {
  enum class Kind : std::uint8_t {
    kNoDirectory,   ///< Something else has the name, or it cannot be made or looked at.
    kNotWritable,   ///< By this user.
    kReadOnly,      ///< The file system.
    kAnyoneWrites,  ///< Every user could take files away or put others in their place.
    kNoPlainEntry,  ///< A link, a file with a second name, or of another kind.
    kForeignEntry,  ///< Belongs to another user than the directory.
    kOpenEntry,     ///< Others can read it, and this user may not change that.
    kBadVersion,    ///< VERSION is damaged, or cannot be read.
    kNewerVersion,  ///< Written by a newer Mien.
  };
  Kind kind;
  std::string entry;  ///< Its name in the directory; empty: the directory itself.
  Error error;        ///< As the start reports it.
};

/// With the start's words: "The data directory PATH WHY."
DataDirectoryRefusal refuse_data_directory(DataDirectoryRefusal::Kind kind, const std::string& path,
                                           const std::string& why, std::string entry = {});

/// Whether other users of the machine could look into the folder.
enum class DataDirectoryPrivacy : std::uint8_t {
  kPrivate,
  kMadePrivate,   ///< They can until a start makes its mode 0700 again.
  kOpenToOthers,  ///< They can, and a start leaves it so: it is not ours to change.
};

/// @errors kUnavailable  it has no usable name
Result<std::string> absolute_data_directory(const std::string& path);

/// The path itself, or the nearest folder above it that is there.
std::filesystem::path nearest_existing(std::filesystem::path path);

/// Whether it is a directory that this user may read and write.
std::optional<DataDirectoryRefusal> refuse_access(const std::string& path);

/// Whether something lies in it that is not Mien's; nullopt: that cannot be seen.
std::optional<bool> holds_others(const std::string& path);
/// What a start will make of its mode.
DataDirectoryPrivacy data_directory_privacy(const std::string& path);
/// Whether its mode, as it is, lets every user replace what lies in it.
std::optional<DataDirectoryRefusal> refuse_mode(const std::string& path);

/// What lies in the directory and is Mien's.
struct DataDirectoryEntries {
  std::vector<DataDirectoryRefusal> refusals{};
  /// Names of those that others can read and that a start takes from them. Not root-keys.json and
  /// sealing-key.json: their readers refuse them, for the secret may be known.
  std::vector<std::string> open{};
};
DataDirectoryEntries look_at_entries(const std::string& path);
/// The mode that an entry is to have.
unsigned data_directory_entry_mode(const std::string& name);

/// The layout's version that this program writes.
inline constexpr int kDataDirectoryVersion = 1;
struct DataDirectoryVersion {
  bool is_there = false;
  std::optional<DataDirectoryRefusal> refusal{};
};
DataDirectoryVersion look_at_version(const std::string& path);

}  // namespace mien
