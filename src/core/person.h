#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/ids.h"
#include "core/time.h"

namespace mien {

/// Rekognition's User, with what a real deployment needs besides. A person has 1..100 faces from the moment it is
/// registered; a Rekognition user may have none.
struct Person {
  PersonKey key;
  PersonId id;
  std::string name;             ///< Any Unicode, UTF-8, 1..kPersonNameBytesMax bytes.
  std::string attributes_json;  ///< A JSON object, at most kAttributesBytesMax bytes.
  bool consent = false;         ///< Whether the person agreed to the processing of biometric data.
  Timestamp created{};
  Timestamp updated{};
  std::uint32_t face_count = 0;
};

}  // namespace mien
