#include "fakes/fake_triggers.h"

namespace mien::fakes {

std::vector<NewTask> FakeTriggers::tasks_of(const ObjectEvent& event) const {
  events.push_back(event);
  return on_event ? on_event(event) : std::vector<NewTask>();
}

std::optional<std::size_t> FakeTriggers::object_bytes_max(std::string_view bucket, std::string_view) const {
  const auto found = bytes_max.find(std::string(bucket));
  return found == bytes_max.end() ? std::nullopt : std::optional(found->second);
}

Roles FakeTriggers::may_store(std::string_view bucket, std::string_view) const {
  return for_all.contains(std::string(bucket)) ? Roles{Role::kEnroller, Role::kVerifier} : Roles{Role::kEnroller};
}

std::optional<Roles> FakeTriggers::may_delete(std::string_view bucket) const {
  if (kept.contains(std::string(bucket))) return std::nullopt;
  return needed.contains(std::string(bucket)) ? Roles{} : Roles{Role::kEnroller};
}

bool FakeTriggers::knows_function(std::string_view name) const { return functions.contains(std::string(name)); }

}  // namespace mien::fakes
