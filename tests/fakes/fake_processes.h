#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
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

  bool has(std::string_view text) const { return std::ranges::find(seen, text) != seen.end(); }
  /// A variable of the last process.
  std::string variable(const std::string& name) const {
    for (const std::string& one : programs.back().environment)
      if (one.starts_with(name + "=")) return one.substr(name.size() + 1);
    return "none";
  }
};

class FakeEndpoint final : public FunctionEndpoint {
 public:
  explicit FakeEndpoint(Stage& stage) : stage_(stage) {}
  const std::string& address() const override { return address_; }
  Result<FunctionOutcome> run(const FunctionRunner::Invocation& invocation) override { return stage_.run(invocation); }
  void fail(Affected affected, std::string_view type, std::string_view message) override {
    stage_.seen.push_back((affected == Affected::kTaken ? "fail taken: " : "fail all: ") + std::string(type) + ": " +
                          std::string(message));
  }
  void close() override { stage_.seen.emplace_back("close"); }

 private:
  Stage& stage_;
  std::string address_ = "127.0.0.1:4000";
};

class FakeEndpoints final : public FunctionEndpoints {
 public:
  explicit FakeEndpoints(Stage& stage) : stage_(stage) {}
  Result<std::unique_ptr<FunctionEndpoint>> open(const Settings& settings) override {
    if (!stage_.has_port) return fail(ErrorCode::kUnavailable, "no port");
    stage_.seen.push_back("open " + settings.function + " " + std::to_string(settings.timeout.count()));
    return std::make_unique<FakeEndpoint>(stage_);
  }

 private:
  Stage& stage_;
};

class FakeProcess final : public FunctionProcess {
 public:
  explicit FakeProcess(Stage& stage) : stage_(stage) {}
  ~FakeProcess() override { stage_.seen.emplace_back("gone"); }
  void stop() override { stage_.seen.emplace_back("stop"); }
  void kill() override { stage_.seen.emplace_back("kill"); }

 private:
  Stage& stage_;
};

class FakeSupervisor final : public FunctionSupervisor {
 public:
  explicit FakeSupervisor(Stage& stage) : stage_(stage) {}
  Result<std::unique_ptr<FunctionProcess>> start(const Program& program, Listener listener) override {
    if (!stage_.starts) return fail(ErrorCode::kUnavailable, "A process could not be started.", "no python3");
    stage_.programs.push_back(program);
    stage_.listeners.push_back(std::move(listener));
    stage_.on_start();
    return std::make_unique<FakeProcess>(stage_);
  }

 private:
  Stage& stage_;
};

class FakeKeys final : public FunctionKeys {
 public:
  explicit FakeKeys(Stage& stage) : stage_(stage) {}
  Key add(std::string_view function) override {
    const std::string id = "fn-" + std::string(function) + "-" + std::to_string(++count_);
    stage_.keys.insert(id);
    return {id, "secret-" + std::to_string(count_)};
  }
  void remove(std::string_view id) noexcept override { stage_.keys.erase(std::string(id)); }

 private:
  Stage& stage_;
  int count_ = 0;
};

}  // namespace mien::fakes
