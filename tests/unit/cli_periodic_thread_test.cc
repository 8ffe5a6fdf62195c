#include "periodic_thread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace mien::cli {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""h;

const OnThrow kNothingThrown = [](std::string_view what) { ADD_FAILURE() << what; };

TEST(PeriodicThread, DoesItsWorkAgainAndAgain) {
  std::latch thrice(3);
  std::atomic<int> times = 0;
  const PeriodicThread thread(
      1ms,
      [&](const std::stop_token&) {
        if (++times <= 3) thrice.count_down();
      },
      kNothingThrown);
  thrice.wait();
}

TEST(PeriodicThread, TellsWhatItsWorkThrowsAndTriesAgain) {
  std::vector<std::string> told;  // Of the thread alone, until it has ended.
  std::latch done(1);
  int times = 0;
  PeriodicThread thread(
      1ms,
      [&](const std::stop_token&) {
        switch (++times) {
          case 1:
            throw std::bad_alloc();
          case 2:
            throw std::runtime_error("the second");
          case 3:
            throw 3;
          case 4:
            return done.count_down();
          default:
            return;
        }
      },
      [&](std::string_view what) { told.emplace_back(what); });
  done.wait();
  thread.stop();
  EXPECT_EQ(told, (std::vector<std::string>{"std::bad_alloc", "the second", "no exception of the library"}));
}

TEST(PeriodicThread, GoesOnWhereEvenTellingFails) {
  std::latch again(2);
  std::atomic<int> times = 0;
  const PeriodicThread thread(
      1ms,
      [&](const std::stop_token&) {
        if (++times <= 2) again.count_down();
        throw std::bad_alloc();
      },
      [](std::string_view) { throw std::bad_alloc(); });
  again.wait();
}

TEST(PeriodicThread, WaitsBeforeTheFirstTimeAndEndsWithoutWaiting) {
  const PeriodicThread thread(24h, [](const std::stop_token&) { ADD_FAILURE(); }, kNothingThrown);
}

TEST(PeriodicThread, TellsWorkThatLastsThatItShallEndAndWaitsForIt) {
  std::latch begun(1);
  std::atomic<bool> over = false;
  PeriodicThread thread(
      1ms,
      [&](const std::stop_token& stop) {
        begun.count_down();
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock lock(mutex);
        never.wait(lock, stop, [] { return false; });
        over = true;
      },
      kNothingThrown);
  begun.wait();
  thread.stop();
  EXPECT_TRUE(over);
  thread.stop();
}

}  // namespace
}  // namespace mien::cli
