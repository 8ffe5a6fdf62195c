#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "app/intake/intake_book.h"
#include "app/object_triggers.h"
#include "app/objects/rules_of_buckets.h"
#include "ports/ids.h"

namespace mien::app {

/// What follows from what happens to objects: a task for the intake that takes them, and one for each function that
/// their bucket's notifications name. Thread-safe. Borrows all that it is made of.
class IntakeTriggers final : public ObjectTriggers {
 public:
  /// What is known of functions.
  struct Functions {
    std::function<bool(std::string_view name)> knows;
    TextMap intakes{};  ///< Functions that are answered by an intake, by name.
    /// The event as a handler gets it.
    std::function<std::string(std::string_view function, const ObjectEvent& event, const NotificationRule& rule)> event;
    std::function<void()> wake{};  ///< There may be work for functions, too; empty: nobody wants to know.
  };
  /// @param wake  there is work of a kind; called from any thread, does not throw
  IntakeTriggers(const IntakeBook& intakes, const RulesOfBuckets& rules, Functions functions, const Ids& ids,
                 std::function<void()> wake)
      : intakes_(intakes), rules_(rules), functions_(std::move(functions)), ids_(ids), wake_(std::move(wake)) {}

  std::vector<NewTask> tasks_of(const ObjectEvent& event) const override;
  void committed() noexcept override {
    wake_();
    if (functions_.wake) functions_.wake();
  }
  std::optional<std::size_t> object_bytes_max(std::string_view bucket, std::string_view key) const override;
  Roles may_store(std::string_view bucket, std::string_view key) const override;
  std::optional<Roles> may_delete(std::string_view bucket) const override;
  bool knows_function(std::string_view name) const override;

 private:
  NewTask intake_task(const Intake& intake, const ObjectEvent& event) const;
  NewTask function_task(std::string_view function, const ObjectEvent& event, const NotificationRule& rule) const;

  const IntakeBook& intakes_;
  const RulesOfBuckets& rules_;
  Functions functions_;
  const Ids& ids_;
  std::function<void()> wake_;
};

}  // namespace mien::app
