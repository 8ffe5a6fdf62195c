#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/person.h"
#include "core/result.h"

namespace mien {

/// What can be seen of a store without changing it.
struct StoreInspection {
  std::int64_t schema_version = 0;
  std::int64_t newest_known_version = 0;
  std::int64_t people = 0;  ///< Of all collections.
  std::int64_t faces = 0;
  std::int64_t keys = 0;  ///< Access keys; their secrets are sealed.
  std::optional<Timestamp> newest_event{};
  std::vector<std::string> damage{};  ///< What SQLite finds wrong, in its words; at most ten.
  bool is_partial = false;            ///< There was no time to look at everything.
};

/// How to look at it, so that a running server is not disturbed and nothing is left behind.
struct InspectionOptions {
  enum class Writer : std::uint8_t {
    kNone,     ///< No process has it open. A file without a write-ahead log is then read without making one.
    kRunning,  ///< A server has it open. No table is looked at for long: readers hold its log back.
  };
  Writer writer = Writer::kNone;
  std::chrono::milliseconds time_max{10'000};  ///< For everything.
  std::chrono::milliseconds running_max{250};  ///< For one table beside a running server.
};

/// Reads the file, never writes it.
/// @errors kIncompatible  no database, of another program, or of a newer version; kUnavailable  it cannot be read, or
///         was not closed and belongs to another user, so that looking at it would leave files of this user's.
Result<StoreInspection> inspect_store(const std::string& path, const InspectionOptions& options);

}  // namespace mien
