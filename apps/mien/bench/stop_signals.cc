#include "bench/stop_signals.h"

#include <poll.h>
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>

namespace mien::cli {
namespace {

sigset_t the_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

StopSignals::StopSignals() {
  const sigset_t signals = the_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  fd_ = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

StopSignals::~StopSignals() {
  // A signal that came is taken here: the command ends anyway, with a code and a message of its own.
  signalfd_siginfo taken{};
  while (read(fd_, &taken, sizeof taken) > 0) {
  }
  close(fd_);
  const sigset_t signals = the_signals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

bool StopSignals::came() const {
  pollfd one{fd_, POLLIN, 0};
  return poll(&one, 1, 0) > 0;
}

}  // namespace mien::cli
