#include "app/intake/erase_traces.h"

#include "core/limits.h"

namespace mien::app {

Result<EraseTraces::Done> EraseTraces::run(const std::stop_token& stop) {
  Done done;
  std::uint64_t last = 0;
  std::erase_if(put_off_, [now = clock_.now()](const auto& waiting) { return waiting.second <= now; });
  for (;;) {
    MIEN_TRY(const auto lost, ports_.traces.lost(last, limits::kTracesPerPage));
    for (const TraceStore::Lost& one : lost) {
      if (stop.stop_requested()) return done;
      last = one.id;
      if (put_off_.contains(one.id)) continue;
      if (erase(one.trace) && ports_.traces.forget(one.id)) {
        ++done.erased;
        continue;
      }
      ++done.failed;
      if (put_off_.size() < limits::kTracesPutOffMax) put_off_[one.id] = clock_.now() + limits::kTraceRetry;
    }
    if (lost.size() < limits::kTracesPerPage) return done;
  }
}

Result<void> EraseTraces::erase(const Trace& trace) const {
  if (trace.kind == Trace::Kind::kItem) return ports_.items.remove(trace.container, trace.key);
  UploadedObjects* const place = ports_.places.at(trace.source);
  if (place == nullptr)
    return fail(ErrorCode::kUnavailable, "The source " + trace.source + " is not configured any more.");
  return place->remove(trace.container, trace.key, trace.sequence);
}

}  // namespace mien::app
