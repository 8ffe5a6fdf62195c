#include "import_console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "printable.h"

namespace mien::cli {
namespace {

constexpr const char* kClearLine = "\r\033[K";

}  // namespace

ImportConsole::Mode ImportConsole::mode(bool quiet) {
  if (quiet) return Mode::kQuiet;
  return ::isatty(STDERR_FILENO) == 1 ? Mode::kTerminal : Mode::kLines;
}

ImportConsole::~ImportConsole() {
  if (has_progress_) std::fputs(kClearLine, stderr);
}

std::size_t ImportConsole::width() const {
  if (mode_ != Mode::kTerminal) return 0;
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void ImportConsole::say(const std::string& line) {
  if (mode_ == Mode::kQuiet) return;
  const std::scoped_lock lock(mutex_);
  std::fprintf(stderr, "%s%s\n", has_progress_ ? kClearLine : "", printable(line).c_str());
  has_progress_ = false;
}

void ImportConsole::show_progress(const std::string& line) {
  if (mode_ == Mode::kQuiet) return;
  const std::scoped_lock lock(mutex_);
  has_progress_ = mode_ == Mode::kTerminal;
  if (has_progress_)
    std::fprintf(stderr, "%s%s", kClearLine, line.c_str());
  else
    std::fprintf(stderr, "%s\n", line.c_str());
  std::fflush(stderr);
}

}  // namespace mien::cli
