#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>
#include <thread>
#include <vector>

#include "ports/objects.h"

/// What every adapter of ports/objects.h must do. An adapter takes part with a default-constructible type that has
/// objects(), new and empty:
///   INSTANTIATE_TYPED_TEST_SUITE_P(Fs, ObjectsContract, FsUnderTest);
namespace mien {

template <class Adapter>
class ObjectsContract : public testing::Test {
 protected:
  static ObjectKey key(std::uint8_t number) {
    ObjectKey out;
    out.uuid.bytes.fill(number);
    return out;
  }
  static std::vector<std::byte> bytes(std::string_view text) {
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
  }
  std::vector<ObjectKey> keys() {
    std::vector<ObjectKey> out;
    EXPECT_TRUE(objects().for_each([&](const ObjectKey& found) { out.push_back(found); }));
    std::ranges::sort(out);
    return out;
  }
  Objects& objects() { return adapter_.objects(); }
  Adapter adapter_;
};
TYPED_TEST_SUITE_P(ObjectsContract);

TYPED_TEST_P(ObjectsContract, GivesBackWhatWasPut) {
  std::vector<std::byte> large(3'000'000);
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<std::byte>(i * 31 >> 3);
  ASSERT_TRUE(this->objects().put(this->key(1), this->bytes("one")));
  ASSERT_TRUE(this->objects().put(this->key(2), large));
  ASSERT_TRUE(this->objects().put(this->key(3), {}));
  EXPECT_EQ(this->objects().get(this->key(1)).value(), this->bytes("one"));
  EXPECT_EQ(this->objects().get(this->key(2)).value(), large);
  EXPECT_TRUE(this->objects().get(this->key(3)).value().empty());
}

TYPED_TEST_P(ObjectsContract, CopiesAreObjectsOfTheirOwn) {
  ASSERT_TRUE(this->objects().put(this->key(1), this->bytes("one")));
  ASSERT_TRUE(this->objects().copy(this->key(1), this->key(2)));
  ASSERT_TRUE(this->objects().copy(this->key(2), this->key(3)));
  EXPECT_EQ(this->objects().copy(this->key(9), this->key(4)).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(this->objects().copy(this->key(1), this->key(2)).error().code, ErrorCode::kAlreadyExists);
  ASSERT_TRUE(this->objects().remove(this->key(1)));
  ASSERT_TRUE(this->objects().remove(this->key(3)));
  EXPECT_EQ(this->objects().get(this->key(2)).value(), this->bytes("one"));
  EXPECT_EQ(this->keys(), std::vector{this->key(2)});
}

TYPED_TEST_P(ObjectsContract, GivesBackPartsThatEndWithTheObject) {
  ASSERT_TRUE(this->objects().put(this->key(1), this->bytes("0123456789")));
  const auto object = this->objects().open(this->key(1));
  ASSERT_TRUE(object) << object.error().message;
  EXPECT_EQ((*object)->bytes(), 10U);
  const auto part = [&](std::uint64_t first, std::uint64_t count) {
    return read_part(**object, {.first = first, .count = count}).value();
  };
  EXPECT_EQ(read_part(**object, {}).value(), "0123456789");
  EXPECT_EQ(part(2, 3), "234");
  EXPECT_EQ(part(8, 99), "89");
  EXPECT_EQ(part(10, 1), "");
  EXPECT_EQ(part(99, 1), "");
  EXPECT_EQ(part(3, 0), "");
  std::array<std::byte, 4> beyond{};
  EXPECT_EQ((*object)->read(8, beyond).value(), 2U);
  EXPECT_EQ((*object)->read(99, beyond).value(), 0U);
  EXPECT_EQ(this->objects().open(this->key(2)).error().code, ErrorCode::kNotFound);
}

TYPED_TEST_P(ObjectsContract, LetsAnOpenObjectBeReadThoughItIsRemoved) {
  ASSERT_TRUE(this->objects().put(this->key(1), this->bytes("0123456789")));
  const auto object = this->objects().open(this->key(1));
  ASSERT_TRUE(object) << object.error().message;
  ASSERT_TRUE(this->objects().remove(this->key(1)));
  EXPECT_EQ(this->objects().open(this->key(1)).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(this->objects().put(this->key(1), this->bytes("another")));
  EXPECT_EQ(read_part(**object, {}).value(), "0123456789");
}

TYPED_TEST_P(ObjectsContract, RefusesToReplaceAnObject) {
  ASSERT_TRUE(this->objects().put(this->key(1), this->bytes("one")));
  const auto again = this->objects().put(this->key(1), this->bytes("two"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(this->objects().get(this->key(1)).value(), this->bytes("one"));
  EXPECT_EQ(this->keys().size(), 1U);
}

TYPED_TEST_P(ObjectsContract, NamesAMissingObject) {
  const auto missing = this->objects().get(this->key(9));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
}

TYPED_TEST_P(ObjectsContract, RemovesAnObjectAndTakesItAgain) {
  ASSERT_TRUE(this->objects().put(this->key(1), this->bytes("one")));
  ASSERT_TRUE(this->objects().remove(this->key(1)));
  EXPECT_EQ(this->objects().get(this->key(1)).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(this->objects().remove(this->key(1))) << "what is not there is no error";
  EXPECT_TRUE(this->objects().put(this->key(1), this->bytes("two")));
}

TYPED_TEST_P(ObjectsContract, VisitsEveryObject) {
  EXPECT_TRUE(this->keys().empty());
  for (const std::uint8_t number : {7, 1, 4}) ASSERT_TRUE(this->objects().put(this->key(number), this->bytes("x")));
  ASSERT_TRUE(this->objects().remove(this->key(4)));
  EXPECT_EQ(this->keys(), (std::vector{this->key(1), this->key(7)}));
}

TYPED_TEST_P(ObjectsContract, TakesObjectsFromManyThreads) {
  std::atomic<int> stored = 0;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 8; ++thread)
    threads.emplace_back([&] {
      for (std::uint8_t number = 0; number < 20; ++number)
        if (this->objects().put(this->key(number), this->bytes("same"))) ++stored;
    });
  threads.clear();
  EXPECT_EQ(stored, 20) << "each key is taken once";
  EXPECT_EQ(this->keys().size(), 20U);
  EXPECT_EQ(this->objects().get(this->key(5)).value(), this->bytes("same"));
}

REGISTER_TYPED_TEST_SUITE_P(ObjectsContract, GivesBackWhatWasPut, CopiesAreObjectsOfTheirOwn,
                            GivesBackPartsThatEndWithTheObject, LetsAnOpenObjectBeReadThoughItIsRemoved,
                            RefusesToReplaceAnObject, NamesAMissingObject, RemovesAnObjectAndTakesItAgain,
                            VisitsEveryObject, TakesObjectsFromManyThreads);

}  // namespace mien
