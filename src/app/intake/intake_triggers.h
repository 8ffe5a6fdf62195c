#pragma once

#include <functional>
#include <string>

#include "app/intake/intake_book.h"
#include "app/object_triggers.h"
#include "ports/ids.h"

namespace mien::app {

/// What follows from what happens to objects of the intakes: a task for each upload. Thread-safe.
class IntakeTriggers final : public ObjectTriggers {
 public:
  /// @param wake  there is work; called from any thread, does not throw
  IntakeTriggers(const IntakeBook& intakes, const Ids& ids, std::function<void()> wake)
      : intakes_(intakes), ids_(ids), wake_(std::move(wake)) {}

  std::vector<NewTask> tasks_of(const ObjectEvent& event) const override;
  void committed() noexcept override { wake_(); }
  std::optional<std::size_t> object_bytes_max(std::string_view bucket, std::string_view key) const override;
  bool knows_function(std::string_view name) const override;

 private:
  const IntakeBook& intakes_;
  const Ids& ids_;
  std::function<void()> wake_;
};

/// The task of an intake for an upload. @param once  makes it one task, however often it is told of
NewTask intake_task(const Intake& intake, const ObjectEvent& event, const Ids& ids, std::string once);

}  // namespace mien::app
