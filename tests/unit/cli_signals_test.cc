#include "signals.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <future>
#include <latch>
#include <thread>

namespace mien::cli {
namespace {

constexpr std::array kBoth{SIGINT, SIGTERM};

/// Of the whole process, as from a terminal or from kill(1).
void send_signal(int signal) { ASSERT_EQ(::kill(::getpid(), signal), 0); }

bool is_blocked(int signal) {
  sigset_t now;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &now);
  return ::sigismember(&now, signal) == 1;
}

TEST(CaughtSignals, AreSeenByWhoeverAsksAndStayThere) {
  const auto signals = CaughtSignals::open(kBoth).value();
  EXPECT_FALSE(signals->came());
  EXPECT_TRUE(signals->check());
  send_signal(SIGTERM);
  for (int look = 0; look < 2; ++look) {
    EXPECT_TRUE(signals->came());
    ASSERT_FALSE(signals->check());
    EXPECT_EQ(signals->check().error().code, ErrorCode::kUnavailable);
    EXPECT_EQ(signals->check().error().message, "Interrupted.");
  }
}

TEST(CaughtSignals, AreTakenOneAfterTheOther) {
  const auto signals = CaughtSignals::open(kBoth).value();
  std::promise<int> first;
  std::promise<int> second;
  std::latch sent(1);
  const std::jthread waiter([&](const std::stop_token& stop) {
    first.set_value(signals->wait(stop).value_or(0));
    sent.wait();
    second.set_value(signals->wait(stop).value_or(0));
  });
  send_signal(SIGINT);
  EXPECT_EQ(first.get_future().get(), SIGINT);
  send_signal(SIGTERM);  // Though nobody waits for it yet.
  sent.count_down();
  EXPECT_EQ(second.get_future().get(), SIGTERM);
  EXPECT_FALSE(signals->came());
}

TEST(CaughtSignals, AreNotWaitedForAnyMoreOnceAStopIsRequested) {
  const auto signals = CaughtSignals::open(kBoth).value();
  for (int round = 0; round < 3; ++round) {  // One request to stop does not end the waiting of the next.
    std::latch begun(1);
    std::jthread waiter([&](const std::stop_token& stop) {
      begun.count_down();
      EXPECT_EQ(signals->wait(stop), std::nullopt);
    });
    begun.wait();
    waiter.request_stop();
  }
  std::promise<int> taken;
  const std::jthread waiter([&](const std::stop_token& stop) { taken.set_value(signals->wait(stop).value_or(0)); });
  send_signal(SIGINT);
  EXPECT_EQ(taken.get_future().get(), SIGINT);
}

TEST(CaughtSignals, AreBlockedWhileTheyAreCaughtAndNoLonger) {
  {
    const auto signals = CaughtSignals::open(kBoth).value();
    EXPECT_TRUE(is_blocked(SIGINT));
    EXPECT_TRUE(is_blocked(SIGTERM));
    EXPECT_FALSE(is_blocked(SIGHUP));
    send_signal(SIGINT);  // Nobody takes it; it must not end the process afterwards.
  }
  EXPECT_FALSE(is_blocked(SIGINT));
  EXPECT_FALSE(is_blocked(SIGTERM));
}

TEST(StopSignals, AreThoseThatEndACommand) {
  const auto before = std::signal(SIGHUP, SIG_DFL);
  EXPECT_EQ(stop_signals(), (std::vector{SIGINT, SIGTERM, SIGHUP}));
  std::signal(SIGHUP, SIG_IGN);  // As nohup does.
  EXPECT_EQ(stop_signals(), (std::vector{SIGINT, SIGTERM}));
  std::signal(SIGHUP, before);
}

}  // namespace
}  // namespace mien::cli
