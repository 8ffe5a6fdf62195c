#include "app/console/sign_in_throttle.h"

#include <algorithm>

#include "core/limits.h"
#include "core/network.h"

namespace mien::app {

std::uint32_t SignInThrottle::count_now(const Failures& failures) const {
  const auto forgotten = std::max<std::int64_t>((clock_.now() - failures.since) / limits::kSignInFailurePause, 0);
  return forgotten >= failures.count ? 0 : failures.count - static_cast<std::uint32_t>(forgotten);
}

bool SignInThrottle::is_full(const Book& book, std::string_view who, std::uint32_t most) const {
  const auto at = book.find(who);
  return at != book.end() && count_now(at->second) >= most;
}

Result<void> SignInThrottle::take(std::string_view name, std::string_view address) {
  const std::string network = network_of(address);
  const std::scoped_lock lock(mutex_);
  if (is_full(names_, name, limits::kSignInFailuresPerName) ||
      is_full(networks_, network, limits::kSignInFailuresPerAddress))
    return fail(ErrorCode::kOverloaded, "Too many passwords were wrong; try again in a few seconds.");
  add(names_, name);
  if (!network.empty()) add(networks_, network);
  return {};
}

void SignInThrottle::give_back(std::string_view name, std::string_view address) {
  const std::scoped_lock lock(mutex_);
  take_back(names_, name);
  take_back(networks_, network_of(address));
}

void SignInThrottle::add(Book& book, std::string_view who) {
  if (book.size() >= limits::kSignInFailuresKept && !book.contains(who)) {
    // What has run dry says nothing any more; a flood of others makes room by the least that is known.
    std::erase_if(book, [&](const auto& entry) { return count_now(entry.second) == 0; });
    if (book.size() >= limits::kSignInFailuresKept)
      book.erase(
          std::ranges::min_element(book, {}, [&](const Book::value_type& entry) { return count_now(entry.second); }));
  }
  Failures& failures = book[std::string(who)];
  failures = {.count = count_now(failures) + 1, .since = clock_.now()};
}

void SignInThrottle::take_back(Book& book, std::string_view who) {
  const auto at = book.find(who);
  if (at == book.end()) return;
  const std::uint32_t count = count_now(at->second);
  if (count <= 1)
    book.erase(at);
  else
    at->second = {.count = count - 1, .since = clock_.now()};
}

}  // namespace mien::app
