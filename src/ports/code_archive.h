#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "core/result.h"

namespace mien {

/// The zip that a function was made of: a stranger's file, every part of which may lie. Thread-safe. Adapter:
/// lambda_zip.
class CodeArchive {
 public:
  struct Contents {
    std::size_t files = 0;    ///< Folders not counted.
    std::uint64_t bytes = 0;  ///< Unpacked, as the archive says; unpack() holds it to that.
  };
  virtual ~CodeArchive() = default;
  /// Judges every entry without unpacking any: its name must stay below the folder, it must be a file or a folder, not
  /// encrypted, and all of them within limits::kFunctionFiles*.
  /// @errors kInvalidArgument  no zip, or an entry that may not be; the message says why and names none.
  virtual Result<Contents> inspect(std::span<const std::byte> zip) const = 0;
  /// Unpacks all of it into a new folder, which is there whole or, where this fails, not at all. Files can be read by
  /// this user only. @errors kInvalidArgument (as inspect(), or contents that are not as announced), kUnavailable
  virtual Result<void> unpack(std::span<const std::byte> zip, const std::string& folder) const = 0;
  /// Removes what unpack() made, and what was added to it since; what cannot be removed is left.
  virtual void discard(const std::string& folder) const noexcept = 0;
};

}  // namespace mien
