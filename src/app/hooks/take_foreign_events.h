#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/audit_sources.h"
#include "app/hooks/foreign_event.h"
#include "app/intake/intake_book.h"
#include "ports/tasks.h"

namespace mien::app {

/// Another S3 server whose events come in.
struct EventSource {
  std::string name;
  KeyForm key_form = KeyForm::kEncoded;  ///< Of its records; other envelopes have a form of their own.
};

/// Makes a task of each object that came to be on another S3 server and that an intake takes. Told twice of the same
/// upload, it makes one task.
class TakeForeignEvents {
 public:
  struct Ports {
    TaskStore& tasks;
    std::function<void()> wake;  ///< There is work; called from any thread, does not throw.
  };
  struct Counts {
    std::size_t accepted = 0;    ///< Tasks that were made: of an event, one for each intake that takes it.
    std::size_t duplicates = 0;  ///< Tasks that were there: what they tell of was told before.
    std::size_t ignored = 0;     ///< Events that no intake takes.
  };
  /// The intakes are borrowed, as the ports are; they outlive this object.
  TakeForeignEvents(const IntakeBook& intakes, std::vector<EventSource> sources, Ports ports, AuditSources audit)
      : intakes_(intakes), sources_(std::move(sources)), ports_(std::move(ports)), audit_(audit) {}

  /// All events, or none of them where it fails.
  /// @param source  whose they are; empty: of any source that has an intake for them.
  /// @param actor   who brought them
  /// @errors kInvalidArgument (no such source, or a key that is none), kUnavailable
  Result<Counts> run(std::span<const ForeignEvent> events, std::string_view source, std::string_view actor) const;

 private:
  /// The tasks that an event makes; none where no intake takes it. @errors kInvalidArgument
  Result<std::vector<NewTask>> tasks_of(const ForeignEvent& event, std::string_view source,
                                        std::string_view actor) const;
  NewTask task_of(const Intake& intake, const ForeignEvent& event, std::string key, std::string_view actor) const;

  const IntakeBook& intakes_;
  std::vector<EventSource> sources_;
  Ports ports_;
  AuditSources audit_;
};

}  // namespace mien::app
