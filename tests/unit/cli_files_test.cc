#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

#include "adapters/posix/file_io.h"
#include "fakes/temp_dir.h"
#include "files.h"

namespace mien::cli {
namespace {

/// A file that opens, and then cannot be read: what lies at address 0 of this process.
constexpr const char* kBroken = "/proc/self/mem";

class ReadText : public testing::Test {
 protected:
  std::string put(const std::string& name, const std::string& text) {
    EXPECT_TRUE(write_file(folder_ / name, text));
    return folder_ / name;
  }
  fakes::TempDir folder_;
};

TEST_F(ReadText, GivesTheWholeFileUpToItsLimit) {
  const std::string file = put("f", "0123456789");
  EXPECT_EQ(read_text(file, 10), "0123456789");
  EXPECT_EQ(read_text(put("empty", ""), 10), "");
  const auto refused = read_text(file, 9);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ReadFault::Kind::kTooLarge);
  EXPECT_EQ(refused.error().why, "it is larger than 9 bytes");
}

TEST_F(ReadText, SaysWhatIsThereInstead) {
  const auto why = [](const std::string& path, FileKinds kinds) {
    const auto refused = read_text(path, 10, kinds);
    EXPECT_FALSE(refused) << path;
    return refused ? "" : refused.error().why;
  };
  const std::string pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const FileKinds kinds : {FileKinds::kOrdinary, FileKinds::kAny}) {
    EXPECT_EQ(why(folder_ / "none", kinds), "No such file or directory");
    EXPECT_EQ(why(folder_.path().string(), kinds), "it is a folder");
  }
  EXPECT_EQ(why(pipe, FileKinds::kOrdinary), "it is no ordinary file");
  EXPECT_EQ(why("/dev/zero", FileKinds::kOrdinary), "it is no ordinary file");
  EXPECT_EQ(why("/dev/zero", FileKinds::kAny), "it is larger than 10 bytes");
}

TEST_F(ReadText, ReadsPipesToTheirEndWhereItMay) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const posix::Descriptor out(ends[0]);
  const std::string text(200'000, 'x');
  std::jthread writer([&, in = posix::Descriptor(ends[1])]() mutable {
    EXPECT_TRUE(posix::write_all(in.get(), std::as_bytes(std::span(text))));
    EXPECT_TRUE(in.close());
  });
  EXPECT_EQ(read_text("/dev/fd/" + std::to_string(out.get()), 1 << 20, FileKinds::kAny), text);
}

TEST_F(ReadText, ReadsFilesThatDoNotSayTheirLength) {
  const auto text = read_text("/proc/self/status", 1 << 20);
  ASSERT_TRUE(text) << text.error().why;
  EXPECT_NE(text->find("Threads:"), std::string::npos);
}

TEST_F(ReadText, NeverTakesAnErrorForTheEnd) {
  const auto broken = read_text(kBroken, 10);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().kind, ReadFault::Kind::kUnreadable);
  EXPECT_EQ(broken.error().why, "Input/output error");
}

TEST(ReadFile, NamesTheFileThatItCannotRead) {
  const fakes::TempDir folder;
  const std::string file = folder / "photo";
  EXPECT_EQ(read_file(file).error().message, "Cannot read the file " + file + ": No such file or directory.");
  ASSERT_TRUE(write_file(file, "abc"));
  EXPECT_EQ(read_file(file)->size(), 3U);
  const auto refused = read_file(file, 2);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(refused.error().message, "Cannot read the file " + file + ": it is larger than 2 bytes.");
}

}  // namespace
}  // namespace mien::cli
