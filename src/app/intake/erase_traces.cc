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
  if (trace.source.empty()) return ports_.objects.remove(trace.container, trace.key, trace.sequence);
  const auto source = ports_.sources.find(trace.source);
  if (source == ports_.sources.end())
    return fail(ErrorCode::kUnavailable, "The source " + trace.source + " is not configured any more.");
  return source->second->remove(trace.container, trace.key, trace.sequence);
}

}  // namespace mien::app
