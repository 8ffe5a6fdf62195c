#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/intake/intake.h"

namespace mien::app {

/// What uploads announced with POST /v1/uploads go through: a bucket and an intake of their own, whose tasks bring
/// along what is to be done.
inline constexpr std::string_view kAnnouncedUploads = "mien-uploads";

/// The intakes by name. Does not change. Thread-safe.
class IntakeBook {
 public:
  explicit IntakeBook(std::vector<Intake> intakes) : intakes_(std::move(intakes)) {}
  /// nullptr: there is none.
  const Intake* find(std::string_view name) const {
    for (const Intake& intake : intakes_)
      if (intake.name == name) return &intake;
    return nullptr;
  }
  const std::vector<Intake>& all() const { return intakes_; }

 private:
  std::vector<Intake> intakes_;
};

}  // namespace mien::app
