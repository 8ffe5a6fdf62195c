#pragma once

#include <string>
#include <utility>

#include "app/intake/intake_book.h"
#include "app/intake/upload_payload.h"
#include "ports/tasks.h"

namespace mien::app {

/// The collection that an upload is for: the announced one, or its intake's. Empty where the intake is gone.
inline std::string upload_collection(const Task& upload, const IntakeBook& intakes) {
  if (auto payload = read_payload(upload.what.payload); payload && !payload->collection.empty())
    return std::move(payload->collection);
  const auto intake = intakes.find(upload.what.target);
  return intake != nullptr ? intake->collection.text() : std::string();
}

}  // namespace mien::app
