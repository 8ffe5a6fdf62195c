#include <thread>

#include "api/json/parse.h"
#include "core/percent.h"
#include "unit/rest/world.h"

namespace mien::api::rest {
namespace {

class RestPeopleTest : public ::testing::Test {
 protected:
  World world_;
};

TEST_F(RestPeopleTest, RegistersReadsChangesAndDeletesAPerson) {
  const auto made = world_.send(World::form("/v1/people", {{"image", "ann"},
                                                           {"image", "ann again"},
                                                           {"name", "Ann Ø"},
                                                           {"id", "ann:1"},
                                                           {"attributes", "{\"team\": [1, 97.1]}"},
                                                           {"consent", "true"}}));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(header_of(made, "Location"), "/v1/people/ann%3A1?collection=people");
  EXPECT_EQ(header_of(made, "Content-Type"), "application/json");
  EXPECT_EQ(header_of(made, "Cache-Control"), "no-store");
  expect_golden("rest/register_person.json", made.body);
  expect_golden("rest/get_person.json", world_.get(header_of(made, "Location")).body);
  expect_golden("rest/list_people.json", world_.get("/v1/people?query=ANN").body);
  expect_golden("rest/update_person.json",
                world_
                    .send(World::json("PATCH", "/v1/people/ann:1",
                                      R"({"name":"Anna","attributes":{},"consent":false,"collection":"people"})"))
                    .body);
  const auto deleted = world_.send(World::request("DELETE", "/v1/people/ann:1"));
  EXPECT_EQ(deleted.status, 204);
  EXPECT_EQ(deleted.body, "");
  expect_problem(world_.get("/v1/people/ann:1"), 404, "not_found");
}

TEST_F(RestPeopleTest, MakesAnIdWhereNoneIsGiven) {
  const auto made = world_.send(World::form("/v1/people", {{"image", "ann"}, {"name", "Ann"}}));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(world_.get(header_of(made, "Location")).status, 200);
}

TEST_F(RestPeopleTest, NamesTheDuplicate) {
  ASSERT_EQ(world_.register_person("ann", "ann").status, 201);
  const auto again = world_.register_person("anna", "ann again");
  expect_problem(again, 409, "duplicate_person", R"("person_id":"ann")");
  expect_golden("rest/problem.duplicate_person.json", again.body);
  expect_problem(world_.register_person("ann", "bob"), 409, "already_exists");
  expect_problem(world_.register_person("bob", "empty room"), 422, "no_face");
  expect_problem(world_.register_person("bob", "crowd"), 422, "several_faces");
  expect_problem(world_.register_person("bob", "no picture at all"), 415, "image_format");
}

TEST_F(RestPeopleTest, RefusesWhatItDoesNotKnow) {
  const auto registered = [&](const std::vector<Field>& fields) {
    return world_.send(World::form("/v1/people", fields));
  };
  expect_problem(registered({{"image", "ann"}, {"nmae", "Ann"}}), 400, "invalid_argument", "form field 'nmae'");
  expect_problem(registered({{"image", "ann"}}), 400, "invalid_argument", "no field 'name'");
  expect_problem(registered({{"name", "Ann"}}), 400, "invalid_argument", "no field 'image'");
  expect_problem(registered({{"name", "Ann"}, {"image", ""}}), 400, "invalid_argument", "'image' is empty");
  expect_problem(registered({{"image", "ann"}, {"name", "A"}, {"name", "B"}}), 400, "invalid_argument", "twice");
  expect_problem(registered({{"image", "ann"}, {"name", "\xff"}}), 400, "invalid_argument", "not UTF-8");
  expect_problem(registered({{"image", "ann"}, {"name", "A"}, {"id", "a/b"}}), 400, "invalid_argument", "person id");
  expect_problem(registered({{"image", "ann"}, {"name", "A"}, {"consent", "yes"}}), 400, "invalid_argument", "consent");
  expect_problem(registered({{"image", "ann"}, {"name", "A"}, {"attributes", "[]"}}), 400, "invalid_argument",
                 "attributes");
  std::vector<Field> many{{"name", "A"}};
  for (int i = 0; i < 11; ++i) many.push_back({"image", "ann"});
  expect_problem(registered(many), 400, "invalid_argument", "at most 10");
  expect_problem(world_.send(World::form("/v1/people?colection=x", {{"image", "ann"}, {"name", "A"}})), 400,
                 "invalid_argument", "query parameter 'colection'");
  expect_problem(world_.send(World::form("/v1/people?collection=people",
                                         {{"image", "ann"}, {"name", "A"}, {"collection", "people"}})),
                 400, "invalid_argument", "both in the query and in the body");
  expect_problem(world_.send(World::form("/v1/people?collection=none", {{"image", "ann"}, {"name", "A"}})), 404,
                 "not_found");
}

TEST_F(RestPeopleTest, RefusesAPatchThatItCannotTakeWhole) {
  ASSERT_EQ(world_.register_person("ann", "ann").status, 201);
  const auto patched = [&](std::string body) {
    return world_.send(World::json("PATCH", "/v1/people/ann", std::move(body)));
  };
  expect_problem(patched(R"({"nmae":"x"})"), 400, "invalid_argument", "Unknown member 'nmae'");
  expect_problem(patched(R"({"name":null})"), 400, "invalid_argument", "'name' has a value of a wrong type");
  expect_problem(patched(R"({"attributes":"{}"})"), 400, "invalid_argument", "wrong type");
  expect_problem(patched(R"({"consent":1})"), 400, "invalid_argument", "wrong type");
  expect_problem(patched("{}"), 400, "invalid_argument", "at least one");
  expect_problem(patched(R"({"collection":"people"})"), 400, "invalid_argument", "at least one");
  expect_problem(patched("[]"), 400, "invalid_argument", "JSON object");
  expect_problem(patched(R"({"name":"a","name":"b"})"), 400, "invalid_argument");
  expect_problem(patched(""), 400, "invalid_argument");
  expect_problem(patched(R"({"name":""})"), 400, "invalid_argument");
  const auto found = world_.get("/v1/people/ann");
  EXPECT_NE(found.body.find(R"("name":"Ann Ø")"), std::string::npos) << found.body;
}

TEST_F(RestPeopleTest, AddsAndDeletesFaces) {
  ASSERT_EQ(world_.register_person("ann", "ann").status, 201);
  const auto added = world_.send(World::form("/v1/people/ann/faces", {{"image", "ann again"}}));
  ASSERT_EQ(added.status, 201) << added.body;
  const auto body = parse_json(added.body);
  ASSERT_TRUE(body);
  const auto& faces = body->get_object().at("faces").get_array();
  ASSERT_EQ(faces.size(), 2U);
  const auto face_path = [&](std::size_t i) {
    return "/v1/people/ann/faces/" + std::string(faces.at(i).get_object().at("face_id").get_string());
  };
  EXPECT_EQ(world_.send(World::request("DELETE", face_path(0))).status, 204);
  expect_problem(world_.send(World::request("DELETE", face_path(0))), 404, "not_found");
  expect_problem(world_.send(World::request("DELETE", face_path(1))), 400, "invalid_argument");
  expect_problem(world_.send(World::request("DELETE", "/v1/people/ann/faces/UPPER")), 400, "invalid_argument", "UUID");
  expect_problem(world_.send(World::form("/v1/people/ann/faces", {{"image", "bob"}})), 409, "identity_conflict");
  expect_problem(world_.send(World::form("/v1/people/ann/faces", {{"image", "bob"}, {"name", "x"}})), 400,
                 "invalid_argument", "'name'");
}

TEST_F(RestPeopleTest, ListsInPages) {
  ASSERT_EQ(world_.register_person("ann", "ann").status, 201);
  ASSERT_EQ(world_.register_person("bob", "bob").status, 201);
  const auto first = world_.get("/v1/people?page_size=1");
  const auto parsed = parse_json(first.body);
  ASSERT_TRUE(parsed) << first.body;
  const std::string token(parsed->get_object().at("next_page_token").get_string());
  const auto second = world_.get("/v1/people?page_size=1&page_token=" + percent_encode(token));
  EXPECT_NE(second.body.find(R"("id":"bob")"), std::string::npos) << second.body;
  EXPECT_EQ(second.body.find("next_page_token"), std::string::npos) << second.body;
  expect_problem(world_.get("/v1/people?page_token=nonsense"), 400, "invalid_page_token");
  expect_problem(world_.get("/v1/people?page_size=501"), 400, "invalid_argument", "page_size");
  expect_problem(world_.get("/v1/people?query=" + std::string(1025, 'x')), 400, "invalid_argument", "query");
}

TEST_F(RestPeopleTest, RegistersOnceUnderOneKey) {
  const std::vector<Field> fields{{"image", "ann"}, {"name", "Ann"}};
  const auto first = world_.send(World::keyed(World::form("/v1/people", fields), "k1"));
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(header_of(first, "Idempotency-Replayed"), "");
  // Another boundary: the same request all the same.
  const auto again = world_.send(World::keyed(World::form("/v1/people", fields, "other"), "k1"));
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(header_of(again, "Idempotency-Replayed"), "true");
  EXPECT_EQ(header_of(again, "Location"), header_of(first, "Location"));
  const auto other = world_.send(World::keyed(World::form("/v1/people", {{"image", "bob"}, {"name", "Ann"}}), "k1"));
  expect_problem(other, 422, "idempotency_mismatch");
  expect_problem(world_.send(World::keyed(World::form("/v1/people/ann/faces", {{"image", "ann"}}), "k1")), 422,
                 "idempotency_mismatch");
  expect_problem(world_.send(World::keyed(World::form("/v1/people", fields), "")), 400, "invalid_argument");
  expect_problem(world_.send(World::keyed(World::form("/v1/people", fields), std::string(256, 'k'))), 400,
                 "invalid_argument");
  expect_problem(world_.send(World::keyed(World::keyed(World::form("/v1/people", fields), "k1"), "k2")), 400,
                 "malformed_request", "Idempotency-Key comes twice");
}

TEST_F(RestPeopleTest, AddsFacesOnceUnderOneKey) {
  ASSERT_EQ(world_.register_person("ann", "ann").status, 201);
  const auto request = World::keyed(World::form("/v1/people/ann/faces", {{"image", "ann again"}}), "k");
  const auto first = world_.send(request);
  ASSERT_EQ(first.status, 201) << first.body;
  const auto again = world_.send(request);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(header_of(again, "Idempotency-Replayed"), "true");
}

TEST_F(RestPeopleTest, RefusesAKeyThatIsAtWork) {
  const auto request = World::keyed(World::form("/v1/people", {{"image", "ann"}, {"name", "Ann"}}), "k");
  HttpResponse inner;
  world_.base.reader.set_after_read([&] {
    world_.base.reader.set_after_read({});
    inner = world_.send(request);
  });
  EXPECT_EQ(world_.send(request).status, 201);
  expect_problem(inner, 409, "idempotency_in_flight");
  EXPECT_EQ(header_of(inner, "Retry-After"), "1");
}

TEST_F(RestPeopleTest, AFailureIsNotRemembered) {
  const auto request = World::keyed(World::form("/v1/people", {{"image", "ann"}, {"name", "Ann"}}), "k");
  world_.base.store.set_down(true);
  expect_problem(world_.send(request), 503, "unavailable");
  world_.base.store.set_down(false);
  EXPECT_EQ(world_.send(request).status, 201);
}

TEST_F(RestPeopleTest, ServesManyThreadsAtOnce) {
  ASSERT_EQ(world_.register_person("ann", "ann").status, 201);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      const std::string patch = R"({"attributes":{"by":)" + std::to_string(t) + "}}";
      for (int i = 0; i < 25; ++i) {
        EXPECT_EQ(world_.send(World::json("PATCH", "/v1/people/ann", patch)).status, 200);
        EXPECT_EQ(world_.get("/v1/people/ann").status, 200);
        EXPECT_EQ(world_.send(World::form("/v1/verify", {{"image", "ann again"}})).status, 200);
      }
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace mien::api::rest
