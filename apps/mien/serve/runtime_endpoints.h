#pragma once

#include <memory>
#include <string>

#include "api/account.h"
#include "ports/clock.h"
#include "ports/function_endpoint.h"
#include "ports/log.h"

namespace mien::cli {

/// Serves the Lambda runtime API of each function on a host and port of its own. Thread-safe. Borrows clock and log.
class RuntimeEndpoints final : public FunctionEndpoints {
 public:
  RuntimeEndpoints(api::Account account, const Clock& clock, Log& log)
      : account_(std::move(account)), clock_(clock), log_(log) {}
  Result<std::unique_ptr<FunctionEndpoint>> open(const Settings& settings) override;

 private:
  const api::Account account_;
  const Clock& clock_;
  Log& log_;
};

}  // namespace mien::cli
