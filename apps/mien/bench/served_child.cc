#include "bench/served_child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>
#include <utility>

#include "adapters/posix/descriptor.h"

namespace mien::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kStartTimeout = std::chrono::seconds(120);  ///< A gallery of a million faces is read in it.
constexpr auto kStopTimeout = std::chrono::seconds(12);    ///< The service promises to be gone in 10.

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// Ours without what would configure the service, and with its key.
std::vector<std::string> environment_of(const ServedChild::Options& options) {
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (!std::string_view(*entry).starts_with("MIEN_")) out.emplace_back(*entry);
  out.push_back("MIEN_ROOT_ACCESS_KEY_ID=" + options.access_key_id);
  out.push_back("MIEN_ROOT_SECRET_ACCESS_KEY=" + options.secret);
  return out;
}

/// In the child, between fork and exec: nothing but system calls.
[[noreturn]] void become(char* const* arguments, char* const* environment, int out, int log, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  setpgid(0, 0);  // Ctrl-C is for the parent, which ends its child in its own way.
  dup2(out, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  execve("/proc/self/exe", arguments, environment);
  _exit(127);
}

std::string end_of(const std::filesystem::path& log) {
  std::ifstream in(log);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  return text.size() > 2000 ? text.substr(text.size() - 2000) : text;
}

/// The port in "mien: listening on http://127.0.0.1:PORT\n"; 0 where the line is not there yet.
std::uint16_t port_in(std::string_view text) {
  const std::size_t line = text.find("listening on ");
  const std::size_t end = text.find('\n', std::min(line, text.size()));
  if (line == std::string_view::npos || end == std::string_view::npos) return 0;
  const std::string_view address = text.substr(line, end - line);
  const std::size_t colon = address.rfind(':');
  std::uint16_t port = 0;
  std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
  return port;
}

/// Reads what the child prints until it says where it listens.
Result<std::uint16_t> wait_for_port(int out, const CaughtSignals& stop, const std::filesystem::path& log) {
  const auto deadline = Clock::now() + kStartTimeout;
  std::string said;
  while (Clock::now() < deadline) {
    std::array<pollfd, 2> watched{pollfd{out, POLLIN, 0}, pollfd{stop.fd(), POLLIN, 0}};
    if (poll(watched.data(), watched.size(), 500) <= 0) continue;
    MIEN_TRY_VOID(stop.check());
    std::array<char, 4096> bytes{};
    const ssize_t got = read(out, bytes.data(), bytes.size());
    if (got <= 0) return fail(ErrorCode::kUnavailable, "The server did not start.", end_of(log));
    said.append(bytes.data(), static_cast<std::size_t>(got));
    if (const std::uint16_t port = port_in(said); port != 0) return port;
  }
  return fail(ErrorCode::kUnavailable, "The server took too long to start.", end_of(log));
}

}  // namespace

Result<ProcessUse> process_use(pid_t pid) {
  const std::string folder = "/proc/" + std::to_string(pid);
  std::ifstream stat(folder + "/stat");
  std::string text;
  if (!std::getline(stat, text)) return fail(ErrorCode::kUnavailable, "The server's process is gone.");
  // The second field is the program's name in brackets; utime and stime are the 14th and 15th.
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  std::vector<std::string> values{std::istream_iterator<std::string>(fields), {}};
  std::ifstream statm(folder + "/statm");
  std::size_t pages = 0;
  std::size_t resident = 0;
  if (values.size() < 13 || !(statm >> pages >> resident))
    return fail(ErrorCode::kUnavailable, "The server's process is gone.");
  const double ticks = std::stod(values[11]) + std::stod(values[12]);
  return ProcessUse{ticks / static_cast<double>(sysconf(_SC_CLK_TCK)),
                    static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1024 * 1024)};
}

Result<ServedChild> ServedChild::start(const Options& options, const CaughtSignals& stop) {
  std::vector<std::string> arguments{"mien",     "serve",      "--data-dir", (options.folder / "data").string(),
                                     "--listen", "127.0.0.1:0"};
  arguments.insert(arguments.end(), options.flags.begin(), options.flags.end());
  std::vector<std::string> environment = environment_of(options);
  const auto argument_pointers = pointers(arguments);
  const auto environment_pointers = pointers(environment);
  const std::filesystem::path log_file = options.folder / "server.log";
  const posix::Descriptor log(open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  std::array<int, 2> ends{};
  if (!log.is_open() || pipe2(ends.data(), O_CLOEXEC) != 0)
    return fail(ErrorCode::kUnavailable, "Cannot start the server.", std::strerror(errno));
  const posix::Descriptor out(ends[0]);
  posix::Descriptor said(ends[1]);
  const pid_t self = getpid();
  const pid_t pid = fork();
  if (pid == 0) become(argument_pointers.data(), environment_pointers.data(), said.get(), log.get(), self);
  if (pid < 0) return fail(ErrorCode::kUnavailable, "Cannot start the server.", std::strerror(errno));
  said = posix::Descriptor(-1);  // Ours is closed, so that the child's end of file is seen.
  ServedChild child(pid);
  MIEN_TRY(child.port_, wait_for_port(out.get(), stop, log_file));
  return child;
}

ServedChild::ServedChild(ServedChild&& other) noexcept : pid_(std::exchange(other.pid_, -1)), port_(other.port_) {}

ServedChild& ServedChild::operator=(ServedChild&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(port_, other.port_);
  return *this;
}

ServedChild::~ServedChild() {
  if (pid_ <= 0) return;
  kill(pid_, SIGTERM);
  for (const auto deadline = Clock::now() + kStopTimeout; Clock::now() < deadline;) {
    if (waitpid(pid_, nullptr, WNOHANG) != 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

}  // namespace mien::cli
