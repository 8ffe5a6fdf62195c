#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace mien::fault {

/// Tells run_and_kill(), at the other end of `out`, that everything up to `number` is acknowledged.
inline void acknowledge(int out, std::uint64_t number) {
  if (::write(out, &number, sizeof number) != sizeof number) ::_exit(100);
}

/// Runs `work` in a process of its own, which acknowledges numbers for ever, and kills it: `delay_us` microseconds
/// after it has acknowledged `after` of them, so somewhere within an operation.
/// @param acknowledged  gets the last number that was acknowledged; stays where there is none.
inline void run_and_kill(const std::function<void(int out)>& work, std::uint64_t after, useconds_t delay_us,
                         std::uint64_t& acknowledged) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::close(ends[0]);  // So that it ends with its parent, whose end of the pipe then is the last.
    work(ends[1]);
    ::_exit(101);
  }
  ::close(ends[1]);
  for (; after > 0; --after)
    ASSERT_EQ(::read(ends[0], &acknowledged, sizeof acknowledged), static_cast<ssize_t>(sizeof acknowledged));
  ::usleep(delay_us);
  ::kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << "the child stopped by itself: " << status;
  for (std::uint64_t more = 0; ::read(ends[0], &more, sizeof more) == static_cast<ssize_t>(sizeof more);)
    acknowledged = more;
  ::close(ends[0]);
}

}  // namespace mien::fault
