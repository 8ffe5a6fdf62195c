#include "app/console/sign_in_throttle.h"

#include <algorithm>

#include "core/limits.h"

namespace mien::app {

std::uint32_t SignInThrottle::count_now(const Failures& failures) const {
  const auto forgotten = std::max<std::int64_t>((clock_.now() - failures.since) / limits::kSignInFailurePause, 0);
  return forgotten >= failures.count ? 0 : failures.count - static_cast<std::uint32_t>(forgotten);
}

bool SignInThrottle::is_full(const Book& book, std::string_view who, std::uint32_t most) const {
  const auto at = book.find(who);
  return at != book.end() && count_now(at->second) >= most;
}

Result<void> SignInThrottle::check(std::string_view name, std::string_view address) const {
  const std::scoped_lock lock(mutex_);
  if (is_full(names_, name, limits::kSignInFailuresPerName) ||
      is_full(addresses_, address, limits::kSignInFailuresPerAddress))
    return fail(ErrorCode::kOverloaded, "Too many passwords were wrong; try again in a few seconds.");
  return {};
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

void SignInThrottle::note_failure(std::string_view name, std::string_view address) {
  const std::scoped_lock lock(mutex_);
  add(names_, name);
  add(addresses_, address);
}

}  // namespace mien::app
