#include "core/base64.h"
#include "unit/rest/world.h"

namespace mien::api::rest {
namespace {

class RestVerifyTest : public ::testing::Test {
 protected:
  RestVerifyTest() {
    EXPECT_EQ(world_.register_person("ann", "ann").status, 201);
    EXPECT_EQ(world_.register_person("bob", "bob").status, 201);
  }
  HttpResponse verify(const std::vector<Field>& fields) { return world_.send(World::form("/v1/verify", fields)); }
  HttpResponse verify_json(std::string body) { return world_.send(World::json("POST", "/v1/verify", std::move(body))); }
  static std::string image_json(std::string_view name) {
    return "\"image\":\"" + encode_base64(std::as_bytes(std::span(name))) + "\"";
  }

  World world_;
};

TEST_F(RestVerifyTest, AnswersEachDecision) {
  expect_golden("rest/verify.match.json", verify({{"image", "ann again"}}).body);
  expect_golden("rest/verify.no_match.json", verify({{"image", "stranger"}}).body);
  expect_golden("rest/verify.no_face.json", verify({{"image", "empty room"}}).body);
  expect_golden("rest/verify.several_faces.json", verify({{"image", "crowd"}}).body);
  expect_golden("rest/verify.one_to_one.match.json", verify({{"image", "ann again"}, {"person_id", "ann"}}).body);
  expect_golden("rest/verify.one_to_one.no_match.json", verify({{"image", "ann again"}, {"person_id", "bob"}}).body);
  expect_golden("rest/events.json", world_.get("/v1/events").body);
}

TEST_F(RestVerifyTest, NamesNobodyWithoutAMatch) {
  const auto answer = verify({{"image", "stranger"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(answer.body.find(R"("decision":"no_match")"), std::string::npos) << answer.body;
  EXPECT_EQ(answer.body.find("person"), std::string::npos) << answer.body;
  EXPECT_EQ(answer.body.find("ann"), std::string::npos) << answer.body;
  EXPECT_EQ(answer.body.find("liveness"), std::string::npos) << answer.body;
}

TEST_F(RestVerifyTest, TakesJsonToo) {
  const auto answer = verify_json("{" + image_json("ann again") + R"(,"person_id":"ann","threshold":85.5})");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_NE(answer.body.find(R"("threshold":85.5)"), std::string::npos) << answer.body;
  EXPECT_NE(answer.body.find(R"("decision":"match")"), std::string::npos) << answer.body;
  expect_problem(verify_json("{}"), 400, "invalid_argument", "no member 'image'");
  expect_problem(verify_json(R"({"image":""})"), 400, "invalid_argument", "empty");
  expect_problem(verify_json(R"({"image":"*"})"), 400, "invalid_argument", "base64");
  expect_problem(verify_json(R"({"image":["YQ=="]})"), 400, "invalid_argument", "wrong type");
  expect_problem(verify_json("{" + image_json("ann") + R"(,"personid":"ann"})"), 400, "invalid_argument",
                 "Unknown member 'personid'");
  expect_problem(verify_json("{" + image_json("ann") + R"(,"threshold":"90"})"), 400, "invalid_argument", "wrong type");
  expect_problem(verify_json("not json"), 400, "invalid_argument");
}

TEST_F(RestVerifyTest, RefusesWrongFields) {
  expect_problem(verify({{"image", "ann"}, {"treshold", "90"}}), 400, "invalid_argument", "'treshold'");
  expect_problem(verify({{"image", "ann"}, {"threshold", "ninety"}}), 400, "invalid_argument", "threshold");
  expect_problem(verify({{"image", "ann"}, {"threshold", "101"}}), 400, "invalid_argument");
  expect_problem(verify({{"image", "ann"}, {"image", "bob"}}), 400, "invalid_argument", "at most 1");
  expect_problem(verify({{"image", "ann"}, {"person_id", "nobody"}}), 404, "not_found");
  expect_problem(verify({{"image", "ann"}, {"person_id", ""}}), 400, "invalid_argument");
  expect_problem(verify({{"image", "ann"}, {"collection", "none"}}), 404, "not_found");
  expect_problem(verify({{"image", "not a picture"}}), 415, "image_format");
}

TEST_F(RestVerifyTest, ListsEventsByCollectionAndPerson) {
  ASSERT_EQ(verify({{"image", "ann again"}}).status, 200);
  const auto of_ann = world_.get("/v1/events?person_id=ann&collection=people&page_size=10");
  EXPECT_EQ(of_ann.status, 200);
  EXPECT_NE(of_ann.body.find(R"("outcome":"match")"), std::string::npos) << of_ann.body;
  EXPECT_EQ(of_ann.body.find("bob"), std::string::npos) << of_ann.body;
  EXPECT_EQ(world_.get("/v1/events?collection=none").body, R"({"events":[]})");
  expect_problem(world_.get("/v1/events?person=ann"), 400, "invalid_argument", "'person'");
  expect_problem(world_.get("/v1/events?person_id=a%2Fb"), 400, "invalid_argument");
  expect_problem(world_.get("/v1/events?page_token=x"), 400, "invalid_page_token");
}

}  // namespace
}  // namespace mien::api::rest
