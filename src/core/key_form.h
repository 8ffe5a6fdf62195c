#pragma once

#include <cstdint>

namespace mien {

/// How the key of an object stands in an event, whoever sends it.
enum class KeyForm : std::uint8_t {
  kEncoded,  ///< As S3 writes it: percent-encoded, a blank as '+', slashes as they are.
  kRaw,      ///< As it is, for servers and handlers that neither encode nor decode it.
};

}  // namespace mien
