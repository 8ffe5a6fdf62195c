#include "fakes/memory_operators.h"

#include <mutex>
#include <vector>

namespace mien::fakes {
namespace {

std::unexpected<Error> no_operator() { return fail(ErrorCode::kNotFound, "No such operator."); }

}  // namespace

std::map<std::string, Operator, std::less<>> MemoryOperators::living() const {
  auto out = operators_;
  std::erase_if(out, [&](const auto& entry) { return !keys_.has(entry.second.access_key_id); });
  return out;
}

Result<void> MemoryOperators::add(const Operator& who, const SealedKey& key, std::size_t keys_max,
                                  const AuditEvent& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  if (living().contains(who.name)) return fail(ErrorCode::kAlreadyExists, "An operator of that name exists.");
  MIEN_TRY_VOID(keys_.insert(key, keys_max));
  operators_.insert_or_assign(who.name, who);
  state_.events.push_back(event);
  return {};
}

Result<Operator> MemoryOperators::find(std::string_view name) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  const auto all = living();
  const auto at = all.find(name);
  if (at == all.end()) return no_operator();
  return at->second;
}

Result<Page<Operator>> MemoryOperators::list(const PageRequest& page) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  MIEN_TRY(const auto after, state_.start_of(page, "operators"));
  std::vector<Operator> items;
  for (const auto& [name, who] : living())
    if (!after || name > *after) items.push_back(who);
  return state_.cut(std::move(items), page, "operators", [](const Operator& who) { return who.name; });
}

Result<void> MemoryOperators::set_password(std::string_view name, std::string_view password_hash,
                                           const AuditEvent& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  if (!living().contains(name)) return no_operator();
  operators_.find(name)->second.password_hash = password_hash;
  state_.events.push_back(event);
  return {};
}

Result<void> MemoryOperators::remove(std::string_view name, const AuditEvent& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  const auto all = living();
  const auto at = all.find(name);
  if (at == all.end()) return no_operator();
  keys_.erase(at->second.access_key_id);
  operators_.erase(at->second.name);
  state_.events.push_back(event);
  return {};
}

Result<void> MemorySignInLinks::put(const SignInLink& link, const std::optional<AuditEvent>& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  if (link.operator_name && !operators_.has(*link.operator_name)) return no_operator();
  std::erase_if(links_, [&](const auto& entry) { return entry.second.operator_name == link.operator_name; });
  links_.emplace(link.token_sha256, link);
  if (event) state_.events.push_back(*event);
  return {};
}

Result<std::optional<SignInLink>> MemorySignInLinks::find(const Sha256& token_sha256) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  const auto at = links_.find(token_sha256);
  if (at == links_.end()) return std::nullopt;
  const auto& who = at->second.operator_name;
  if (who && !operators_.has(*who)) return std::nullopt;
  return at->second;
}

Result<bool> MemorySignInLinks::remove(const Sha256& token_sha256) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  return links_.erase(token_sha256) > 0;
}

Result<void> MemorySessions::put(const Session& session) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  sessions_.insert_or_assign(session.token_sha256, session);
  return {};
}

Result<void> MemorySessions::remove(const Sha256& token_sha256) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  sessions_.erase(token_sha256);
  return {};
}

Result<void> MemorySessions::for_each(const std::function<void(const Session&)>& visit) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  for (const auto& [token, session] : sessions_) visit(session);
  return {};
}

}  // namespace mien::fakes
