#include "fakes/memory_setups.h"

namespace mien::fakes {
namespace {

std::unexpected<Error> not_found() { return fail(ErrorCode::kNotFound, "Nothing of that name was set up."); }

}  // namespace

Result<std::vector<Setup>> MemorySetups::list(SetupKind kind) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  std::vector<Setup> out;
  for (const auto& [key, setup] : setups_)
    if (key.first == kind) out.push_back(setup);
  return out;
}

Result<void> MemorySetups::add(SetupKind kind, const Setup& setup, const AuditEvent& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  if (!setups_.emplace(std::pair(kind, setup.name), setup).second)
    return fail(ErrorCode::kAlreadyExists, "Something of that name was set up already.");
  state_.events.push_back(event);
  return {};
}

Result<void> MemorySetups::replace(SetupKind kind, std::string_view name, const SetupTable& table,
                                   const AuditEvent& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  const auto at = setups_.find(std::pair(kind, std::string(name)));
  if (at == setups_.end()) return not_found();
  at->second.table = table;
  state_.events.push_back(event);
  return {};
}

Result<void> MemorySetups::remove(SetupKind kind, std::string_view name, const AuditEvent& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  if (setups_.erase(std::pair(kind, std::string(name))) == 0) return not_found();
  state_.events.push_back(event);
  return {};
}

}  // namespace mien::fakes
