#include "adapters/process/process_supervisor.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

#include "adapters/process/child.h"
#include "adapters/process/lines.h"
#include "core/limits.h"

namespace mien {
namespace {

using process::Child;

class Process final : public FunctionProcess {
 public:
  Process(FunctionSupervisor::Program program, FunctionSupervisor::Listener listener)
      : listener_(std::move(listener)),
        lines_(listener_.line, limits::kFunctionLogLineBytesMax, limits::kFunctionLogLinesPerSecondMax) {
    // The process is killed when the thread that started it ends: so it is this one, which lives as long as it does.
    thread_ = std::jthread([this, program = std::move(program)] { run(program); });
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() override { kill(); }

  Result<void> started() { return started_.get_future().get(); }

  void stop() override {
    send(SIGTERM);
    {
      std::unique_lock lock(mutex_);
      if (gone_.wait_for(lock, limits::kFunctionStopTimeout, [&] { return id_ <= 0; })) return;
    }
    kill();
  }
  void kill() override {
    send(SIGKILL);
    std::unique_lock lock(mutex_);
    gone_.wait(lock, [&] { return id_ <= 0; });
  }

 private:
  /// Nothing thrown leaves this thread: where memory runs out, a handler's process goes, and not the server.
  void run(const FunctionSupervisor::Program& program) {
    Child child;
    try {
      auto begun = process::start_child(program.arguments, program.folder, program.environment);
      if (!begun) {
        started_.set_value(std::unexpected(std::move(begun).error()));
        return;
      }
      child = *std::move(begun);
    } catch (const std::exception&) {
      started_.set_exception(std::current_exception());  // No memory is taken for that, as an Error would.
      return;
    }
    {
      const std::scoped_lock lock(mutex_);
      id_ = child.id;
    }
    started_.set_value({});
    ::fcntl(child.output.get(), F_SETFL, O_NONBLOCK);
    attempt([&] { watch(child); });
    const int status = reap();
    attempt([&] {
      read_output(child);
      lines_.finish(process::Lines::Clock::now());
    });
    std::string how = "unknown";
    attempt([&] { how = process::describe_end(status); });
    attempt([&] { listener_.ended(how); });
  }

  /// A step that is given up where something is thrown: there is nobody to tell, and no memory to do it with.
  template <class Step>
  static void attempt(const Step& step) noexcept {
    try {
      step();
    } catch (const std::exception&) {
      return;
    }
  }

  /// Until the process has ended. Its children may hold the output open for longer.
  void watch(const Child& child) {
    std::array<pollfd, 2> watched{{{child.handle.get(), POLLIN, 0}, {child.output.get(), POLLIN, 0}}};
    for (;;) {
      if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return;
      if ((watched[1].revents & (POLLIN | POLLHUP | POLLERR)) != 0 && !read_output(child))
        watched[1].fd = -1;  // It has closed its output, and goes on.
      if ((watched[0].revents & POLLIN) != 0) return;
    }
  }

  /// What is there. False: there will be no more.
  bool read_output(const Child& child) {
    std::array<char, 4096> bytes;
    constexpr int kStepsMax = 64;  // Whoever writes without end must not keep us from seeing that it ended.
    for (int step = 0; step < kStepsMax; ++step) {
      const ssize_t got = ::read(child.output.get(), bytes.data(), bytes.size());
      if (got < 0) return errno == EAGAIN || errno == EINTR;
      if (got == 0) return false;
      lines_.add({bytes.data(), static_cast<std::size_t>(got)}, process::Lines::Clock::now());
    }
    return true;
  }

  /// What the process has started ends with it. The id is given back last, with nobody in between who could send a
  /// signal to another process of the same id.
  int reap() {
    const std::scoped_lock lock(mutex_);
    ::kill(-id_, SIGKILL);
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) continue;
    id_ = 0;
    gone_.notify_all();
    return status;
  }

  void send(int signal) {
    const std::scoped_lock lock(mutex_);
    if (id_ > 0) ::kill(-id_, signal);
  }

  const FunctionSupervisor::Listener listener_;
  process::Lines lines_;  ///< The thread's.
  std::mutex mutex_;
  std::condition_variable gone_;
  pid_t id_ = 0;  ///< Guarded by mutex_; above 0 while it runs.
  std::promise<Result<void>> started_;
  std::jthread thread_;  ///< Last: it uses the others.
};

}  // namespace

Result<std::unique_ptr<FunctionProcess>> ProcessSupervisor::start(const Program& program, Listener listener) {
  try {
    auto process = std::make_unique<Process>(program, std::move(listener));
    MIEN_TRY_VOID(process->started());
    return process;
  } catch (const std::exception& exception) {
    return fail(ErrorCode::kUnavailable, "A process could not be started.", exception.what());
  }
}

}  // namespace mien
