#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/process/lines.h"
#include "adapters/process/process_supervisor.h"
#include "core/limits.h"
#include "fakes/temp_dir.h"

namespace mien {
namespace {

class Heard {
 public:
  FunctionSupervisor::Listener listener() {
    return {.ended =
                [this](std::string_view how) {
                  const std::scoped_lock lock(mutex_);
                  how_ = how;
                  changed_.notify_all();
                },
            .line =
                [this](std::string_view line) {
                  const std::scoped_lock lock(mutex_);
                  lines_.emplace_back(line);
                  changed_.notify_all();
                }};
  }
  std::string how() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return how_.has_value(); });
    return *how_;
  }
  std::vector<std::string> lines_until(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return lines_.size() >= count; });
    return lines_;
  }
  std::vector<std::string> lines() {
    const std::scoped_lock lock(mutex_);
    return lines_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<std::string> how_;
  std::vector<std::string> lines_;
};

class ProcessTest : public ::testing::Test {
 protected:
  std::unique_ptr<FunctionProcess> run(const std::string& script, std::vector<std::string> environment = {}) {
    environment.emplace_back("PATH=/usr/bin:/bin");
    return supervisor_
        .start({.arguments = {"/bin/sh", "-c", script}, .folder = folder_ / "", .environment = std::move(environment)},
               heard_.listener())
        .value();
  }
  fakes::TempDir folder_;
  ProcessSupervisor supervisor_;
  Heard heard_;
};

TEST_F(ProcessTest, TellsWhatItWritesAndHowItEnds) {
  const auto process = run("echo one; echo two >&2; printf three; exit 3");
  EXPECT_EQ(heard_.how(), "exit status 3");
  EXPECT_EQ(heard_.lines(), (std::vector<std::string>{"one", "two", "three"}));
}

TEST_F(ProcessTest, HasNothingButWhatItIsGiven) {
  ASSERT_EQ(::setenv("MIEN_TEST_SECRET", "secret", 1), 0);
  const auto process =
      run("env | cut -d= -f1 | grep -v '^_$' | sort | tr '\\n' ' '; pwd; ls /proc/self/fd | wc -l; cat", {"GIVEN=1"});
  EXPECT_EQ(heard_.how(), "exit status 0") << "its input is empty";
  const auto lines = heard_.lines();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], "GIVEN PATH PWD " + (folder_ / "").substr(0, (folder_ / "").size() - 1));
  EXPECT_EQ(lines[1], "4") << "three, and that of ls itself";
  ::unsetenv("MIEN_TEST_SECRET");
}

TEST_F(ProcessTest, KnowsWhereItWasFound) {
  const auto process = supervisor_.start(
      {.arguments = {"sh", "-c", "tr '\\0' '\\n' < /proc/$$/cmdline | head -1"}, .folder = "/", .environment = {}},
      heard_.listener());
  ASSERT_TRUE(process);
  EXPECT_TRUE(heard_.lines_until(1).front().ends_with("/sh")) << heard_.lines().front();
}

TEST_F(ProcessTest, EndsWhenItIsAskedTo) {
  const auto process = run("echo ready; sleep 1000");
  heard_.lines_until(1);
  process->stop();
  EXPECT_EQ(heard_.how(), "signal: terminated");
}

TEST_F(ProcessTest, EndsThoughItDoesNotWantTo) {
  const auto process = run("trap '' TERM; echo ready; while :; do sleep 1000; done");
  heard_.lines_until(1);
  process->kill();
  EXPECT_EQ(heard_.how(), "signal: killed");
}

TEST_F(ProcessTest, TakesItsChildrenAlong) {
  const auto process = run("sleep 1000 & echo $!; exit 0");
  EXPECT_EQ(heard_.how(), "exit status 0");
  const pid_t child = std::stoi(heard_.lines().at(0));
  // It is killed; whoever adopted it may take a moment to bury it.
  while (::kill(child, 0) == 0) {
    std::ifstream status("/proc/" + std::to_string(child) + "/stat");
    std::string id, name, state;
    status >> id >> name >> state;
    if (!status || state == "Z") break;
  }
}

TEST_F(ProcessTest, GoesWithItsObject) {
  auto process = run("echo ready; sleep 1000");
  heard_.lines_until(1);
  process.reset();
  EXPECT_EQ(heard_.how(), "signal: killed");
}

TEST_F(ProcessTest, SaysWhyItCannotBeStarted) {
  const auto missing =
      supervisor_.start({.arguments = {"/nowhere/python3"}, .folder = "/", .environment = {}}, heard_.listener());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(missing.error().detail, "/nowhere/python3: No such file or directory");
  const auto folder =
      supervisor_.start({.arguments = {"sh"}, .folder = "/nowhere", .environment = {}}, heard_.listener());
  ASSERT_FALSE(folder);
}

TEST(Lines, AreCutAndCounted) {
  std::vector<std::string> seen;
  process::Lines lines([&](std::string_view line) { seen.emplace_back(line); }, 4, 2);
  const process::Lines::Clock::time_point start{std::chrono::hours(1)};
  lines.add("ab", start);
  lines.add("cdef\n\nx\n", start);
  EXPECT_EQ(seen, (std::vector<std::string>{"abcd", ""})) << "two in a second";
  lines.add("y", start + std::chrono::seconds(1));
  lines.finish(start + std::chrono::seconds(1));
  lines.finish(start + std::chrono::seconds(1));
  EXPECT_EQ(seen, (std::vector<std::string>{"abcd", "", "y"}));
}

}  // namespace
}  // namespace mien
