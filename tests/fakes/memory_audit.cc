#include "fakes/memory_audit.h"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace mien::fakes {

Result<void> MemoryAudit::append(const AuditEvent& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  state_.events.push_back(event);
  return {};
}

Result<void> MemoryAudit::append_once(const AuditEvent& event) {
  {
    const std::scoped_lock lock(state_.mutex);
    MIEN_TRY_VOID(state_.check_up());
    if (std::ranges::find(state_.events, event.id, &AuditEvent::id) != state_.events.end()) return {};
  }
  return append(event);
}

Result<Page<AuditEvent>> MemoryAudit::list(const Filter& filter, const PageRequest& page) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  const std::string listing = "audit/" + (filter.collection ? '=' + *filter.collection : "") + '/' +
                              (filter.subject ? '=' + *filter.subject : "");
  MIEN_TRY(const auto after, state_.start_of(page, listing));
  std::vector<std::size_t> order;
  for (std::size_t i = state_.events.size(); i-- > 0;) {
    const AuditEvent& event = state_.events[i];
    if (filter.collection && event.collection != *filter.collection) continue;
    if (filter.subject && event.subject != *filter.subject) continue;
    order.push_back(i);
  }
  // Of events of one moment the later one stands first.
  std::ranges::sort(order, std::ranges::greater{}, [&](std::size_t i) { return std::pair(state_.events[i].at, i); });
  if (after) {
    const std::size_t last = std::stoull(*after);
    const auto later = [&](std::size_t i) {
      return std::pair(state_.events[i].at, i) >= std::pair(state_.events[last].at, last);
    };
    std::erase_if(order, later);
  }
  const auto cut = state_.cut(std::move(order), page, listing, [](std::size_t i) { return std::to_string(i); });
  Page<AuditEvent> out;
  for (const std::size_t i : cut.items) out.items.push_back(state_.events[i]);
  out.next = cut.next;
  return out;
}

}  // namespace mien::fakes
