#include "app/settings/book.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace mien::app {
namespace {

struct Entry {
  std::string name;
  std::string partner;  ///< The other entry's name, at all times.
};
std::vector<Entry> pair_of(const std::string& round) {
  return {{"first " + round, "second " + round}, {"second " + round, "first " + round}};
}

TEST(Book, FindsByName) {
  const Book<Entry> book(pair_of("1"));
  EXPECT_EQ(book.find("first 1")->partner, "second 1");
  EXPECT_EQ(book.find("first"), nullptr);
  EXPECT_TRUE(Book<Entry>().all()->empty());
}

TEST(Book, LeavesWhatIsInUse) {
  Book<Entry> book(pair_of("1"));
  const auto found = book.find("first 1");
  const auto all = book.all();
  book.replace({});
  EXPECT_EQ(found->partner, "second 1");
  EXPECT_EQ(all->size(), 2U);
  EXPECT_TRUE(book.all()->empty());
}

TEST(Book, ShowsOneMomentToAllThreads) {
  Book<Entry> book(pair_of("0"));
  std::atomic<bool> done{false};
  std::vector<std::jthread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      while (!done) {
        const auto all = book.all();
        for (const Entry& entry : *all)
          if (entry.partner != all->at(&entry == &all->front() ? 1 : 0).name) std::abort();
        if (const auto found = book.find("first 7"); found && found->partner != "second 7") std::abort();
      }
    });
  for (int round = 0; round < 2000; ++round) book.replace(pair_of(std::to_string(round % 10)));
  done = true;
}

}  // namespace
}  // namespace mien::app
