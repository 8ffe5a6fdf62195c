#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "core/object_event.h"
#include "core/role.h"
#include "ports/tasks.h"

namespace mien::app {

/// What follows from what happens to objects. Whoever changes an object asks it inside the transaction of the change,
/// writes the tasks there too, and tells it once that is committed. Thread-safe.
class ObjectTriggers {
 public:
  virtual ~ObjectTriggers() = default;
  /// The tasks that an event makes. Quick, without I/O: it is called inside the store's write transaction.
  virtual std::vector<NewTask> tasks_of(const ObjectEvent& event) const = 0;
  /// Such tasks are committed: whoever works on them is woken.
  virtual void committed() noexcept = 0;
  /// How large an object may be that is stored under this key, where that is less than anywhere else.
  virtual std::optional<std::size_t> object_bytes_max(std::string_view bucket, std::string_view key) const = 0;
  /// Whose keys may store an object under this key. What follows from it may be a registration, which is no verifier's
  /// to bring about; a picture that is only asked about may be anybody's who may ask.
  virtual Roles may_store(std::string_view /*bucket*/, std::string_view /*key*/) const { return {Role::kEnroller}; }
  /// Whose keys may delete a bucket. One that the service itself works with is no enroller's to take away; nullopt:
  /// nobody's, because the service alone makes it.
  virtual std::optional<Roles> may_delete(std::string_view /*bucket*/) const { return Roles{Role::kEnroller}; }
  /// Whether a notification may name this function: it was created or is configured.
  virtual bool knows_function(std::string_view name) const = 0;
};

}  // namespace mien::app
