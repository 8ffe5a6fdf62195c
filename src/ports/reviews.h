#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/audit.h"
#include "core/face.h"
#include "core/ids.h"
#include "core/result.h"
#include "core/stored_object.h"
#include "core/text_map.h"
#include "core/time.h"
#include "ports/page.h"

/// Verifications whose outcome stood at the border, and what somebody who looked at them said.
namespace mien {

/// A verification that was near its threshold, with the picture that was shown. While it waits, its picture is kept.
struct Review {
  enum class State : std::uint8_t {
    kWaiting,
    kConfirmed,  ///< The outcome was right.
    kCorrected,  ///< It was not.
  };
  EventId id;  ///< Of the verification.
  Timestamp at{};
  std::string collection;
  bool matched = false;  ///< What was decided.
  PersonId person;       ///< Who was meant, or would have been.
  float similarity = 0;  ///< 0..100
  double threshold = 0;
  BoundingBox box{};
  std::optional<ObjectKey> object{};  ///< The picture; gone once somebody has looked.
  State state = State::kWaiting;
  std::string closed_by{};  ///< Access key id.
  std::optional<Timestamp> closed{};
};

/// Thread-safe; every write is durable once it returns. Every function can fail with kUnavailable. What people leave
/// here goes with them: a person who is removed takes along what waits for them. Adapter: store_sqlite.
class ReviewStore {
 public:
  virtual ~ReviewStore() = default;
  /// Does nothing where there is one of that id. Where `waiting_max` wait already the oldest goes.
  /// @return objects that no row refers to any more; the caller deletes the files. Among them may be the review's own.
  virtual Result<std::vector<ObjectKey>> add(const Review& review, std::size_t waiting_max) = 0;
  /// @errors kNotFound
  virtual Result<Review> find(const EventId& id) const = 0;
  enum class Which : std::uint8_t { kWaiting, kClosed };
  struct Filter {
    Which which = Which::kWaiting;
    std::optional<std::string> collection{};
  };
  /// Newest first. @errors kInvalidPageToken
  virtual Result<Page<Review>> list(const Filter& filter, const PageRequest& page) const = 0;
  struct Closing {
    Review::State state = Review::State::kConfirmed;
    std::string by;
    Timestamp at{};
    AuditEvent event;
  };
  /// @return as add(). @errors kNotFound, kChangedMeanwhile (somebody else has closed it)
  virtual Result<std::vector<ObjectKey>> close(const EventId& id, const Closing& closing) = 0;
  /// Forgets those of verifications before that moment. @return as add()
  virtual Result<std::vector<ObjectKey>> purge(Timestamp before) = 0;
};

/// What the operator has chosen in the console: texts by name. Thread-safe. Adapter: store_sqlite.
class SettingsStore {
 public:
  virtual ~SettingsStore() = default;
  /// nullopt: nothing was chosen.
  virtual Result<std::optional<std::string>> find(std::string_view name) const = 0;
  /// All of them together; others stay as they are.
  virtual Result<void> put(const TextMap& values, const AuditEvent& event) = 0;
};

}  // namespace mien
