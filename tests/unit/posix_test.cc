#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <span>
#include <string>
#include <string_view>

#include "adapters/posix/file_io.h"
#include "fakes/temp_dir.h"

namespace mien::posix {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

Descriptor open_new(const std::string& path) {
  return Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
}

TEST(FileIo, ReadsAndWritesAtAnOffsetAndLeavesThePosition) {
  const fakes::TempDir folder;
  const Descriptor file = open_new(folder / "f");
  ASSERT_TRUE(write_all(file.get(), bytes_of("0123456789")));
  ASSERT_TRUE(write_all_at(file.get(), 2, bytes_of("ab")));
  std::string text(4, '\0');
  EXPECT_EQ(read_up_to_at(file.get(), 1, std::as_writable_bytes(std::span(text))), 4U);
  EXPECT_EQ(text, "1ab4");
  ASSERT_TRUE(write_all(file.get(), bytes_of("!")));
  EXPECT_EQ(read_up_to_at(file.get(), 9, std::as_writable_bytes(std::span(text))), 2U) << "it ends there";
  EXPECT_EQ(text.substr(0, 2), "9!");
  EXPECT_EQ(read_up_to_at(file.get(), 100, std::as_writable_bytes(std::span(text))), 0U);
}

TEST(FileIo, ReadsAPipeToItsEndThoughItComesInParts) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const Descriptor out(ends[0]);
  Descriptor in(ends[1]);
  ASSERT_TRUE(write_all(in.get(), bytes_of("abc")));
  ASSERT_TRUE(in.close());
  std::string text(10, '\0');
  EXPECT_EQ(read_up_to(out.get(), std::as_writable_bytes(std::span(text))), 3U);
}

TEST(FileIo, SaysThatItFailedAndWhy) {
  std::array<std::byte, 4> some{};
  errno = 0;
  EXPECT_FALSE(read_up_to(-1, some));
  EXPECT_EQ(errno, EBADF);
  EXPECT_FALSE(read_up_to_at(-1, 0, some));
  EXPECT_FALSE(write_all(-1, some));
  EXPECT_FALSE(write_all_at(-1, 0, some));
  EXPECT_FALSE(sync_folder(AT_FDCWD, "/nowhere"));
}

TEST(Descriptor, TellsOfAFailedCloseAndIsGoneEitherWay) {
  Descriptor none(-1);
  EXPECT_FALSE(none.close());
  const fakes::TempDir folder;
  Descriptor file = open_new(folder / "f");
  EXPECT_TRUE(file.close());
  EXPECT_FALSE(file.is_open());
}

}  // namespace
}  // namespace mien::posix
