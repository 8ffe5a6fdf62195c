#include "adapters/process/child.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "core/ascii.h"

namespace mien::process {
namespace {

std::unexpected<Error> cannot_start(std::string_view doing, int error) {
  return fail(ErrorCode::kUnavailable, "A process could not be started.",
              std::string(doing) + ": " + std::strerror(error));
}

/// The file that a name without a slash stands for.
std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* path = std::getenv("PATH");
  std::string_view folders = path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
  while (!folders.empty()) {
    const std::string_view folder = folders.substr(0, folders.find(':'));
    folders.remove_prefix(std::min(folders.size(), folder.size() + 1));
    const std::string file = std::string(folder.empty() ? "." : folder) + "/" + name;
    if (::access(file.c_str(), X_OK) == 0) return file;
  }
  return name;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (const std::string& text : texts) out.push_back(const_cast<char*>(text.c_str()));
  out.push_back(nullptr);
  return out;
}

/// glibc 2.36 declares its own function without C linkage.
int open_handle(pid_t id) { return static_cast<int>(::syscall(SYS_pidfd_open, id, 0)); }

/// What the new process does between fork and exec: calls that may be made there, and no memory taken.
struct Beginning {
  const char* file;
  char* const* arguments;
  char* const* environment;
  const char* folder;
  pid_t parent;
  int input;
  int output;
  int report;  ///< Where errno goes if there is no exec; closed by one.

  [[noreturn]] void run() const {
    become_alone();
    if (::dup2(input, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(output, 2) < 0) give_up();
    // The report is moved to 3, and all above goes at the exec.
    if (report != 3 && ::dup2(report, 3) < 0) give_up();
    ::fcntl(3, F_SETFD, FD_CLOEXEC);
    if (::close_range(4, ~0U, CLOSE_RANGE_CLOEXEC) != 0) give_up();
    if (::chdir(folder) != 0) give_up();
    ::execve(file, arguments, environment);
    give_up();
  }

 private:
  void become_alone() const {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);  // It went before it could be watched.
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::umask(0077);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
    sigset_t nothing;
    ::sigemptyset(&nothing);
    ::sigprocmask(SIG_SETMASK, &nothing, nullptr);
  }
  [[noreturn]] void give_up() const {
    const int error = errno;
    // If the report cannot be written, the end of the process tells as much.
    [[maybe_unused]] const auto written = ::write(report, &error, sizeof error);
    ::_exit(127);
  }
};

struct Pipe {
  posix::Descriptor out{-1};
  posix::Descriptor in{-1};
};
/// Where this process runs without standard input or output, a new descriptor may have their numbers, which the child
/// gives to others.
posix::Descriptor beyond_standard(posix::Descriptor descriptor) {
  if (descriptor.get() > STDERR_FILENO) return descriptor;
  return posix::Descriptor(::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return cannot_start("pipe", errno);
  Pipe pipe{beyond_standard(posix::Descriptor(ends[0])), beyond_standard(posix::Descriptor(ends[1]))};
  if (!pipe.in.is_open() || !pipe.out.is_open()) return cannot_start("dup", errno);
  return pipe;
}

/// 0: the program runs. @param report  what Beginning writes to
int error_of_exec(int report) {
  int error = 0;
  ssize_t got = 0;
  do got = ::read(report, &error, sizeof error);
  while (got < 0 && errno == EINTR);
  return got == sizeof error ? error : 0;
}

}  // namespace

Result<Child> start_child(const std::vector<std::string>& arguments, const std::string& folder,
                          const std::vector<std::string>& environment) {
  MIEN_CHECK(!arguments.empty());
  const posix::Descriptor nothing = beyond_standard(posix::Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)));
  if (!nothing.is_open()) return cannot_start("open /dev/null", errno);
  MIEN_TRY(Pipe output, make_pipe());
  MIEN_TRY(Pipe report, make_pipe());
  const std::string file = find_program(arguments.front());
  std::vector<std::string> all_arguments = arguments;
  all_arguments.front() = file;  // The Python of a venv finds that by it; its own PATH may be another one.
  const auto argument_pointers = pointers(all_arguments);
  const auto environment_pointers = pointers(environment);
  const Beginning beginning{.file = file.c_str(),
                            .arguments = argument_pointers.data(),
                            .environment = environment_pointers.data(),
                            .folder = folder.c_str(),
                            .parent = ::getpid(),
                            .input = nothing.get(),
                            .output = output.in.get(),
                            .report = report.in.get()};
  Child child;
  child.id = ::fork();
  if (child.id < 0) return cannot_start("fork", errno);
  if (child.id == 0) beginning.run();
  ::setpgid(child.id, child.id);  // Here too, so that the group is there whoever comes first.
  child.output = std::move(output.out);
  child.handle = posix::Descriptor(open_handle(child.id));
  const int error_of_handle = errno;
  output.in = posix::Descriptor(-1);
  report.in = posix::Descriptor(-1);
  const int error = error_of_exec(report.out.get());
  if (error == 0 && child.handle.is_open()) return child;
  ::kill(-child.id, SIGKILL);
  ::waitpid(child.id, nullptr, 0);
  return error != 0 ? cannot_start(file, error) : cannot_start("pidfd_open", error_of_handle);
}

std::string describe_end(int status) {
  if (WIFEXITED(status)) return "exit status " + std::to_string(WEXITSTATUS(status));
  const char* name = WIFSIGNALED(status) ? ::sigdescr_np(WTERMSIG(status)) : nullptr;
  return "signal: " + (name != nullptr ? lower_case(name) : std::string("unknown"));
}

}  // namespace mien::process
