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

  /// The pair from the environment where it is given; else that of the data directory's root-keys.json (mode 0600);
  /// else a new random one, which is stored there.
  /// @errors kInvalidArgument  only one of the pair is given, or it breaks the rules (id: 3 to 128 of letters, digits,
  ///         '_', '.' and '-'; secret: 8 to 256 printable ASCII characters); kAccessDenied  others may read the
  ///         file; kIncompatible  it is damaged; kUnavailable  I/O.
  static Result<RootKeys> load_or_create(const DataDirectory& directory, const std::optional<std::string>& given_id,
                                         const std::optional<std::string>& given_secret);
};

}  // namespace mien
