#include "app/person_photos.h"

#include "app/person_name.h"
#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;

TEST(PersonName, IsAnyUnicodeText) {
  for (const char* name : {"A", "Zoë", "王小明", "Ошибка", "\xF0\x9F\x99\x82",
                           "a\xC2\xA0"
                           "b",
                           "\xEF\xBF\xBD", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(check_person_name(name)) << name;
}

TEST(PersonName, IsWithinItsLimits) {
  EXPECT_FAILS(check_person_name(""), kInvalidArgument);
  EXPECT_TRUE(check_person_name(std::string(limits::kPersonNameBytesMax, 'n')));
  EXPECT_FAILS(check_person_name(std::string(limits::kPersonNameBytesMax + 1, 'n')), kInvalidArgument);
}

TEST(PersonName, IsUtf8) {
  for (const char* name :
       {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xF0\x80\x80\xAF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "A\xC3", "\xE2\x82", "\xC3(", "\xE2(\xA1"})
    EXPECT_FAILS(check_person_name(name), kInvalidArgument);
}

TEST(PersonName, HasNoControlCharacters) {
  using namespace std::string_view_literals;
  for (const std::string_view name : {"a\nb"sv, "\t"sv, "a\0b"sv, "\x7F"sv, "\xC2\x80"sv, "\xC2\x9F"sv})
    EXPECT_FAILS(check_person_name(name), kInvalidArgument);
}

TEST(PersonName, CannotRearrangeTheTextAroundIt) {
  // U+202A to U+202E, U+2066 to U+2069, and U+2028 and U+2029, which end a line.
  for (const char* name :
       {"\xE2\x80\xAA", "a\xE2\x80\xAB", "\xE2\x80\xAC", "\xE2\x80\xAD", "Ann\xE2\x80\xAEnnA", "\xE2\x81\xA6",
        "\xE2\x81\xA7", "\xE2\x81\xA8", "\xE2\x81\xA9", "\xE2\x80\xA8", "\xE2\x80\xA9"})
    EXPECT_FAILS(check_person_name(name), kInvalidArgument);
  // Their neighbours, and letters and marks of languages that are written from the right.
  for (const char* name :
       {"\xE2\x80\xA7", "\xE2\x80\xAF", "\xE2\x81\xA5", "\xE2\x81\xAA", "\u05D0\u200F", "\u0645\u061C"})
    EXPECT_TRUE(check_person_name(name)) << name;
}

TEST(NewPersonId, IsOneThatAUrlCanName) {
  for (const char* id : {".", ".."}) EXPECT_FAILS(check_new_person_id(*PersonId::parse(id)), kInvalidArgument);
  for (const char* id : {"...", ".a", "a.", "-", ":"}) EXPECT_TRUE(check_new_person_id(*PersonId::parse(id))) << id;
}

TEST(Attributes, AreWithinTheirLimit) {
  EXPECT_TRUE(check_attributes_size(std::string(limits::kAttributesBytesMax, ' ')));
  EXPECT_FAILS(check_attributes_size(std::string(limits::kAttributesBytesMax + 1, ' ')), kInvalidArgument);
}

class PersonPhotos : public ::testing::Test {
 protected:
  World world;
  Result<ReadFace> single(ReadImage image) {
    return read_single_face(world.reader, world.reader.script("picture", std::move(image)), {});
  }
};

TEST_F(PersonPhotos, ShowOneFace) {
  const auto face = single(image_with({face_with(embedding_of(1), 300)}));
  ASSERT_OK(face);
  EXPECT_EQ(*face->embedding, embedding_of(1));
  const FaceReader::Options asked = world.reader.last_options();
  EXPECT_EQ(asked.accepted, AcceptedFormats::kJpegPngWebp);
  EXPECT_EQ(asked.bytes_max, limits::kObjectImageBytesMax);
  EXPECT_EQ(asked.which, FaceReader::Which::kLargest);
  EXPECT_EQ(asked.filter, QualityFilter::kAuto);
  EXPECT_EQ(asked.embeddings_max, 1U);
}

TEST_F(PersonPhotos, MayShowPeopleInTheBackground) {
  const ReadFace person = face_with(embedding_of(1), 300);
  // Half the area of the largest is what counts: 300 / sqrt(2) = 212.1 pixels.
  EXPECT_TRUE(single(image_with({person, rejected_face({QualityReason::kExceedsMaxFaces}, 212)})));
  EXPECT_FAILS(single(image_with({person, rejected_face({QualityReason::kExceedsMaxFaces}, 213)})), kSeveralFaces);
  EXPECT_FAILS(single(image_with({person, rejected_face({}, 20), face_with(embedding_of(2), 299)})), kSeveralFaces);
}

TEST_F(PersonPhotos, AreRefusedWithTheirReasons) {
  EXPECT_FAILS(single(image_with({})), kNoFaceInImage);
  const std::vector<std::pair<QualityReason, std::string>> reasons{
      {QualityReason::kExceedsMaxFaces, "too many"},  {QualityReason::kExtremePose, "pose"},
      {QualityReason::kLowBrightness, "too dark"},    {QualityReason::kLowSharpness, "blurry"},
      {QualityReason::kLowConfidence, "not certain"}, {QualityReason::kSmallBoundingBox, "too small"},
      {QualityReason::kLowFaceQuality, "quality"}};
  for (const auto& [reason, word] : reasons) {
    const auto refused = single(image_with({rejected_face({reason})}));
    EXPECT_FAILS(refused, kLowQuality);
    EXPECT_NE(refused.error().message.find(word), std::string::npos) << refused.error().message;
  }
}

TEST_F(PersonPhotos, AreReadInTheirOrder) {
  const auto photos =
      read_person_photos(world.reader, world.ids, std::vector{world.photo(1, 1), world.photo(1, 2)}, {});
  ASSERT_OK(photos);
  ASSERT_EQ(photos->size(), 2U);
  EXPECT_EQ((*photos)[1].number, 2U);
  EXPECT_EQ((*photos)[1].embedding, embedding_of(1, 2));
  EXPECT_EQ((*photos)[1].sha256, world.ids.sha256(world.photo(1, 2)));
  EXPECT_EQ(world.reader.last_options().filter, QualityFilter::kAuto);
}

TEST_F(PersonPhotos, AreOneToTenAndNoneTwice) {
  std::vector<std::span<const std::byte>> images;
  EXPECT_FAILS(read_person_photos(world.reader, world.ids, images, {}), kInvalidArgument);
  for (std::size_t i = 0; i < limits::kImagesPerRegistrationMax; ++i) images.push_back(world.photo(1, i));
  EXPECT_TRUE(read_person_photos(world.reader, world.ids, images, {}));
  images.push_back(world.photo(1, 20));
  EXPECT_FAILS(read_person_photos(world.reader, world.ids, images, {}), kInvalidArgument);
  const auto twice =
      read_person_photos(world.reader, world.ids, std::vector{world.photo(1), world.photo(2), world.photo(1)}, {});
  EXPECT_FAILS(twice, kInvalidArgument);
  EXPECT_EQ(twice.error().message, "Pictures 1 and 3 are the same.");
}

TEST_F(PersonPhotos, NameTheOneThatIsRefused) {
  const auto empty = world.reader.script("empty", image_with({}));
  const auto second = read_person_photos(world.reader, world.ids, std::vector{world.photo(1), empty}, {});
  EXPECT_FAILS(second, kNoFaceInImage);
  EXPECT_EQ(second.error().message.substr(0, 11), "Picture 2: ");
  const auto only = read_person_photos(world.reader, world.ids, std::vector{empty}, {});
  EXPECT_FAILS(only, kNoFaceInImage);
  EXPECT_EQ(only.error().message.find("Picture"), std::string::npos);
}

TEST_F(PersonPhotos, ArePendingUntilTheyAreKept) {
  const ObjectKey key{world.ids.random()};
  {
    PendingObjects pending(world.objects);
    ASSERT_OK(pending.put(key, world.photo(1)));
    EXPECT_EQ(world.memory_objects.size(), 1U);
  }
  EXPECT_EQ(world.memory_objects.size(), 0U);
  {
    PendingObjects pending(world.objects);
    ASSERT_OK(pending.put(key, world.photo(1)));
    ASSERT_OK(pending.put({world.ids.random()}, world.photo(2)));
    pending.keep(std::vector{StoredFace{.id = {}, .image = {}, .embedding = embedding_of(1), .object = key}});
  }
  EXPECT_EQ(world.memory_objects.size(), 1U);
  EXPECT_TRUE(world.memory_objects.get(key)) << "what is not named goes";
}

TEST_F(PersonPhotos, NeverRemoveAnotherOnesObject) {
  const ObjectKey taken{world.ids.random()};
  ASSERT_OK(world.memory_objects.put(taken, world.photo(2)));
  {
    PendingObjects pending(world.objects);
    EXPECT_FAILS(pending.put(taken, world.photo(1)), kInternal);
  }
  EXPECT_TRUE(world.memory_objects.get(taken));
}

/// Writes the file and then reports a failure, as a disk may.
class HalfWritingObjects final : public Objects {
 public:
  explicit HalfWritingObjects(Objects& inner) : inner_(inner) {}
  Result<void> put(const ObjectKey& key, std::span<const std::byte> bytes) override {
    MIEN_TRY_VOID(inner_.put(key, bytes));
    return fail(ErrorCode::kUnavailable, "Written, but not durable.");
  }
  Result<void> copy(const ObjectKey& from, const ObjectKey& to) override {
    MIEN_TRY_VOID(inner_.copy(from, to));
    return fail(ErrorCode::kUnavailable, "Written, but not durable.");
  }
  Result<std::vector<std::byte>> get(const ObjectKey& key) const override { return inner_.get(key); }
  Result<std::unique_ptr<OpenObject>> open(const ObjectKey& key) const override { return inner_.open(key); }
  Result<void> remove(const ObjectKey& key) override { return inner_.remove(key); }
  Result<void> for_each(const std::function<void(const ObjectKey&)>& visit) const override {
    return inner_.for_each(visit);
  }

 private:
  Objects& inner_;
};

TEST_F(PersonPhotos, AreRemovedWhereTheirWriteFailedHalfWay) {
  HalfWritingObjects half(world.memory_objects);
  {
    PendingObjects pending(half);
    EXPECT_FAILS(pending.put({world.ids.random()}, world.photo(1)), kUnavailable);
    const ObjectKey other{world.ids.random()};
    ASSERT_OK(world.memory_objects.put(other, world.photo(2)));
    EXPECT_FAILS(pending.copy_or_put(other, {world.ids.random()}, world.photo(2)), kUnavailable);
    ASSERT_OK(world.memory_objects.remove(other));
  }
  EXPECT_EQ(world.memory_objects.size(), 0U);
}

}  // namespace
}  // namespace mien::app
