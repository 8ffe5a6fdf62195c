#include "signals.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace mien::cli {

using posix::Descriptor;

std::vector<int> stop_signals() {
  std::vector<int> out{SIGINT, SIGTERM};
  struct sigaction now{};
  // Where a signal is caught it makes no difference any more that it was ignored.
  if (::sigaction(SIGHUP, nullptr, &now) == 0 && now.sa_handler != SIG_IGN) out.push_back(SIGHUP);
  return out;
}

Result<std::unique_ptr<CaughtSignals>> CaughtSignals::open(std::span<const int> which) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : which) sigaddset(&set, signal);
  // Signals are read only while there are some; a reading that finds none must not wait.
  Descriptor signals(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  Descriptor wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!signals.is_open() || !wake.is_open())
    return fail(ErrorCode::kUnavailable, "Signals cannot be waited for.", std::strerror(errno));
  return std::unique_ptr<CaughtSignals>(new CaughtSignals(set, std::move(signals), std::move(wake)));
}

CaughtSignals::CaughtSignals(const sigset_t& which, Descriptor signals, Descriptor wake)
    : signals_(std::move(signals)), wake_(std::move(wake)) {
  ::pthread_sigmask(SIG_BLOCK, &which, &before_);
}

CaughtSignals::~CaughtSignals() {
  while (take()) {
  }
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

bool CaughtSignals::came() const {
  pollfd one{fd(), POLLIN, 0};
  return ::poll(&one, 1, 0) > 0;
}

Result<void> CaughtSignals::check() const {
  if (came()) return fail(ErrorCode::kUnavailable, "Interrupted.");
  return {};
}

std::optional<int> CaughtSignals::wait(const std::stop_token& stop) const {
  const std::stop_callback on_stop(stop, [this] { ::eventfd_write(wake_.get(), 1); });
  while (!stop.stop_requested()) {
    if (const auto signal = take()) return signal;
    std::array<pollfd, 2> watched{pollfd{fd(), POLLIN, 0}, pollfd{wake_.get(), POLLIN, 0}};
    ::poll(watched.data(), watched.size(), -1);
    // The event may be left of an earlier waiting; the token says what counts.
    eventfd_t count = 0;
    ::eventfd_read(wake_.get(), &count);
  }
  return std::nullopt;
}

std::optional<int> CaughtSignals::take() const {
  signalfd_siginfo taken{};
  if (::read(fd(), &taken, sizeof taken) != sizeof taken) return std::nullopt;
  return static_cast<int>(taken.ssi_signo);
}

void ignore_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace mien::cli
