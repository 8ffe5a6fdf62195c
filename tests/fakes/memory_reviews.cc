#include "fakes/memory_reviews.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace mien::fakes {
namespace {

bool waits(const Review& review) { return review.state == Review::State::kWaiting; }

}  // namespace

Result<std::vector<ObjectKey>> MemoryReviews::add(const Review& review, std::size_t waiting_max) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  std::vector<ObjectKey> unused;
  if (std::ranges::find(state_.reviews, review.id, &Review::id) != state_.reviews.end()) {
    if (review.object) unused.push_back(*review.object);
    return unused;
  }
  state_.reviews.push_back(review);
  while (static_cast<std::size_t>(std::ranges::count_if(state_.reviews, waits)) > waiting_max) {
    auto oldest = state_.reviews.end();
    for (auto at = state_.reviews.begin(); at != state_.reviews.end(); ++at)
      if (waits(*at) && (oldest == state_.reviews.end() || at->at < oldest->at)) oldest = at;
    if (oldest->object) unused.push_back(*oldest->object);
    state_.reviews.erase(oldest);
  }
  return unused;
}

Result<Review> MemoryReviews::find(const EventId& id) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  const auto at = std::ranges::find(state_.reviews, id, &Review::id);
  if (at == state_.reviews.end()) return fail(ErrorCode::kNotFound, "There is no such review.");
  return *at;
}

Result<Page<Review>> MemoryReviews::list(const Filter& filter, const PageRequest& page) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  const std::string listing =
      "reviews/" + std::to_string(static_cast<int>(filter.which)) + "/" + filter.collection.value_or("");
  MIEN_TRY(const auto after, state_.start_of(page, listing));
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < state_.reviews.size(); ++i) {
    const Review& review = state_.reviews[i];
    const bool is_wanted = waits(review) == (filter.which == Which::kWaiting) &&
                           (!filter.collection || review.collection == *filter.collection);
    if (is_wanted) order.push_back(i);
  }
  const auto place = [&](std::size_t i) { return std::pair(state_.reviews[i].at, i); };
  std::ranges::sort(order, std::ranges::greater{}, place);
  if (after) {
    const std::size_t last = std::stoull(*after);
    std::erase_if(order, [&](std::size_t i) { return place(i) >= place(last); });
  }
  const auto cut = state_.cut(std::move(order), page, listing, [](std::size_t i) { return std::to_string(i); });
  Page<Review> out{.items = {}, .next = cut.next};
  for (const std::size_t i : cut.items) out.items.push_back(state_.reviews[i]);
  return out;
}

Result<std::vector<ObjectKey>> MemoryReviews::close(const EventId& id, const Closing& closing) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  const auto at = std::ranges::find(state_.reviews, id, &Review::id);
  if (at == state_.reviews.end()) return fail(ErrorCode::kNotFound, "There is no such review.");
  if (!waits(*at)) return fail(ErrorCode::kChangedMeanwhile, "Somebody has looked at it already.");
  std::vector<ObjectKey> unused;
  if (at->object) unused.push_back(*std::exchange(at->object, std::nullopt));
  at->state = closing.state;
  at->closed_by = closing.by;
  at->closed = closing.at;
  state_.events.push_back(closing.event);
  return unused;
}

Result<std::vector<ObjectKey>> MemoryReviews::purge(Timestamp before) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  return state_.forget_reviews([&](const Review& review) { return review.at < before; });
}

Result<std::optional<std::string>> MemorySettings::find(std::string_view name) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  const auto at = values_.find(name);
  if (at == values_.end()) return std::nullopt;
  return at->second;
}

Result<void> MemorySettings::put(const TextMap& values, const AuditEvent& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  for (const auto& [name, value] : values) values_.insert_or_assign(name, value);
  state_.events.push_back(event);
  return {};
}

}  // namespace mien::fakes
