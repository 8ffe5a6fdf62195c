#include "app/face_ids.h"

#include <set>

#include "fakes/fake_ids.h"
#include "gtest/gtest.h"

namespace mien::app {
namespace {

TEST(FaceIds, DependOnPictureOrdinalAndExternalIdAlone) {
  const fakes::FakeIds ids;
  const Sha256 picture = ids.sha256(std::as_bytes(std::span("picture")));
  const Sha256 other = ids.sha256(std::as_bytes(std::span("other")));
  const ExternalImageId name = *ExternalImageId::parse("name");
  EXPECT_EQ(derive_face_id(ids, picture, 3, name), derive_face_id(ids, picture, 3, name));
  const std::set<Uuid> different{derive_face_id(ids, picture, 0, std::nullopt).uuid,
                                 derive_face_id(ids, picture, 1, std::nullopt).uuid,
                                 derive_face_id(ids, picture, 99, std::nullopt).uuid,
                                 derive_face_id(ids, other, 0, std::nullopt).uuid,
                                 derive_face_id(ids, picture, 0, name).uuid,
                                 derive_image_id(ids, picture, std::nullopt).uuid,
                                 derive_image_id(ids, picture, name).uuid};
  EXPECT_EQ(different.size(), 7U);
}

}  // namespace
}  // namespace mien::app
