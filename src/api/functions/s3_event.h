#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/account.h"
#include "core/object_event.h"

namespace mien::api::functions {

/// How the key of an object stands in an event.
enum class EventKeys : std::uint8_t {
  kAws,  ///< As S3 writes it: percent-encoded, a blank as '+', slashes as they are.
  kRaw,  ///< As it is, for handlers that do not decode it.
};

/// What a notification of S3 looks like to its handler: {"Records":[...]} with one record.
/// @param configuration_id  of the notification that the event follows from; may be empty
std::string s3_event_json(const ObjectEvent& event, EventKeys keys, std::string_view configuration_id,
                          const Account& account);

}  // namespace mien::api::functions
