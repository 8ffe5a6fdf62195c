#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/object_event.h"
#include "core/text_map.h"

namespace mien::app {

/// What a task of an intake needs to know besides its object: who uploaded it, its metadata, and what was announced of
/// it. Kept as text in NewTask::payload.
struct UploadPayload {
  std::uint64_t sequence = 0;
  std::string actor{};
  TextMap metadata{};

  // What was announced (POST /v1/uploads), which the object's own words do not change.
  std::string announced_by{};  ///< Access key id; empty: nothing was announced.
  std::string collection{};
  std::string name{};
  std::string person{};  ///< Person id: of the person to make, or whom the picture is to be compared with.
  std::string attributes_json{};
  bool consent = false;
  bool is_verification = false;
  std::optional<double> similarity_min{};
};

/// NewTask::once_key of the upload that the change `sequence` of one of our buckets is: one task for each change of an
/// object, however many rules lead to it.
std::string once_key_of(std::string_view bucket, std::uint64_t sequence);

/// What the object tells, in the form of a payload of its own or behind that of an announcement.
std::string event_payload(const ObjectEvent& event);
std::string announcement_payload(const UploadPayload& announced);
/// @errors kInvalidArgument  the text is no payload.
Result<UploadPayload> read_payload(std::string_view text);

}  // namespace mien::app
