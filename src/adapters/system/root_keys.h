#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/system/data_directory.h"
#include "core/result.h"

namespace mien {

/// The access key that may do everything.
struct RootKeys {
  std::string access_key_id;
  std::string secret;
  enum class Origin : std::uint8_t {
    kEnvironment,
    kFile,
    kCreated,  ///< Made by this call: to be shown to the operator.
  };
  Origin origin = Origin::kEnvironment;

  /// The pair from the environment where it is given; else that of the file (the data directory's root-keys.json, mode
  /// 0600); nullopt where there is neither. Changes nothing.
  /// @errors kInvalidArgument  only one of the pair is given, or it breaks the rules (id: 3 to 128 of letters, digits,
  ///         '_', '.' and '-'; secret: 8 to 256 printable ASCII characters); kAccessDenied  others may read the
  ///         file, or it is no plain one; kIncompatible  it is damaged; kUnavailable  I/O.
  static Result<std::optional<RootKeys>> find(const std::string& file, const std::optional<std::string>& given_id,
                                              const std::optional<std::string>& given_secret);

  /// Those that find() gives; else a new random pair, which is stored in the file. @errors  as find()
  static Result<RootKeys> load_or_create(const DataDirectory& directory, const std::optional<std::string>& given_id,
                                         const std::optional<std::string>& given_secret);
};

}  // namespace mien
