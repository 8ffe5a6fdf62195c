#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "ports/function_runner.h"

namespace mien::app {

/// Runs functions for requests that wait for the answer. Each keeps a thread meanwhile, which others need: so many of
/// one function may wait, and so many in all. Thread-safe. Borrows the runner.
class AwaitedFunctions final : public FunctionRunner {
 public:
  struct Limits {
    std::size_t each_max = 1;
    std::size_t all_max = 1;
  };
  AwaitedFunctions(FunctionRunner& runner, Limits limits) : runner_(runner), limits_(limits) {}
  bool knows(std::string_view function) const override { return runner_.knows(function); }
  /// @errors those of the runner; kOverloaded, too, where too many wait
  Result<FunctionOutcome> invoke(const Invocation& invocation) override;

 private:
  bool enter(std::string_view function);
  void leave(std::string_view function) noexcept;

  FunctionRunner& runner_;
  const Limits limits_;
  std::mutex mutex_;
  std::map<std::string, std::size_t, std::less<>> waiting_;  ///< By function. Guarded by mutex_.
  std::size_t all_ = 0;                                      ///< Likewise.
};

}  // namespace mien::app
