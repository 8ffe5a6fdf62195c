#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <stop_token>
#include <string>
#include <utility>

#include "app/intake/uploaded_objects.h"
#include "ports/clock.h"
#include "ports/traces.h"

namespace mien::app {

/// Removes what people left in buckets and tables who have gone. For one thread. Borrows all.
class EraseTraces {
 public:
  struct Ports {
    TraceStore& traces;
    UploadPlaces places;
    ItemSink& items;
  };
  EraseTraces(Ports ports, const Clock& clock) : ports_(std::move(ports)), clock_(clock) {}

  struct Done {
    std::size_t erased = 0;
    std::size_t failed = 0;  ///< Put off by limits::kTraceRetry.
  };
  /// All that there is to remove and is not put off. @errors kUnavailable (the traces cannot be read)
  Result<Done> run(const std::stop_token& stop);

 private:
  Result<void> erase(const Trace& trace) const;

  Ports ports_;
  const Clock& clock_;
  std::map<std::uint64_t, Timestamp> put_off_;  ///< Ids of those that could not be removed, and until when.
};

}  // namespace mien::app
