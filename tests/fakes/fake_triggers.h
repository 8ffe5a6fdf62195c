#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/object_triggers.h"

namespace mien::fakes {

/// Triggers that a test scripts; for one thread.
class FakeTriggers final : public app::ObjectTriggers {
 public:
  std::vector<NewTask> tasks_of(const ObjectEvent& event) const override;
  void committed() noexcept override { ++commits; }
  std::optional<std::size_t> object_bytes_max(std::string_view bucket, std::string_view) const override;
  Roles may_store(std::string_view bucket, std::string_view) const override;
  std::optional<Roles> may_delete(std::string_view bucket) const override;
  bool knows_function(std::string_view name) const override;

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
