#pragma once

namespace mien::sqlite {

/// Part of version 4 of the schema: events that work which may be repeated writes once.
inline constexpr const char* kEventIdIndex = "CREATE INDEX events_by_id ON events (event_id);";

}  // namespace mien::sqlite
