#include "app/functions/awaited_functions.h"

namespace mien::app {

Result<FunctionOutcome> AwaitedFunctions::invoke(const Invocation& invocation) {
  if (!enter(invocation.function))
    return fail(ErrorCode::kOverloaded, "Too many requests wait for functions; try again later.");
  struct Leave {
    AwaitedFunctions& all;
    std::string_view function;
    ~Leave() { all.leave(function); }
  } const leave{*this, invocation.function};
  return runner_.invoke(invocation);
}

bool AwaitedFunctions::enter(std::string_view function) {
  const std::scoped_lock lock(mutex_);
  if (all_ >= limits_.all_max) return false;
  const auto at = waiting_.try_emplace(std::string(function), 0).first;
  if (at->second >= limits_.each_max) return false;
  ++at->second;
  ++all_;
  return true;
}

void AwaitedFunctions::leave(std::string_view function) noexcept {
  const std::scoped_lock lock(mutex_);
  const auto at = waiting_.find(function);
  if (--at->second == 0) waiting_.erase(at);
  --all_;
}

}  // namespace mien::app
