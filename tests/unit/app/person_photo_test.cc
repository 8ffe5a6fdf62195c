#include "app/person_photo.h"

#include <gtest/gtest.h>

#include "fakes/fake_decoder.h"
#include "fakes/fake_encoder.h"
#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;

class PersonPhotoOf : public ::testing::Test {
 protected:
  PersonPhotoOf() { EXPECT_TRUE(world.add(1, "ann")); }
  Result<Photo> get(std::optional<std::uint32_t> side_px = std::nullopt, const std::string& id = "ann") {
    return photo.run({.collection = world.staff, .person = person_id(id), .side_px = side_px});
  }
  static std::string text(const std::vector<std::byte>& file) {
    return {reinterpret_cast<const char*>(file.data()), file.size()};
  }

  World world;
  fakes::FakeDecoder decoder{4000, 3000};
  fakes::FakeEncoder encoder;
  Turns turns{{.at_once = 1, .waiting_max = 0}};
  CutPhoto cut{{world.objects, decoder, encoder, turns}};
  GetPersonPhoto photo{world.people, world.faces, cut};
};

TEST_F(PersonPhotoOf, IsTheFileOrACutOfTheSizeThatIsWanted) {
  const auto whole = get();
  ASSERT_OK(whole);
  const auto sent = world.photo(1);
  EXPECT_EQ(whole->file, std::vector<std::byte>(sent.begin(), sent.end()));
  EXPECT_TRUE(decoder.calls().empty()) << "nothing is decoded for it";
  for (const std::uint32_t side : {32U, 96U, 1024U}) {
    const auto small = get(side);
    ASSERT_OK(small);
    EXPECT_EQ(text(small->file), std::to_string(side) + "x" + std::to_string(side) + " JPEG");
  }
  EXPECT_LT(decoder.calls().front().long_side_px_min, 4000U) << "a small cut needs no full decoding";
}

TEST_F(PersonPhotoOf, IsRefusedBeyondItsLimits) {
  EXPECT_FAILS(get(31), kInvalidArgument);
  EXPECT_FAILS(get(1025), kInvalidArgument);
  EXPECT_FAILS(get(96, "nobody"), kNotFound);
  const auto turn = turns.take({});
  EXPECT_FAILS(get(96), kOverloaded);
}

TEST_F(PersonPhotoOf, IsMissedWhereTheFaceHasNone) {
  const auto indexed = world.index_faces.run({.collection = world.staff, .image = world.photo(2)});
  ASSERT_OK(indexed);
  ASSERT_OK(world.adopt_faces.run({.collection = world.staff,
                                   .faces = {indexed->indexed.front().stored.id},
                                   .person = AdoptFaces::NewPerson{.name = "Bob", .id = person_id("bob")}}));
  EXPECT_FAILS(get(96, "bob"), kNotFound);
}

}  // namespace
}  // namespace mien::app
