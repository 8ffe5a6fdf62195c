#include <gtest/gtest.h>

#include <chrono>
#include <utility>

#include "api/rest/upload_routes.h"
#include "core/base64.h"
#include "fakes/memory_tasks.h"
#include "unit/rest/world.h"

namespace mien::api::rest {
namespace {

using namespace std::chrono_literals;

/// Keys of every role; the id is the role's name.
class RoleKeys final : public KeyRing {
 public:
  std::optional<AccessKey> find(std::string_view access_key_id) const override {
    if (const auto role = parse_role(access_key_id)) return AccessKey{Secret("secret"), *role};
    return std::nullopt;
  }
};

class RestUploads : public testing::Test {
 protected:
  RestUploads() {
    api_ = std::make_unique<RestApi>(uploads_.routes(), keys_);
    people_ = world_.base.store.collections().find(*CollectionId::parse("people")).value().id.text();
  }
  HttpResponse send(std::string method, std::string target, std::string body = {}, std::string role = "admin",
                    Patience patience = {}) {
    HttpRequest request;
    request.patience = std::move(patience);
    request.head.method = std::move(method);
    request.head.target = std::move(target);
    const std::string pair = role + ":secret";
    request.head.headers = {{"Host", "door.example:8080"},
                            {"Authorization", "Basic " + encode_base64(std::as_bytes(std::span(pair)))}};
    if (!body.empty()) request.head.headers.push_back({"Content-Type", "application/json"});
    request.body = std::move(body);
    return api_->handle(request, "id").response;
  }
  HttpResponse announce(std::string body, std::string role = "admin") {
    return send("POST", "/v1/uploads", std::move(body), std::move(role));
  }
  std::string announced_id(const std::string& role = "admin") {
    const auto made = announce(R"({"action":"verify"})", role);
    EXPECT_EQ(made.status, 201) << made.body;
    return header_of(made, "Location").substr(std::string("/v1/uploads/").size());
  }

