#include "app/objects/object_streams.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <semaphore>
#include <string>
#include <utility>

#include "fakes/memory_objects.h"

namespace mien::app {
namespace {

using State = BodyStream::State;

/// An object whose bytes are read when a test lets them be.
class SlowObject final : public OpenObject {
 public:
  SlowObject(std::unique_ptr<OpenObject> inner, std::counting_semaphore<>& reads)
      : inner_(std::move(inner)), reads_(reads) {}
  std::uint64_t bytes() const override { return inner_->bytes(); }
  Result<std::size_t> read(std::uint64_t at, std::span<std::byte> out) const override {
    reads_.acquire();
    return inner_->read(at, out);
  }

 private:
  std::unique_ptr<OpenObject> inner_;
  std::counting_semaphore<>& reads_;
};

class ObjectStreamsTest : public testing::Test {
 protected:
  ObjectStreamsTest() {
    for (std::size_t i = 0; i < whole_.size(); ++i) whole_[i] = static_cast<char>(i * 31 >> 3);
    EXPECT_TRUE(objects_.put(kKey, std::as_bytes(std::span(whole_))));
  }
  std::unique_ptr<OpenObject> open() { return objects_.open(kKey).value(); }
  /// Takes until the stream ends, waiting where there is nothing.
  static std::string all_of(BodyStream& stream, std::size_t at_once) {
    std::binary_semaphore woken(0);
    std::atomic<bool> is_woken = false;
    stream.start([&] {
      if (!is_woken.exchange(true)) woken.release();
    });
    std::string all;
    for (;;) {
      std::string bit;
      const State state = stream.take(bit, at_once);
      EXPECT_LE(bit.size(), at_once);
      all += bit;
      if (state == State::kEnded) return all;
      if (!bit.empty()) continue;
      woken.acquire();
      is_woken = false;
    }
  }

  static constexpr ObjectKey kKey{};
  fakes::MemoryObjects objects_;
  std::string whole_ = std::string(5 * limits::kObjectSliceBytes + 17, '\0');
};

TEST_F(ObjectStreamsTest, GiveThePartInBitsOfAnySize) {
  const ObjectStreams streams(2);
  for (const std::size_t at_once : {std::size_t{1000}, limits::kObjectSliceBytes, std::size_t{1'000'000}}) {
    const auto whole = streams.begin(open(), {.first = 0, .count = whole_.size()});
    ASSERT_TRUE(whole);
    EXPECT_EQ(all_of(**whole, at_once), whole_);
    const auto part = streams.begin(open(), {.first = 70'000, .count = 2 * limits::kObjectSliceBytes});
    ASSERT_TRUE(part);
    EXPECT_EQ(all_of(**part, at_once), whole_.substr(70'000, 2 * limits::kObjectSliceBytes));
  }
}

TEST_F(ObjectStreamsTest, HoldOneSliceAndNeverWaitForTheDisk) {
  std::counting_semaphore<> reads(1);
  const ObjectStreams streams(1);
  const auto stream = streams.begin(std::make_unique<SlowObject>(open(), reads), {.first = 0, .count = whole_.size()});
  ASSERT_TRUE(stream);
  std::string bit;
  EXPECT_EQ((*stream)->take(bit, whole_.size()), State::kOpen);
  EXPECT_EQ(bit.size(), limits::kObjectSliceBytes);
  // The reader waits for the disk; whoever asks does not.
  std::string none;
  EXPECT_EQ((*stream)->take(none, whole_.size()), State::kOpen);
  EXPECT_TRUE(none.empty());
  reads.release(10);
  EXPECT_EQ(bit + all_of(**stream, whole_.size()), whole_);
}

TEST_F(ObjectStreamsTest, EndEarlyWhereTheDiskFails) {
  const ObjectStreams streams(1);
  const auto stream = streams.begin(open(), {.first = 0, .count = whole_.size()});
  ASSERT_TRUE(stream);
  auto another = open();
  objects_.set_down(true);
  EXPECT_EQ(all_of(**stream, whole_.size()), whole_.substr(0, limits::kObjectSliceBytes));
  EXPECT_EQ(streams.begin(std::move(another), {.first = 0, .count = 1}).error().code, ErrorCode::kUnavailable);
}

TEST_F(ObjectStreamsTest, AreShorterThanTheySayWhereTheObjectIs) {
  const ObjectStreams streams(1);
  const auto beyond = streams.begin(open(), {.first = 0, .count = whole_.size() + 1});
  ASSERT_TRUE(beyond);
  EXPECT_EQ(all_of(**beyond, whole_.size()).size(), 5 * limits::kObjectSliceBytes);
}

TEST_F(ObjectStreamsTest, MayBeLetGoOfAtAnyTime) {
  std::shared_ptr<BodyStream> survivor;
  {
    const ObjectStreams streams(2);
    for (int i = 0; i < 50; ++i) {
      auto stream = streams.begin(open(), {.first = 0, .count = whole_.size()});
      ASSERT_TRUE(stream);
      std::string bit;
      EXPECT_EQ((*stream)->take(bit, whole_.size()), State::kOpen);
      survivor = *std::move(stream);
    }
  }
  std::string bit;
  EXPECT_NE(survivor->take(bit, whole_.size()), State::kEnded) << "nobody reads on, and nothing breaks";
}

}  // namespace
}  // namespace mien::app
