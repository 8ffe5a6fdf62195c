#include "fakes/fake_processes.h"

#include <algorithm>
#include <utility>

namespace mien::fakes {
namespace {

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

class FakeProcess final : public FunctionProcess {
 public:
  explicit FakeProcess(Stage& stage) : stage_(stage) {}
  ~FakeProcess() override { stage_.seen.emplace_back("gone"); }
  void stop() override { stage_.seen.emplace_back("stop"); }
  void kill() override { stage_.seen.emplace_back("kill"); }

 private:
  Stage& stage_;
};

}  // namespace

bool Stage::has(std::string_view text) const { return std::ranges::find(seen, text) != seen.end(); }

std::string Stage::variable(const std::string& name) const {
  for (const std::string& one : programs.back().environment)
    if (one.starts_with(name + "=")) return one.substr(name.size() + 1);
  return "none";
}

Result<std::unique_ptr<FunctionEndpoint>> FakeEndpoints::open(const Settings& settings) {
  if (!stage_.has_port) return fail(ErrorCode::kUnavailable, "no port");
  stage_.seen.push_back("open " + settings.function + " " + std::to_string(settings.timeout.count()));
  return std::make_unique<FakeEndpoint>(stage_);
}

Result<std::unique_ptr<FunctionProcess>> FakeSupervisor::start(const Program& program, Listener listener) {
  if (!stage_.starts) return fail(ErrorCode::kUnavailable, "A process could not be started.", "no python3");
  stage_.programs.push_back(program);
  stage_.listeners.push_back(std::move(listener));
  stage_.on_start();
  return std::make_unique<FakeProcess>(stage_);
}

FakeKeys::Key FakeKeys::add(std::string_view function) {
  const std::string id = "fn-" + std::string(function) + "-" + std::to_string(++count_);
  stage_.keys.insert(id);
  return {id, "secret-" + std::to_string(count_)};
}

void FakeKeys::remove(std::string_view id) noexcept { stage_.keys.erase(std::string(id)); }

}  // namespace mien::fakes
