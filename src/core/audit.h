#pragma once

#include <optional>
#include <string>

#include "core/ids.h"
#include "core/person.h"

namespace mien {

/// Who did what to whom, when, and how it ended. Never holds biometrics, names or pictures.
struct AuditEvent {
  EventId id;
  Timestamp at{};
  std::string actor;                  ///< Access key id of the caller.
  std::string action;                 ///< For example "register_person", "verify", "IndexFaces".
  std::string collection;             ///< Empty where none is concerned.
  std::string subject;                ///< Person id; of a change of keys, the access key id; or empty.
  std::string outcome;                ///< "ok", a decision ("match", "no_match", ...) or an error code.
  std::optional<float> similarity{};  ///< 0..100, for verifications.
};

}  // namespace mien