  World world_;
  RoleKeys keys_;
  fakes::MemoryTasks tasks_;
  app::TaskNotices notices_;
  app::AnnounceUpload announce_{tasks_, world_.base.store.collections(), world_.base.sources};
  app::FindUpload find_{tasks_, notices_};
  app::RetryUpload retry_{tasks_, world_.base.clock};
  int wakes_ = 0;
  UploadLinkRequest asked_;
  UploadRoutes uploads_{{announce_, find_, retry_, tasks_, [this] { ++wakes_; }},
                        [this](const UploadLinkRequest& wanted) -> Result<UploadLink> {
                          asked_ = wanted;
                          return UploadLink{.url = wanted.base_url + "/link",
                                            .headers = {{"Content-Type", wanted.content_type}}};
                        },
                        "",
                        "https"};
  std::unique_ptr<RestApi> api_;
  std::string people_;
};

TEST_F(RestUploads, AnnouncesARegistrationBoundToWhatIsSaid) {
  const auto made =
      announce(R"({"action":"register","name":"Ann Ø","id":"ann","attributes":{"a":1},"consent":true,"size":1234,)"
               R"("content_type":"image/png","expires_in_s":60})",
               "enroller");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_NE(made.body.find(R"("url":"https://door.example:8080/link","method":"PUT")"), std::string::npos) << made.body;
  EXPECT_EQ(asked_.access_key_id, "enroller");
  EXPECT_EQ(asked_.bucket, "mien-uploads");
  EXPECT_EQ(asked_.bytes, 1234U);
  EXPECT_EQ(asked_.content_type, "image/png");
  EXPECT_EQ(asked_.lifetime, std::chrono::seconds{60});
  const auto id = TaskId::parse(asked_.key);
  ASSERT_TRUE(id) << "keys carry no names";
  const Task task = tasks_.find(*id).value();
  EXPECT_EQ(task.state, TaskState::kOpen);
  EXPECT_EQ(task.due, world_.base.clock.now() + std::chrono::seconds{60});
  const auto payload = app::read_payload(task.what.payload).value();
  EXPECT_EQ(payload.name, "Ann Ø");
  EXPECT_EQ(payload.person, "ann");
  EXPECT_EQ(payload.attributes_json, R"({"a":1})");
  EXPECT_TRUE(payload.consent);
  EXPECT_FALSE(payload.is_verification);
}

TEST_F(RestUploads, RefusesAnnouncementsThatCannotBeMeant) {
  for (const std::string_view body : {"[]",
                                      "{}",
                                      R"({"action":"delete"})",
                                      R"({"action":"register"})",
                                      R"({"action":"register","name":""})",
                                      R"({"action":"register","name":"a\nb"})",
                                      R"({"action":"register","name":"Ann","id":"a b"})",
                                      R"({"action":"register","name":"Ann","person_id":"x"})",
                                      R"({"action":"register","name":"Ann","threshold":1})",
                                      R"({"action":"verify","name":"Ann"})",
                                      R"({"action":"verify","id":"x"})",
                                      R"({"action":"verify","threshold":101})",
                                      R"({"action":"verify","threshold":"x"})",
                                      R"({"action":"verify","content_type":"image/gif"})",
                                      R"({"action":"verify","size":0})",
                                      R"({"action":"verify","size":15728641})",
                                      R"({"action":"verify","collection":"a b"})",
                                      R"({"action":"verify","color":"red"})",
                                      R"({"action":"verify","consent":1})",
                                      R"({"action":"verify","attributes":[]})"})
    expect_problem(announce(std::string(body)), 400, "invalid_argument");
  expect_problem(announce(R"({"action":"verify","collection":"nowhere"})"), 404, "not_found");
  expect_problem(
      announce("{\"action\":\"verify\",\"name\":\"" + std::string(limits::kAnnouncementBodyBytesMax, 'a') + "\"}"), 413,
      "body_too_large");
}

TEST_F(RestUploads, BoundsHowLongALinkIsGood) {
  for (const std::string_view seconds : {"9", "3601", "99999999999"})
    expect_problem(announce(R"({"action":"verify","expires_in_s":)" + std::string(seconds) + "}"), 400,
                   "invalid_argument");
  for (const std::string_view seconds : {"10", "3600"})
    EXPECT_EQ(announce(R"({"action":"verify","expires_in_s":)" + std::string(seconds) + "}").status, 201);
  EXPECT_EQ(announce(R"({"action":"verify"})").status, 201);
  EXPECT_EQ(asked_.lifetime, limits::kUploadLifetimeDefault);
}

TEST_F(RestUploads, LetsAVerifierAnnounceVerificationsAndSeeItsOwnOnly) {
  expect_problem(announce(R"({"action":"register","name":"Ann"})", "verifier"), 403, "access_denied");
  expect_problem(announce(R"({"action":"verify"})", "auditor"), 403, "access_denied");
  const std::string own = announced_id("verifier");
  const std::string other = announced_id("enroller");
  EXPECT_EQ(send("GET", "/v1/uploads/" + own, "", "verifier").status, 200);
  expect_problem(send("GET", "/v1/uploads/" + other, "", "verifier"), 404, "not_found");
  expect_problem(send("GET", "/v1/uploads", "", "verifier"), 403, "access_denied");
  EXPECT_EQ(send("GET", "/v1/uploads/" + other, "", "auditor").status, 200);
}

TEST_F(RestUploads, TellsWhatBecameOfAnUploadAndTriesAgain) {
  const std::string id = announced_id();
  ASSERT_TRUE(tasks_.advance({.id = *TaskId::parse(id),
                              .state = TaskState::kFailed,
                              .now = world_.base.clock.now(),
                              .outcome = "unavailable",
                              .reason = "Down.",
                              .result = "person_id=ann&name=Ann&similarity=97.125"},
                             {}));
  const auto got = send("GET", "/v1/uploads/" + id);
  EXPECT_EQ(got.status, 200);
  EXPECT_NE(got.body.find(R"("state":"failed","outcome":"unavailable","reason":"Down.","attempts":1)"),
            std::string::npos)
      << got.body;
  EXPECT_NE(got.body.find(R"("person":{"id":"ann","name":"Ann"},"similarity":97.125)"), std::string::npos) << got.body;
  const auto listed = send("GET", "/v1/uploads?state=failed&bucket=mien-uploads&key=" + id);
  EXPECT_NE(listed.body.find(id), std::string::npos) << listed.body;
  EXPECT_EQ(send("GET", "/v1/uploads?state=done").body, R"({"uploads":[]})");
  expect_problem(send("GET", "/v1/uploads?state=x"), 400, "invalid_argument");
  EXPECT_EQ(send("POST", "/v1/uploads/" + id + "/retry").status, 202);
  EXPECT_EQ(wakes_, 1);
  expect_problem(send("POST", "/v1/uploads/" + id + "/retry"), 409, "not_retryable");
  expect_problem(send("POST", "/v1/uploads/nobody/retry"), 404, "not_found");
  expect_problem(send("GET", "/v1/uploads/00000000-0000-4000-8000-000000000000"), 404, "not_found");
}

TEST_F(RestUploads, WaitsNoLongerThanItMay) {
  const std::string id = announced_id();
  for (const std::string_view wait : {"31", "-1", "x", ""})
    expect_problem(send("GET", "/v1/uploads/" + id + "?wait_s=" + std::string(wait)), 400, "invalid_argument");
  EXPECT_EQ(send("GET", "/v1/uploads/" + id + "?wait_s=1").status, 200) << "it is told as it is, then";
  const Patience short_one({}, std::chrono::steady_clock::now() + 20ms);
  expect_problem(send("GET", "/v1/uploads/" + id + "?wait_s=30", {}, "admin", short_one), 503, "deadline_exceeded");
}

}  // namespace
}  // namespace mien::api::rest
