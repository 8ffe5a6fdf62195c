#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ports/function_endpoint.h"
#include "ports/function_keys.h"
#include "ports/function_supervisor.h"

namespace mien::fakes {

/// What a test says of processes and endpoints, and what it sees of them.
struct Stage {
  std::function<Result<FunctionOutcome>(const FunctionRunner::Invocation&)> run = [](const auto&) {
    return FunctionOutcome{.payload_json = "1"};
  };
  std::vector<std::string> seen;
  std::vector<FunctionSupervisor::Program> programs;
  std::vector<FunctionSupervisor::Listener> listeners;
  std::set<std::string> keys;
  std::function<void()> on_start = [] {};  ///< While a process is being started, once its listener is there.
  bool starts = true;
  bool has_port = true;

  bool has(std::string_view text) const;
  /// A variable of the last process.
  std::string variable(const std::string& name) const;
};

class FakeEndpoints final : public FunctionEndpoints {
 public:
  explicit FakeEndpoints(Stage& stage) : stage_(stage) {}
  Result<std::unique_ptr<FunctionEndpoint>> open(const Settings& settings) override;

 private:
  Stage& stage_;
};

class FakeSupervisor final : public FunctionSupervisor {
 public:
  explicit FakeSupervisor(Stage& stage) : stage_(stage) {}
  Result<std::unique_ptr<FunctionProcess>> start(const Program& program, Listener listener) override;

 private:
  Stage& stage_;
};

class FakeKeys final : public FunctionKeys {
 public:
  explicit FakeKeys(Stage& stage) : stage_(stage) {}
  Key add(std::string_view function) override;
  void remove(std::string_view id) noexcept override;

 private:
  Stage& stage_;
  int count_ = 0;
};

}  // namespace mien::fakes
