#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/object_triggers.h"

namespace mien::fakes {

/// Triggers that a test scripts; for one thread.
class FakeTriggers final : public app::ObjectTriggers {
 public:
  std::vector<NewTask> tasks_of(const ObjectEvent& event) const override {
    events.push_back(event);
    return on_event ? on_event(event) : std::vector<NewTask>();
  }
  void committed() noexcept override { ++commits; }
  std::optional<std::size_t> object_bytes_max(std::string_view bucket, std::string_view) const override {
    const auto found = bytes_max.find(std::string(bucket));
    return found == bytes_max.end() ? std::nullopt : std::optional(found->second);
  }
  Roles may_store(std::string_view bucket, std::string_view) const override {
    return for_all.contains(std::string(bucket)) ? Roles{Role::kEnroller, Role::kVerifier} : Roles{Role::kEnroller};
  }
  std::optional<Roles> may_delete(std::string_view bucket) const override {
    if (kept.contains(std::string(bucket))) return std::nullopt;
    return needed.contains(std::string(bucket)) ? Roles{} : Roles{Role::kEnroller};
  }
  bool knows_function(std::string_view name) const override { return functions.contains(std::string(name)); }

  mutable std::vector<ObjectEvent> events;
  std::function<std::vector<NewTask>(const ObjectEvent&)> on_event;
  int commits = 0;
  std::map<std::string, std::size_t> bytes_max;  ///< By bucket.
  std::set<std::string> for_all;                 ///< Buckets where verifiers may store, too.
  std::set<std::string> needed;                  ///< Buckets that only an admin may delete.
  std::set<std::string> kept;                    ///< And those that nobody may.
  std::set<std::string> functions;
};

}  // namespace mien::fakes
