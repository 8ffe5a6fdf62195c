#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/process/process_supervisor.h"
#include "fault/scarce_memory.h"

namespace mien {
namespace {

/// What a listener takes no memory for.
class Heard {
 public:
  FunctionSupervisor::Listener listener() {
    return {.ended =
                [this](std::string_view how) {
                  const std::scoped_lock lock(mutex_);
                  how_ = how.substr(0, 15);  // Short enough for std::string itself.
                  changed_.notify_all();
                },
            .line =
                [this](std::string_view) {
                  const std::scoped_lock lock(mutex_);
                  ++lines_;
                }};
  }
  std::string how() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return how_.has_value(); });
    return *how_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<std::string> how_;
  int lines_ = 0;
};

TEST(ScarceMemoryProcess, EndsAtMostTheProcessWhicheverAllocationFails) {
  ProcessSupervisor supervisor;
  const std::string script = "printf '%040d\\n%0400d\\n' 1 2; exit 3";  // Lines that take memory.
  std::size_t not_started = 0;
  bool struck = true;
  for (std::size_t nth = 1; struck; ++nth) {
    ASSERT_LT(nth, 200U) << "it never got so far";
    Heard heard;
    const fault::ScarceMemoryElsewhere scarce(nth);
    const auto process =
        supervisor.start({.arguments = {"/bin/sh", "-c", script}, .folder = "/", .environment = {"PATH=/usr/bin:/bin"}},
                         heard.listener());
    if (process) {
      const std::string how = heard.how();
      EXPECT_TRUE(how == "exit status 3" || how == "signal: killed") << how;
    } else {
      EXPECT_EQ(process.error().code, ErrorCode::kUnavailable);
      ++not_started;
    }
    struck = fault::ScarceMemoryElsewhere::struck();
  }
  EXPECT_GT(not_started, 0U);
}

/// Whoever listens may want memory, too.
TEST(ScarceMemoryProcess, EndsTheProcessWhoseListenerThrows) {
  ProcessSupervisor supervisor;
  std::mutex mutex;
  std::condition_variable changed;
  std::string how;
  const auto process =
      supervisor.start({.arguments = {"/bin/sh", "-c", "echo x; sleep 1000"}, .folder = "/", .environment = {}},
                       {.ended =
                            [&](std::string_view told) {
                              const std::scoped_lock lock(mutex);
                              how = told;
                              changed.notify_all();
                              throw std::bad_alloc();
                            },
                        .line = [](std::string_view) { throw std::bad_alloc(); }});
  ASSERT_TRUE(process);
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return !how.empty(); });
  EXPECT_EQ(how, "signal: killed");
}

}  // namespace
}  // namespace mien
