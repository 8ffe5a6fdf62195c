#include <gtest/gtest.h>

#include <string>

#include "api/json/parse.h"
#include "unit/rest/world.h"

namespace mien::api::rest {
namespace {

class RestPhotosTest : public ::testing::Test {
 protected:
  HttpResponse detect(std::string picture) const {
    return world_.send(World::form("/v1/detect", {{"image", std::move(picture)}}));
  }
  World world_;
};

TEST_F(RestPhotosTest, GivesAPictureAsItWasSentOrTheFaceCutOut) {
  ASSERT_EQ(world_.register_person("ann", "ann").status, 201);
  const auto whole = world_.get("/v1/people/ann/photo");
  EXPECT_EQ(whole.status, 200) << whole.body;
  EXPECT_EQ(whole.body, "ann");
  EXPECT_EQ(header_of(whole, "Content-Type"), "image/jpeg");
  EXPECT_EQ(header_of(whole, "Cache-Control"), "no-store");
  EXPECT_EQ(world_.get("/v1/people/ann/photo?size=96").body, "96x96 JPEG");
  const auto person = parse_json(world_.get("/v1/people/ann").body);
  const std::string face(std::string_view(person->at("faces").at(0).at("face_id").get_string()));
  EXPECT_EQ(world_.get("/v1/people/ann/faces/" + face + "/photo?size=32").body, "32x32 JPEG");
  EXPECT_EQ(world_.get("/v1/people/ann/faces/" + face + "/photo").body, "ann");
}

TEST_F(RestPhotosTest, SaysWhereThereIsNone) {
  ASSERT_EQ(world_.register_person("ann", "ann").status, 201);
  expect_problem(world_.get("/v1/people/bob/photo"), 404, "not_found");
  expect_problem(world_.get("/v1/people/ann/faces/00000000-0000-4000-8000-000000000001/photo"), 404, "not_found");
  expect_problem(world_.get("/v1/people/ann/faces/x/photo"), 400, "invalid_argument");
  expect_problem(world_.get("/v1/people/ann/photo?collection=none"), 404, "not_found");
  for (const std::string_view size : {"31", "1025", "-1", "x", "", "96.5"})
    expect_problem(world_.get("/v1/people/ann/photo?size=" + std::string(size)), 400, "invalid_argument");
}

TEST_F(RestPhotosTest, SaysWhatAPictureIsGoodForAndKeepsNothing) {
  EXPECT_EQ(detect("empty room").body, R"({"verdict":"no_face","reasons":[],"faces":[]})");
  EXPECT_TRUE(detect("crowd").body.starts_with(R"({"verdict":"several_faces","reasons":[],"faces":[{"box":)"))
      << detect("crowd").body;
  const auto usable = parse_json(detect("ann").body);
  ASSERT_TRUE(usable);
  EXPECT_EQ(usable->at("verdict").get_string(), "ok");
  const auto& face = usable->at("faces").at(0);
  for (const std::string_view name : {"box", "confidence", "pose", "quality", "landmarks"})
    EXPECT_TRUE(face.get_object().contains(name)) << name;
  EXPECT_EQ(face.at("landmarks").get_array().size(), 5U);
  ReadFace dark = World::sized(rekognition::face_at(0));
  dark.face.quality.brightness = 0;
  world_.base.reader.script("dark", ReadImage{.width_px = 640, .height_px = 480, .faces = {dark}});
  EXPECT_TRUE(detect("dark").body.starts_with(R"({"verdict":"low_quality","reasons":["low_brightness"])"))
      << detect("dark").body;
  EXPECT_TRUE(world_.base.store.audit().list({}, {})->items.empty());
}

TEST_F(RestPhotosTest, RefusesWhatIsNoPicture) {
  expect_problem(world_.send(World::form("/v1/detect", {})), 400, "invalid_argument");
  expect_problem(world_.send(World::form("/v1/detect", {{"image", "ann"}, {"collection", "x"}})), 400,
                 "invalid_argument");
  expect_problem(detect("never seen"), 415, "image_format");
}

TEST_F(RestPhotosTest, TellsWhatTheServerIs) {
  const auto server = parse_json(world_.get("/v1/server").body);
  ASSERT_TRUE(server);
  EXPECT_EQ(server->at("version").get_string(), "0.1");
  EXPECT_EQ(server->at("policy").at("threshold").to_number<double>(), 80);
  EXPECT_EQ(server->at("disk").at("free_bytes").to_number<int>(), 1000);
}

}  // namespace
}  // namespace mien::api::rest
