#pragma once

#include <optional>
#include <vector>

#include "app/object_triggers.h"

namespace mien::cli {

/// Nothing follows from what happens to objects.
class NoTriggers final : public app::ObjectTriggers {
 public:
  std::vector<NewTask> tasks_of(const ObjectEvent&) const override { return {}; }
  void committed() noexcept override {}
  std::optional<std::size_t> object_bytes_max(std::string_view, std::string_view) const override {
    return std::nullopt;
  }
  bool knows_function(std::string_view) const override { return false; }
};

}  // namespace mien::cli
