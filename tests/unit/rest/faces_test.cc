#include <gtest/gtest.h>

#include <string>

#include "api/json/parse.h"
#include "api/rest/json_shapes.h"
#include "unit/rest/world.h"

namespace mien::api::rest {
namespace {

/// Faces that IndexFaces left, and people who turn out to be one.
class RestFacesTest : public ::testing::Test {
 protected:
  std::string indexed(const std::string& picture) const {
    const auto done = world_.base.index_faces.run(
        {.collection = *CollectionId::parse("people"), .image = std::as_bytes(std::span(picture))});
    EXPECT_TRUE(done) << done.error().message;
    return done->indexed.front().stored.id.text();
  }
  HttpResponse adopt(std::string body) const {
    return world_.send(World::json("POST", "/v1/faces/adopt", std::move(body)));
  }
  HttpResponse merge(std::string body) const {
    return world_.send(World::json("POST", "/v1/people/ann/merge", std::move(body)));
  }
  std::size_t listed(std::string query) const {
    const auto body = parse_json(world_.get("/v1/faces" + std::move(query)).body);
    return body->at("faces").get_array().size();
  }
  World world_;
};

TEST_F(RestFacesTest, ListsThoseOfNobodyAndGivesThemToSomebody) {
  const std::string face = indexed("ann");
  ASSERT_EQ(world_.register_person("bob", "bob").status, 201);
  EXPECT_EQ(listed(""), 2U);
  EXPECT_EQ(listed("?owner=any"), 2U);
  EXPECT_EQ(listed("?owner=none"), 1U);
  const auto made =
      adopt(R"({"face_ids":[")" + face + R"("],"name":"Ann Ø","id":"ann","attributes":{"a":1},"consent":true})");
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_NE(made.body.find(R"("attributes":{"a":1},"consent":true)"), std::string::npos) << made.body;
  EXPECT_EQ(listed("?owner=none"), 0U);
  const std::string other = indexed("ann again");
  const auto given = adopt(R"({"face_ids":[")" + other + R"("],"person_id":"ann"})");
  EXPECT_EQ(given.status, 200) << given.body;
  EXPECT_NE(given.body.find(R"("face_count":2)"), std::string::npos) << given.body;
}

TEST_F(RestFacesTest, RefusesWhatItCannotAdopt) {
  const std::string face = indexed("ann");
  const std::string ids = R"("face_ids":[")" + face + R"("])";
  for (const std::string& body :
       {"{" + ids + "}", "{" + ids + R"(,"name":"A","person_id":"b"})", "{" + ids + R"(,"name":1})",
        std::string(R"({"name":"A"})"), std::string(R"({"face_ids":["x"],"name":"A"})"),
        std::string(R"({"face_ids":"x","name":"A"})"), "{" + ids + R"(,"name":"A","more":1})"})
    expect_problem(adopt(body), 400, "invalid_argument");
  expect_problem(adopt("{" + ids + R"(,"person_id":"nobody"})"), 404, "not_found");
  expect_problem(world_.get("/v1/faces?owner=me"), 400, "invalid_argument");
  ASSERT_EQ(world_.register_person("ann", "ann again").status, 201);
  const auto duplicate = adopt("{" + ids + R"(,"name":"Bo"})");
  expect_problem(duplicate, 409, "duplicate_person");
  EXPECT_NE(duplicate.body.find(R"("person_id":"ann")"), std::string::npos);
}

TEST_F(RestFacesTest, MakesOnePersonOfTwo) {
  ASSERT_EQ(world_.register_person("ann", "ann").status, 201);
  const auto twin = world_.send(World::form("/v1/people", {{"id", "twin"}, {"name", "Ann"}, {"image", "ann again"}}));
  expect_problem(twin, 409, "duplicate_person");
  ASSERT_EQ(
      world_
          .send(World::form("/v1/people",
                            {{"id", "twin"}, {"name", "Ann"}, {"allow_duplicate", "true"}, {"image", "ann again"}}))
          .status,
      201);
  ASSERT_EQ(world_.register_person("bob", "bob").status, 201);
  const auto merged = merge(R"({"from":"twin"})");
  EXPECT_EQ(merged.status, 200) << merged.body;
  EXPECT_NE(merged.body.find(R"("face_count":2)"), std::string::npos);
  expect_problem(world_.get("/v1/people/twin"), 404, "not_found");
  expect_problem(merge(R"({"from":"bob"})"), 409, "identity_conflict");
  EXPECT_EQ(merge(R"({"from":"bob","force":true})").status, 200);
  expect_problem(merge(R"({"from":"ann"})"), 400, "invalid_argument");
  expect_problem(merge("{}"), 400, "invalid_argument");
}

TEST_F(RestFacesTest, TellsAndCountsWhatHappened) {
  ASSERT_EQ(world_.register_person("ann", "ann").status, 201);
  for (const char* picture : {"ann", "stranger", "stranger"})
    ASSERT_EQ(world_.send(World::form("/v1/verify", {{"image", picture}})).status, 200);
  const auto count_of = [&](const std::string& query) {
    return parse_json(world_.get("/v1/events?" + query).body)->at("events").get_array().size();
  };
  EXPECT_EQ(count_of("action=verify"), 3U);
  EXPECT_EQ(count_of("outcome=match"), 1U);
  EXPECT_EQ(count_of("action=verify,register_person&outcome=no_match,ok"), 3U);
  EXPECT_EQ(count_of("from=2023-11-14T22:13:20Z"), 4U);
  EXPECT_EQ(count_of("from=2023-11-14T23:13:20.001%2B01:00"), 0U);
  EXPECT_EQ(count_of("to=2023-11-14T22:13:20Z"), 0U);
  for (const std::string_view query : {"from=yesterday", "to=2023-11-14", "action=", "outcome=a,,b"})
    expect_problem(world_.get("/v1/events?" + std::string(query)), 400, "invalid_argument");
  EXPECT_EQ(world_.get("/v1/events/counts?from=2023-11-14T22:00:00Z&to=2023-11-14T23:00:00Z").body,
            R"({"counts":[{"hour":"2023-11-14T22:00:00Z","action":"register_person","outcome":"ok","count":1},)"
            R"({"hour":"2023-11-14T22:00:00Z","action":"verify","outcome":"match","count":1},)"
            R"({"hour":"2023-11-14T22:00:00Z","action":"verify","outcome":"no_match","count":2}]})");
  for (const std::string_view query :
       {"", "?from=2023-11-14T22:00:00Z", "?from=2023-11-14T22:00:00Z&to=2023-11-14T22:00:00Z",
        "?from=2022-01-01T00:00:00Z&to=2023-11-14T22:00:00Z"})
    expect_problem(world_.get("/v1/events/counts" + std::string(query)), 400, "invalid_argument");
}

}  // namespace
}  // namespace mien::api::rest
