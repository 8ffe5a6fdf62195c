#include "fakes/memory_audit.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/time.h"

namespace mien::fakes {
namespace {

bool is_among(const std::vector<std::string>& words, const std::string& word) {
  return words.empty() || std::ranges::find(words, word) != words.end();
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += "," + word;
  return out;
}

}  // namespace

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
                              (filter.subject ? '=' + *filter.subject : "") + '/' + joined(filter.actions) + '/' +
                              joined(filter.outcomes) + '/' + (filter.from ? rfc3339(*filter.from) : "") + '/' +
                              (filter.to ? rfc3339(*filter.to) : "");
  MIEN_TRY(const auto after, state_.start_of(page, listing));
  std::vector<std::size_t> order;
  for (std::size_t i = state_.events.size(); i-- > 0;) {
    const AuditEvent& event = state_.events[i];
    if (filter.collection && event.collection != *filter.collection) continue;
    if (filter.subject && event.subject != *filter.subject) continue;
    if (!is_among(filter.actions, event.action) || !is_among(filter.outcomes, event.outcome)) continue;
    if ((filter.from && event.at < *filter.from) || (filter.to && event.at >= *filter.to)) continue;
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

Result<std::vector<AuditLog::Count>> MemoryAudit::count(const CountFilter& filter) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  using std::chrono::hours;
  const auto hour_of = [](Timestamp at) { return Timestamp(std::chrono::floor<hours>(at)); };
  std::map<std::tuple<Timestamp, std::string, std::string>, std::uint64_t> counts;
  for (const AuditEvent& event : state_.events) {
    const bool is_counted = event.at >= hour_of(filter.from) && event.at < std::chrono::ceil<hours>(filter.to) &&
                            (!filter.collection || event.collection == *filter.collection);
    if (is_counted) ++counts[{hour_of(event.at), event.action, event.outcome}];
  }
  std::vector<Count> out;
  for (const auto& [key, count] : counts) out.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), count});
  return out;
}

}  // namespace mien::fakes
