#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "adapters/system/data_directory.h"
#include "core/result.h"

namespace mien {

/// What secrets are sealed with where they are stored: 32 random bytes, kept apart from the store.
struct SealingKey {
  static constexpr std::size_t kBytes = 32;

  std::array<std::byte, kBytes> bytes{};
  enum class Origin : std::uint8_t { kEnvironment, kFile, kCreated };
  Origin origin = Origin::kEnvironment;

  /// The one from the environment (base64) where it is given; else that of the file (the data directory's
  /// sealing-key.json, mode 0600); nullopt where there is neither. Changes nothing.
  /// @errors kInvalidArgument  the one given is not 32 bytes of base64; kAccessDenied  others may read the file, or it
  ///         is no plain one; kIncompatible  it is damaged; kUnavailable  I/O.
  static Result<std::optional<SealingKey>> find(const std::string& file, const std::optional<std::string>& given);

  /// A new one, stored in the file. @errors kUnavailable
  static Result<SealingKey> create(const DataDirectory& directory);
};

}  // namespace mien
