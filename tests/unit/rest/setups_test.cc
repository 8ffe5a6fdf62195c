#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "api/json/parse.h"
#include "core/limits.h"
#include "unit/rest/world.h"

namespace mien::api::rest {
namespace {

constexpr std::string_view kDoor = R"({"name":"door","bucket":"visitors","action":"verify","similarity_min":87.5,)"
                                   R"("cors_origins":["https://a.example"]})";
constexpr std::string_view kDesk = R"({"name":"desk","url":"https://desk.example/told","events":["match"]})";

class RestSetupsTest : public ::testing::Test {
 protected:
  HttpResponse send(std::string method, std::string target, std::string_view body = {}) {
    if (body.empty()) return world_.send(World::request(std::move(method), std::move(target)));
    return world_.send(World::json(std::move(method), std::move(target), std::string(body)));
  }
  std::size_t rules_of(std::string_view bucket) { return world_.bucket_rules.of(bucket)->cors.size(); }
  /// What a server that starts with the same store has.
  Result<void> load(app::IntakeBook& intakes, app::WebhookBook& webhooks, const Sealer& sealer) {
    std::mutex changes;
    app::SetUpIntakes set_up_intakes{{intakes, webhooks, world_.base.store.setups(), world_.intake_buckets, changes},
                                     {"minio"},
                                     {"docs"},
                                     world_.base.sources};
    app::SetUpWebhooks set_up_webhooks{
        {webhooks, intakes, world_.base.store.setups(), sealer, world_.key_maker, world_.tasks, [] {}, changes},
        world_.base.sources};
    MIEN_TRY_VOID(set_up_intakes.load());
    return set_up_webhooks.load();
  }
  World world_;
};

TEST_F(RestSetupsTest, MakesShowsChangesAndRemovesAnIntake) {
  const auto made = send("POST", "/v1/intakes", kDoor);
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(header_of(made, "Location"), "/v1/intakes/door");
  EXPECT_EQ(made.body,
            R"({"action":"verify","bucket":"visitors","collection":"people","cors_origins":["https://a.example"],)"
            R"("image_bytes_max":15728640,"keep":"none","name":"door","similarity_min":87.5,"origin":"console"})");
  EXPECT_TRUE(world_.base.store.buckets().find(*BucketName::parse("visitors"))) << "its bucket was made";
  EXPECT_EQ(rules_of("visitors"), 1U);
  ASSERT_TRUE(world_.intakes.find("door")) << "it takes uploads from now on";
  EXPECT_EQ(send("GET", "/v1/intakes/door").body, made.body);

  const auto changed =
      send("PUT", "/v1/intakes/door", R"({"bucket":"faces","action":"register","identity":"key:{full_name}_{uuid}"})");
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(rules_of("visitors"), 0U);
  EXPECT_EQ(world_.intakes.find("door")->bucket, "faces");

  EXPECT_EQ(send("DELETE", "/v1/intakes/door").status, 204);
  EXPECT_FALSE(world_.intakes.find("door"));
  EXPECT_TRUE(world_.base.store.buckets().find(*BucketName::parse("faces"))) << "what was uploaded stays";
  expect_problem(send("GET", "/v1/intakes/door"), 404, "not_found");
  expect_problem(send("DELETE", "/v1/intakes/door"), 404, "not_found");
  expect_problem(send("PUT", "/v1/intakes/door", R"({"bucket":"faces","action":"verify"})"), 404, "not_found");
}

TEST_F(RestSetupsTest, ShowsTheFilesIntakesAndLeavesThemAlone) {
  const auto listed = send("GET", "/v1/intakes");
  EXPECT_NE(listed.body.find(R"("name":"employees","prefix":"index/","source":"minio","origin":"file")"),
            std::string::npos)
      << listed.body;
  expect_problem(send("DELETE", "/v1/intakes/employees"), 409, "in_use", "configuration file");
  expect_problem(send("PUT", "/v1/intakes/employees", R"({"bucket":"b-1","action":"verify"})"), 409, "in_use");
  expect_problem(send("POST", "/v1/intakes", R"({"name":"employees","bucket":"b-1","action":"verify"})"), 409,
                 "already_exists");
}

TEST_F(RestSetupsTest, HidesTheIntakeOfAnnouncedUploads) {
  auto intakes = *world_.intakes.all();
  intakes.push_back({.name = "mien-uploads", .bucket = "mien-uploads", .collection = *CollectionId::parse("people")});
  world_.intakes.replace(std::move(intakes));
  EXPECT_EQ(send("GET", "/v1/intakes").body.find("mien-uploads"), std::string::npos);
  expect_problem(send("GET", "/v1/intakes/mien-uploads"), 404, "not_found");
  expect_problem(send("DELETE", "/v1/intakes/mien-uploads"), 404, "not_found");
}

TEST_F(RestSetupsTest, RefusesIntakesThatAreWrong) {
  struct Wrong {
    std::string_view body;
    std::string_view part;
  };
  for (const Wrong& wrong : {
           Wrong{R"([])", "JSON object"},
           Wrong{R"({"bucket":"faces","action":"verify"})", "name: it is missing"},
           Wrong{R"({"name":"a/b","bucket":"faces","action":"verify"})", "name: it has up to 64"},
           Wrong{R"({"name":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","bucket":"faces",)"
                 R"("action":"verify"})",
                 "name: it has up to 64"},
           Wrong{R"({"name":"mien-uploads","bucket":"faces","action":"verify"})", "the service's own"},
           Wrong{R"({"name":"x","bucket":"B","action":"verify"})", ""},
           Wrong{R"({"name":"x","bucket":"docs","action":"verify"})", "paths of its own"},
           Wrong{R"({"name":"x","bucket":"faces","action":"verify","prefix":"a\u0000b"})", "prefix"},
           Wrong{R"({"name":"x","bucket":"faces","action":"register","identity":"metadata:a\r\nb"})", "identity"},
           Wrong{R"({"name":"x","bucket":"faces","action":"verify","table":"tab","table_item":{"":"{key}"}})",
                 "table_item"},
           Wrong{R"({"name":"x","bucket":"faces"})", "action: it is missing"},
           Wrong{R"({"name":"x","bucket":"faces","action":"erase"})", "action: it must be one of register, verify"},
           Wrong{R"({"name":"x","bucket":"faces","action":"register"})", "identity: an intake that registers"},
           Wrong{R"({"name":"x","bucket":"faces","action":"verify","similarity_min":101})", "similarity_min"},
           Wrong{R"({"name":"x","bucket":"faces","action":"verify","similarity_min":"9"})", "similarity_min"},
           Wrong{R"({"name":"x","bucket":"faces","action":"verify","image_bytes_max":1.5})", "image_bytes_max"},
           Wrong{R"({"name":"x","bucket":"faces","action":"verify","cors_origins":[1]})", "cors_origins"},
           Wrong{R"({"name":"x","bucket":"faces","action":"verify","cors_origins":["*.*"]})", "cors_origins"},
           Wrong{R"({"name":"x","bucket":"faces","action":"verify","prefix":null})", "prefix: it must be a text"},
           Wrong{R"({"name":"x","bucket":"faces","action":"verify","source":"elsewhere"})",
                 "a source that there is not"},
           Wrong{R"({"name":"x","bucket":"faces","action":"verify","origin":"file"})", "origin: there is no such key"},
           Wrong{R"({"name":"x","bucket":"photos","action":"verify","source":"minio","prefix":"index/a"})",
                 "would both take some objects"},
       }) {
    SCOPED_TRACE(wrong.body);
    expect_problem(send("POST", "/v1/intakes", wrong.body), 400, "invalid_argument", wrong.part);
  }
  EXPECT_EQ(world_.intakes.all()->size(), 1U);
  expect_problem(send("PUT", "/v1/intakes/door", R"({"name":"other","bucket":"b-1","action":"verify"})"), 400,
                 "invalid_argument", "names stay");
}

TEST_F(RestSetupsTest, BoundsIntakesAndWebhooks) {
  for (std::size_t i = world_.intakes.all()->size(); i < limits::kIntakesMax; ++i) {
    const std::string n = std::to_string(i);
    ASSERT_EQ(send("POST", "/v1/intakes",
                   R"({"name":"i)" + n + R"(","bucket":"faces","prefix":"p)" + n + R"(/","action":"verify"})")
                  .status,
              201);
  }
  expect_problem(send("POST", "/v1/intakes", kDoor), 409, "quota_exceeded");
  for (std::size_t i = world_.webhook_book.all()->size(); i < limits::kWebhooksMax; ++i)
    ASSERT_EQ(
        send("POST", "/v1/webhooks", R"({"name":"w)" + std::to_string(i) + R"(","url":"http://a.example/"})").status,
        201);
  expect_problem(send("POST", "/v1/webhooks", kDesk), 409, "quota_exceeded");
}

TEST_F(RestSetupsTest, ShowsAWebhooksSecretOnce) {
  const auto made = send("POST", "/v1/webhooks", kDesk);
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.body, R"({"events":["match"],"name":"desk","timeout_s":10,"url":"https://desk.example/told",)"
                       R"("origin":"console","secret":"secret-1"})");
  EXPECT_EQ(header_of(made, "Cache-Control"), "no-store");
  for (const std::string_view target : {"/v1/webhooks", "/v1/webhooks/desk"})
    EXPECT_EQ(send("GET", std::string(target)).body.find("secret"), std::string::npos);
  const auto changed = send("PUT", "/v1/webhooks/desk", R"({"url":"http://b.example/","intakes":["employees"]})");
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.body.find("secret"), std::string::npos);
  const auto webhook = world_.webhook_book.find("desk");
  ASSERT_TRUE(webhook);
  EXPECT_EQ(webhook->secret.reveal(), "secret-1") << "it stays";
  EXPECT_EQ(webhook->url, "http://b.example/");
  const auto stored = world_.base.store.setups().list(SetupKind::kWebhook);
  ASSERT_TRUE(stored);
  EXPECT_FALSE(stored->front().table.contains("secret"));
  EXPECT_EQ(send("DELETE", "/v1/webhooks/desk").status, 204);
  EXPECT_FALSE(world_.webhook_book.find("desk"));
}

TEST_F(RestSetupsTest, RefusesWebhooksThatAreWrong) {
  for (const std::string_view body : {
           R"({"name":"x"})",
           R"({"name":"x","url":"ftp://a.example/"})",
           R"({"name":"x","url":"http://user@a.example/"})",
           R"({"name":"x","url":"http://?x"})",
           R"({"name":"x","url":"http://:80/"})",
           R"({"name":"x","url":"http://a.example:abc/"})",
           R"({"name":"x","url":"http://a.example:99999/"})",
           R"({"name":"x","url":"http://a.example/","events":["enrolled"]})",
           R"({"name":"x","url":"http://a.example/","intakes":["nobody"]})",
           R"({"name":"x","url":"http://a.example/","timeout_s":61})",
           R"({"name":"x","url":"http://a.example/","secret":"mine"})",
           R"({"name":"x","url":"http://a.example/","secret_env":"HOME"})",
           R"({"name":"deliveries","url":"http://a.example/"})",
       }) {
    SCOPED_TRACE(body);
    expect_problem(send("POST", "/v1/webhooks", body), 400, "invalid_argument");
  }
  expect_problem(send("DELETE", "/v1/webhooks/filed"), 409, "in_use", "configuration file");
  expect_problem(send("PUT", "/v1/webhooks/filed", R"({"url":"http://a.example/"})"), 409, "in_use");
  expect_problem(send("POST", "/v1/webhooks", R"({"name":"filed","url":"http://a.example/"})"), 409, "already_exists");
  expect_problem(send("POST", "/v1/webhooks/nobody/test"), 404, "not_found");
}

TEST_F(RestSetupsTest, KeepsAnIntakeThatAWebhookNames) {
  ASSERT_EQ(send("POST", "/v1/intakes", kDoor).status, 201);
  ASSERT_EQ(send("POST", "/v1/webhooks", R"({"name":"desk","url":"http://a.example/","intakes":["door"]})").status,
            201);
  expect_problem(send("DELETE", "/v1/intakes/door"), 409, "in_use", "names the intake.");
  ASSERT_EQ(send("DELETE", "/v1/webhooks/desk").status, 204);
  EXPECT_EQ(send("DELETE", "/v1/intakes/door").status, 204);
}

TEST_F(RestSetupsTest, TriesAWebhook) {
  ASSERT_EQ(send("POST", "/v1/webhooks", kDesk).status, 201);
  const auto tried = send("POST", "/v1/webhooks/desk/test");
  EXPECT_EQ(tried.status, 202);
  EXPECT_EQ(world_.wakes, 1);
  const auto listed = send("GET", "/v1/webhooks/deliveries");
  EXPECT_NE(listed.body.find(R"("type":"test")"), std::string::npos) << listed.body;
  const auto body = parse_json(tried.body);
  ASSERT_TRUE(body);
  EXPECT_NE(listed.body.find(std::string_view(body->at("delivery_id").as_string())), std::string::npos);
}

TEST_F(RestSetupsTest, IsThereAgainAfterAStart) {
  ASSERT_EQ(send("POST", "/v1/intakes", kDoor).status, 201);
  ASSERT_EQ(send("POST", "/v1/webhooks", R"({"name":"desk","url":"http://a.example/","intakes":["door"]})").status,
            201);
  app::IntakeBook intakes;
  app::WebhookBook webhooks;
  ASSERT_TRUE(load(intakes, webhooks, world_.sealer));
  EXPECT_EQ(intakes.find("door")->similarity_min, 87.5);
  EXPECT_EQ(intakes.find("door")->origin, app::Origin::kConsole);
  EXPECT_EQ(webhooks.find("desk")->secret.reveal(), "secret-1");

  app::IntakeBook crossing{{{.name = "file", .bucket = "visitors", .collection = *CollectionId::parse("people")}}};
  app::WebhookBook none;
  const auto refused = load(crossing, none, world_.sealer);
  ASSERT_FALSE(refused) << "the file may not take what the console gave to another";
  EXPECT_NE(refused.error().message.find("would both take"), std::string::npos);

  app::IntakeBook fresh;
  const auto sealed = load(fresh, none, fakes::FakeSealer("key 2"));
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().code, ErrorCode::kIncompatible);
}

TEST_F(RestSetupsTest, ChangesNothingWhereTheStoreIsDown) {
  ASSERT_EQ(send("POST", "/v1/intakes", kDoor).status, 201);
  world_.base.store.set_down(true);
  expect_problem(send("POST", "/v1/webhooks", kDesk), 503, "unavailable");
  expect_problem(send("DELETE", "/v1/intakes/door"), 503, "unavailable");
  world_.base.store.set_down(false);
  EXPECT_FALSE(world_.webhook_book.find("desk"));
  EXPECT_TRUE(world_.intakes.find("door"));
}

}  // namespace
}  // namespace mien::api::rest
