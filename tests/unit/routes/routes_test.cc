#include "api/routes/routes_api.h"

#include <gtest/gtest.h>

#include <utility>

#include "app/intake/upload_payload.h"
#include "contract/store_samples.h"
#include "core/base64.h"
#include "core/limits.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_functions.h"
#include "fakes/fake_ids.h"
#include "fakes/fake_triggers.h"
#include "fakes/memory_objects.h"
#include "fakes/memory_store.h"
#include "fakes/memory_tasks.h"
#include "support/code_of.h"
#include "support/header_of.h"

namespace mien::api::routes {
namespace {

RoutePattern pattern(std::string_view text) { return RoutePattern::parse(text).value(); }

TEST(RoutePattern, MatchesPlainSegmentsAndNames) {
  EXPECT_EQ(pattern("/dev/employee").match("/dev/employee"), TextMap{});
  EXPECT_EQ(pattern("/dev/employee").match("/dev/%65mployee"), TextMap{});
  const auto found = pattern("/{stage}/{bucket}/{key}").match("/dev/photos/a%20b/c%2Fd.jpg");
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, (TextMap{{"stage", "dev"}, {"bucket", "photos"}, {"key", "a b/c/d.jpg"}}));
  for (const std::string_view path : {"/dev", "/dev/employee/", "/dev/employee/x", "/prod/employee", "/dev//employee",
                                      "dev/employee", "", "/", "/dev/employee%", "/dev/employee%00"})
    EXPECT_FALSE(pattern("/dev/employee").match(path)) << path;
  for (const std::string_view path : {"/a", "/a/", "/a/b%zz", "/a/%ff", "//b"})
    EXPECT_FALSE(pattern("/{bucket}/{key}").match(path)) << path;
}

TEST(RoutePattern, RefusesWhatCannotBeARoute) {
  for (const std::string_view text : {"", "/", "dev", "/dev/", "//", "/a b{c}", "/{key}/x", "/a?b", "/a%20", "/{"})
    EXPECT_EQ(code_of(RoutePattern::parse(text)), ErrorCode::kInvalidArgument) << text;
}

/// One key, "MIENKEY:secret", of the role that a test gives it.
class OneKey final : public KeyRing {
 public:
  std::optional<AccessKey> find(std::string_view id) const override {
    if (id != "MIENKEY") return std::nullopt;
    return AccessKey{Secret("secret"), role};
  }
  Role role = Role::kAdmin;
};

/// A routes surface over an intake that settles what comes as a test says.
class RoutesTest : public testing::Test {
 protected:
  static RouteRule rule(std::string method, std::string_view path, RouteRule::Target target, std::string name,
                        Shape shape) {
    return {.method = std::move(method),
            .path = pattern(path),
            .target = target,
            .target_name = std::move(name),
            .shape = shape,
            .auth = RouteRule::Auth::kNone,
            .cors_origins = {"https://app.example"}};
  }
  static app::Intake intake(std::string name, app::Intake::Action action) {
    return {.name = name,
            .bucket = name + "-bucket",
            .prefix = "in/",
            .action = action,
            .collection = *CollectionId::parse("staff")};
  }
  RoutesTest() {
    RouteRule into_buckets =
        rule("PUT", "/{stage}/{bucket}/{key}", RouteRule::Target::kPutObject, "", Shape::kDecision);
    into_buckets.buckets = {"visitors-bucket"};
    RouteRule keyed = rule("GET", "/keyed", RouteRule::Target::kVerify, "visitors", Shape::kFullName);
    keyed.auth = RouteRule::Auth::kKey;
    RouteRule keyed_put = rule("PUT", "/kput/{bucket}/{key}", RouteRule::Target::kPutObject, "", Shape::kDecision);
    keyed_put.buckets = {"visitors-bucket", "employees-bucket"};
    keyed_put.auth = RouteRule::Auth::kKey;
    using enum RouteRule::Target;
    rules = {keyed_put,
             rule("GET", "/dev/employee", kVerify, "visitors", Shape::kFullName),
             rule("POST", "/authenticate", kVerify, "visitors", Shape::kStatus),
             rule("POST", "/upload", kRegister, "employees", Shape::kFaceRecord),
             into_buckets,
             keyed,
             rule("POST", "/{stage}/run/{name}", kFunction, "f", Shape::kDecision)};
    runner.functions.insert("f");
    for (const std::string_view name : {"visitors-bucket", "employees-bucket"})
      EXPECT_TRUE(store.buckets().create({*BucketName::parse(name), "us-east-1", clock.now()}, {}));
    triggers.on_event = [this](const ObjectEvent& event) {
      if (!outcome.empty()) settle(event.bucket, event.key, app::once_key_of(event.bucket, event.sequence));
      return std::vector<NewTask>();
    };
  }
  HttpRequest request(std::string method, std::string target, std::string body = {}, std::string type = {}) {
    HttpRequest out{{std::move(method), std::move(target), {{"Origin", "https://app.example"}}, "192.0.2.1"}, {}};
    out.body = std::move(body);
    if (!type.empty()) out.head.headers.push_back({"Content-Type", std::move(type)});
    return out;
  }
  Surface::Served serve(const HttpRequest& wanted) {
    const RoutesApi api(rules, ports());
    EXPECT_TRUE(api.owns(wanted.head));
    auto admitted = api.admit(wanted.head, "id");
    if (!admitted) return std::move(admitted).error();
    return api.handle(wanted, "id");
  }
  static HttpRequest signed_in(HttpRequest wanted) {
    const std::string pair = "MIENKEY:secret";
    wanted.head.headers.push_back({"Authorization", "Basic " + encode_base64(std::as_bytes(std::span(pair)))});
    return wanted;
  }
  HttpResponse send(const HttpRequest& wanted) { return serve(wanted).response; }
  RoutesApi::Ports ports() { return {keys, ids, clock, intakes, find, put, triggers, gateway, tasks, 2}; }
  /// "bucket/key" of what was stored.
  std::vector<std::string> stored() const {
    std::vector<std::string> out;
    for (const ObjectEvent& event : triggers.events) out.push_back(event.bucket + "/" + event.key);
    return out;
  }
  StoredObject object(std::string_view bucket, std::string_view key) {
    auto found = store.bucket_objects().find(*BucketName::parse(bucket), *ObjectPath::parse(key));
    EXPECT_TRUE(found) << key;
    return *std::move(found);
  }
  void settle(const std::string& bucket, const std::string& key, const std::string& once_key = "") {
    const NewTask task{.id = {ids.random()},
                       .target = bucket.substr(0, bucket.find('-')),
                       .once_key = once_key.empty() ? ids.random().text() : once_key,
                       .bucket = bucket,
                       .key = key,
                       .created = clock.now()};
    EXPECT_TRUE(tasks.add(std::span(&task, 1)));
    EXPECT_TRUE(tasks.advance({.id = task.id,
                               .state = state,
                               .now = clock.now(),
                               .outcome = outcome,
                               .reason = state == TaskState::kRefused ? "Because." : "",
                               .result = encode_text_map(result)},
                              {}));
  }

  fakes::FakeClock clock;
  fakes::FakeIds ids;
  fakes::MemoryTasks tasks;
  app::TaskNotices notices;
  app::FindUpload find{tasks, notices};
  OneKey keys;
  app::IntakeBook intakes{
      {intake("visitors", app::Intake::Action::kVerify), intake("employees", app::Intake::Action::kRegister)}};
  fakes::MemoryStore store;
  fakes::MemoryObjects objects;
  fakes::FakeTriggers triggers;
  app::ObjectPolicy policy;
  app::ObjectWriter writer{{objects, triggers, {clock, ids}}, policy};
  app::PutObject put{store.buckets(), store.bucket_objects(), writer};
  fakes::FakeRunner runner;
  Account account{"us-east-1", "123456789012"};
  functions::FunctionGateway gateway{runner, clock, ids, account};
  std::vector<RouteRule> rules;
  std::string outcome = "match";
  TaskState state = TaskState::kDone;
  TextMap result{{"person_id", "ann"}, {"name", "Ann de Vries"}, {"similarity", "97.1"}, {"face_id", "f"}};
};

TEST_F(RoutesTest, AnswersWhatBecameOfAnObject) {
  settle("visitors-bucket", "probe.jpg");
  const auto answer = send(request("GET", "/dev/employee?objectKey=probe.jpg"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"Message":"Success","fullname":"Ann de Vries"})");
  EXPECT_EQ(header_of(answer, "Access-Control-Allow-Origin"), "https://app.example");
  EXPECT_EQ(send(request("GET", "/dev/employee?objectKey=other.jpg")).status, 404);
  EXPECT_EQ(send(request("GET", "/dev/employee")).status, 400);
  EXPECT_EQ(send(request("GET", "/dev/employee?objectKey=a&bucket=elsewhere")).status, 400);
}

TEST_F(RoutesTest, TellsItForAWhileOnly) {
  settle("visitors-bucket", "probe.jpg");
  clock.advance(std::chrono::minutes{15});
  EXPECT_EQ(send(request("GET", "/dev/employee?objectKey=probe.jpg")).status, 200);
  clock.advance(std::chrono::milliseconds{1});
  EXPECT_EQ(send(request("GET", "/dev/employee?objectKey=probe.jpg")).status, 404);
}

TEST_F(RoutesTest, TakesAPictureInEveryFormThatApplicationsUse) {
  const std::string image = "picture";
  const std::string base64 = encode_base64(std::as_bytes(std::span(image)));
  const std::string form =
      "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"x.jpg\"\r\n\r\npicture\r\n--b--\r\n";
  for (const auto& wanted :
       {request("POST", "/authenticate", form, "multipart/form-data; boundary=b"),
        request("POST", "/authenticate", R"({"body":")" + base64 + R"(","isBase64Encoded":true})", "application/json"),
        request("POST", "/authenticate", image, "image/jpeg")}) {
    const auto answer = send(wanted);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.body, R"({"status":"success","message":"Hi Ann de Vries, welcome to work."})");
    EXPECT_TRUE(stored().back().starts_with("visitors-bucket/in/")) << stored().back();
    EXPECT_EQ(triggers.events.back().actor, "route:/authenticate");
  }
  const auto named = send(request("POST", "/authenticate",
                                  R"({"bucket_name":"visitors-bucket","object_key":"k.jpg","body":")" + base64 + "\"}",
                                  "application/json"));
  EXPECT_EQ(named.status, 200) << named.body;
  EXPECT_EQ(stored().back(), "visitors-bucket/in/k.jpg");
}

TEST_F(RoutesTest, AnswersEachOfTwoWhoUseOneKeyWithWhatBecameOfTheirOwnPicture) {
  const auto wanted =
      request("POST", "/authenticate", R"({"object_key":"door.jpg","image":"aaaa"})", "application/json");
  triggers.on_event = [this](const ObjectEvent& event) {
    settle(event.bucket, event.key, app::once_key_of(event.bucket, event.sequence));
    // The other door's, which comes before this one is answered; and more of them than one page lists.
    const TextMap own = std::exchange(result, {{"person_id", "bob"}, {"name", "Bob"}, {"similarity", "99.0"}});
    const TaskState its_state = std::exchange(state, TaskState::kDone);
    const std::string its_outcome = std::exchange(outcome, "match");
    for (int later = 0; later < 20; ++later) settle(event.bucket, event.key);
    result = own;
    state = its_state;
    outcome = its_outcome;
    return std::vector<NewTask>();
  };
  EXPECT_EQ(send(wanted).body, R"({"status":"success","message":"Hi Ann de Vries, welcome to work."})");
  state = TaskState::kRefused;
  outcome = "object_replaced";
  const auto replaced = send(wanted);
  EXPECT_EQ(replaced.status, 400);
  EXPECT_EQ(replaced.body, R"({"status":"failure","message":"Because."})");
  // Whoever names an object asks for its last upload.
  EXPECT_EQ(send(request("GET", "/dev/employee?objectKey=in/door.jpg")).body,
            R"({"Message":"Success","fullname":"Bob"})");
}

TEST_F(RoutesTest, RefusesQuestionsThatItCannotRead) {
  for (const std::string_view body : {"", "[]", R"({"image":1})", R"({"image":"!"})", R"({"image":""})", "{",
                                      R"({"image":"aaaa","body":"aaaa"})", R"({"a":"b"})"}) {
    const auto answer = send(request("POST", "/authenticate", std::string(body), "application/json"));
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_NE(answer.body.find(R"("status":"failure")"), std::string::npos) << answer.body;
  }
  EXPECT_EQ(send(request("POST", "/authenticate", "--x", "multipart/form-data; boundary=b")).status, 400);
  EXPECT_TRUE(stored().empty());
}

TEST_F(RoutesTest, RegistersWithTheFieldsOfTheForm) {
  outcome = "registered";
  const auto answer = send(request("POST", "/upload", R"({"image":"aaaa","UserId":"mark 1"})", "application/json"));
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_NE(answer.body.find(R"("FaceId":"f","UserId":"ann","ImagePath":"employees-bucket/in/)"), std::string::npos)
      << answer.body;
  EXPECT_EQ(triggers.events.back().metadata, (TextMap{{"userid", "mark 1"}}));
  state = TaskState::kRefused;
  outcome = "duplicate_person";
  const auto refused = send(request("POST", "/upload", R"({"image":"aaaa","UserId":"x"})", "application/json"));
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.body, R"({"message":"Because.","code":"duplicate_person"})");
  outcome = "no_face";
  EXPECT_EQ(send(request("POST", "/upload", R"({"image":"aaaa","UserId":"x"})", "application/json")).status, 422);
}

TEST_F(RoutesTest, PutsObjectsIntoTheBucketsThatItMay) {
  const auto answer = send(request("PUT", "/dev/visitors-bucket/a/b%20c.jpeg", "bytes", "image/jpeg"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(stored(), std::vector<std::string>{"visitors-bucket/a/b c.jpeg"});
  const RoutesApi api(rules, ports());
  EXPECT_FALSE(api.owns(request("PUT", "/dev/employees-bucket/a.jpeg").head));
  auto is_signed = request("PUT", "/dev/visitors-bucket/a.jpeg");
  is_signed.head.headers.push_back({"Authorization", "AWS4-HMAC-SHA256 Credential=x"});
  EXPECT_FALSE(api.owns(is_signed.head)) << "that is S3's";
  triggers.bytes_max["visitors-bucket"] = 4;
  const auto too_large = send(request("PUT", "/dev/visitors-bucket/a.jpeg", "bytes"));
  EXPECT_EQ(too_large.status, 413);
  EXPECT_NE(too_large.body.find(R"("code":"image_too_large")"), std::string::npos) << too_large.body;
}

TEST_F(RoutesTest, StoreObjectsAsS3DoesThatGetsThem) {
  send(request("PUT", "/dev/visitors-bucket/nine", "123456789", "image/jpeg"));
  const StoredObject nine = object("visitors-bucket", "nine");
  EXPECT_EQ(nine.etag, "25f9e794323b453885f5181f1b624d0b");
  EXPECT_EQ(nine.properties.content_type(), "image/jpeg");
  ASSERT_TRUE(nine.checksum);
  EXPECT_EQ(*nine.checksum, (ObjectChecksum{ChecksumAlgorithm::kCrc64Nvme, ChecksumType::kFullObject, "rosUhgp5mIg="}));
  outcome = "registered";
  send(request("POST", "/upload", R"({"image":"aaaa","UserId":"Nguyễn 100%"})", "application/json"));
  EXPECT_EQ(triggers.events.back().metadata, (TextMap{{"userid", "Nguy%E1%BB%85n%20100%25"}}));
}

TEST_F(RoutesTest, TellLogAndMetricsWhatBecameOfARequest) {
  const auto told = [&](const HttpRequest& wanted) {
    const Surface::Served served = serve(wanted);
    return std::string(served.operation) + " " + std::string(served.outcome) + " " + served.log_detail;
  };
  EXPECT_EQ(told(request("PUT", "/dev/visitors-bucket/a.jpeg", "bytes")), "put_object ok ");
  triggers.bytes_max["visitors-bucket"] = 4;
  EXPECT_EQ(told(request("PUT", "/dev/visitors-bucket/a.jpeg", "bytes")), "put_object refused ");
  triggers.bytes_max.clear();
  EXPECT_EQ(told(request("PUT", "/dev/visitors-bucket/" + std::string(1025, 'k'), "x")), "put_object bad_request ");
  store.set_down(true);
  EXPECT_TRUE(told(request("PUT", "/dev/visitors-bucket/a.jpeg", "bytes")).starts_with("put_object pending"));
  store.set_down(false);
  EXPECT_EQ(told(request("GET", "/dev/employee?objectKey=none.jpg")), "verify not_found ");

  EXPECT_EQ(told(request("POST", "/dev/run/x")),
            "function malformed_answer The handler's answer is malformed: it has no statusCode.");
  runner.answer = [](const FunctionRunner::Invocation&) {
    return FunctionOutcome{.payload_json = R"({"statusCode":200})"};
  };
  EXPECT_EQ(told(request("POST", "/dev/run/x")), "function ok ");
  runner.answer = [](const FunctionRunner::Invocation&) {
    return FunctionOutcome{.payload_json = "{}", .failure = FunctionOutcome::Failure{"KeyError", ""}};
  };
  EXPECT_EQ(told(request("POST", "/dev/run/x")), "function function_error KeyError");
  runner.answer = [](const FunctionRunner::Invocation&) {
    return fail(ErrorCode::kDeadlineExceeded, "Too late.", "no handler");
  };
  EXPECT_EQ(told(request("POST", "/dev/run/x")), "function timeout no handler");
  EXPECT_EQ(serve(request("POST", "/dev/run/x")).response.status, 504);
}

TEST_F(RoutesTest, AnswersBrowsersOfOtherOriginsWhatTheyMayAsk) {
  auto wanted = request("OPTIONS", "/dev/employee");
  wanted.head.headers.push_back({"Access-Control-Request-Method", "GET"});
  wanted.head.headers.push_back({"Access-Control-Request-Headers", "content-type"});
  const auto allowed = send(wanted);
  EXPECT_EQ(allowed.status, 204);
  EXPECT_EQ(header_of(allowed, "Access-Control-Allow-Origin"), "https://app.example");
  EXPECT_EQ(header_of(allowed, "Access-Control-Allow-Methods"), "GET");
  EXPECT_EQ(header_of(allowed, "Access-Control-Allow-Headers"), "content-type");
  EXPECT_EQ(header_of(allowed, "Access-Control-Allow-Credentials"), "");
  wanted.head.headers[0].value = "https://evil.example";
  EXPECT_EQ(send(wanted).status, 403);
  EXPECT_EQ(header_of(send(wanted), "Access-Control-Allow-Origin"), "");
  const auto wrong = send(request("DELETE", "/dev/employee"));
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(header_of(wrong, "Allow"), "GET");
  EXPECT_EQ(header_of(wrong, "Access-Control-Allow-Origin"), "https://app.example") << "errors, too";
}

TEST_F(RoutesTest, AsksForAKeyUnlessToldOtherwise) {
  settle("visitors-bucket", "probe.jpg");
  const auto wanted = request("GET", "/keyed?objectKey=probe.jpg");
  EXPECT_EQ(send(wanted).status, 403);
  EXPECT_EQ(send(signed_in(wanted)).status, 200);
}

TEST_F(RoutesTest, StoresForAKeyWhatItsRoleMayStoreAnywhereElse) {
  triggers.for_all = {"visitors-bucket"};
  const auto status_of = [&](const std::string& bucket, Role role) {
    keys.role = role;
    auto wanted = signed_in(request("PUT", "/kput/" + bucket + "/in/a.jpg", "picture", "image/jpeg"));
    return send(wanted).status;
  };
  EXPECT_EQ(status_of("employees-bucket", Role::kVerifier), 403);
  EXPECT_TRUE(stored().empty());
  EXPECT_EQ(status_of("employees-bucket", Role::kEnroller), 200);
  EXPECT_EQ(status_of("visitors-bucket", Role::kVerifier), 200);
  EXPECT_EQ(status_of("visitors-bucket", Role::kAuditor), 403);
}

TEST_F(RoutesTest, LetsNoOtherPageUseTheKeyThatABrowserKeeps) {
  const auto status_of = [&](const std::string& origin, const std::string& site) {
    auto wanted = signed_in(request("PUT", "/kput/visitors-bucket/in/a.jpg", "picture", "image/jpeg"));
    wanted.head.headers[0].value = origin;
    wanted.head.headers.push_back({"Host", "mien.example"});
    if (!site.empty()) wanted.head.headers.push_back({"Sec-Fetch-Site", site});
    return send(wanted).status;
  };
  EXPECT_EQ(status_of("https://evil.example", "cross-site"), 403);
  EXPECT_EQ(status_of("https://evil.example", ""), 403);
  EXPECT_TRUE(stored().empty());
  EXPECT_EQ(status_of("https://app.example", "cross-site"), 200) << "which the route names";
  EXPECT_EQ(status_of("https://mien.example", "same-origin"), 200);
}

TEST_F(RoutesTest, LetsNoOtherPageSendWhatOnlyItsNetworkLetsThrough) {
  const auto status_of = [&](const std::string& method, const std::string& target, const std::string& origin) {
    auto wanted = request(method, target, "picture", "image/jpeg");
    wanted.head.headers[0].value = origin;
    wanted.head.headers.push_back({"Host", "mien.example"});
    return send(wanted).status;
  };
  EXPECT_EQ(status_of("PUT", "/dev/visitors-bucket/a.jpg", "https://evil.example"), 403);
  EXPECT_EQ(status_of("PUT", "/dev/visitors-bucket/a.jpg", "null"), 403);
  EXPECT_TRUE(stored().empty());
  EXPECT_EQ(status_of("PUT", "/dev/visitors-bucket/a.jpg", "https://app.example"), 200) << "which the route names";
  EXPECT_EQ(status_of("PUT", "/dev/visitors-bucket/a.jpg", "https://mien.example"), 200);
  auto looking = request("GET", "/dev/employee?objectKey=none.jpg");
  looking.head.headers[0].value = "https://evil.example";
  EXPECT_EQ(send(looking).status, 404) << "it cannot read the answer";
  for (RouteRule& rule : rules) rule.cors_origins = {"*"};
  EXPECT_EQ(status_of("PUT", "/dev/visitors-bucket/a.jpg", "https://evil.example"), 200);
  EXPECT_EQ(status_of("PUT", "/kput/visitors-bucket/a.jpg", "https://evil.example"), 403) << "not with a key";
}

TEST_F(RoutesTest, JudgesAPreflightByTheMethodThatItAsksFor) {
  RouteRule open = rule("GET", "/face", RouteRule::Target::kVerify, "visitors", Shape::kStatus);
  open.cors_origins = {"*"};
  rules = {open, rule("POST", "/face", RouteRule::Target::kRegister, "employees", Shape::kStatus)};
  const auto preflight = [&](const std::string& method) {
    auto wanted = request("OPTIONS", "/face");
    wanted.head.headers[0].value = "https://evil.example";
    wanted.head.headers.push_back({"Access-Control-Request-Method", method});
    return send(wanted);
  };
  EXPECT_EQ(preflight("GET").status, 204);
  EXPECT_EQ(header_of(preflight("GET"), "Access-Control-Allow-Methods"), "GET");
  EXPECT_EQ(preflight("POST").status, 403);
  EXPECT_EQ(header_of(preflight("DELETE"), "Access-Control-Allow-Methods"), "GET") << "which is not what was asked for";
}

TEST_F(RoutesTest, TakesNoMorePicturesOfStrangersWhileManyWait) {
  for (int i = 0; i < 2; ++i) {
    const NewTask task{.id = {ids.random()}, .target = "employees", .once_key = std::to_string(i), .key = "k"};
    ASSERT_TRUE(tasks.add(std::span(&task, 1)));
  }
  EXPECT_EQ(send(request("PUT", "/dev/visitors-bucket/a.jpg", "picture", "image/jpeg")).status, 503);
  EXPECT_TRUE(stored().empty());
  EXPECT_EQ(send(signed_in(request("PUT", "/kput/visitors-bucket/a.jpg", "picture", "image/jpeg"))).status, 200);
}

TEST_F(RoutesTest, HandsNoKeyOfThisServerToHandlers) {
  send(signed_in(request("POST", "/dev/run/x")));
  ASSERT_EQ(runner.seen.size(), 1U);
  EXPECT_EQ(runner.seen[0].find("Authorization"), std::string::npos);
  auto foreign = request("POST", "/dev/run/x");
  foreign.head.headers.push_back({"Authorization", "Bearer of-the-app"});
  send(foreign);
  ASSERT_EQ(runner.seen.size(), 2U);
  EXPECT_NE(runner.seen[1].find("Bearer of-the-app"), std::string::npos);
}

TEST_F(RoutesTest, BoundsBodiesAndFields) {
  auto wanted = request("POST", "/upload");
  wanted.head.headers.push_back({"Content-Length", std::to_string(limits::kRouteBodyBytesMax + 1)});
  EXPECT_EQ(send(wanted).status, 413);
  std::string body = R"({"image":"aaaa")";
  for (std::size_t i = 0; i < limits::kRouteFieldsMax; ++i) body += ",\"f" + std::to_string(i) + "\":\"x\"";
  outcome = "registered";
  EXPECT_EQ(send(request("POST", "/upload", body + "}", "application/json")).status, 201);
  EXPECT_EQ(send(request("POST", "/upload", body + R"(,"more":"x"})", "application/json")).status, 400);
  const std::string text(limits::kRouteFieldBytesMax, 'x');
  EXPECT_EQ(send(request("POST", "/upload", R"({"image":"aaaa","a":")" + text + "\"}", "application/json")).status,
            400);
}

TEST_F(RoutesTest, HandsRequestsToFunctions) {
  runner.answer = [](const FunctionRunner::Invocation&) {
    return FunctionOutcome{.payload_json = R"({"statusCode":418,"body":"short"})"};
  };
  const auto answer = send(request("POST", "/dev/run/a%20b?q=1", "{}", "application/json"));
  EXPECT_EQ(answer.status, 418);
  EXPECT_EQ(answer.body, "short");
  EXPECT_EQ(header_of(answer, "Access-Control-Allow-Origin"), "https://app.example");
  ASSERT_EQ(runner.seen.size(), 1U);
  const std::string& event = runner.seen.front();
  EXPECT_TRUE(event.starts_with("f ")) << event;
  for (const std::string_view part : {R"("resource":"/run/{name}")", R"("path":"/run/a%20b")",
                                      R"("pathParameters":{"name":"a b"})", R"("stage":"dev")"})
    EXPECT_NE(event.find(part), std::string::npos) << part << " is not in " << event;
}

/// Status and body of each decision in each shape, as docs/api/routes.md has them.
TEST(RouteAnswers, SpeakTheWordsOfEachApplication) {
  using Kind = Outcome::Kind;
  const auto said = [](Shape shape, Kind kind, std::string code = {}) {
    const TextMap values{{"person_id", "mark123"},
                         {"name", "Ada King Lovelace"},
                         {"similarity", "97.125"},
                         {"face_id", "11111111-2222-8333-8444-555555555555"},
                         {"image_path", "b/uploaded/k.jpg"},
                         {"now", "2026-02-03T04:05:06.789Z"},
                         {"attributes", R"({"first_name":"Ada King","last_name":"Lovelace"})"}};
    const HttpResponse response =
        answer(shape, {.kind = kind, .code = std::move(code), .reason = {}, .values = values});
    return std::to_string(response.status) + " " + response.body;
  };
  EXPECT_EQ(said(Shape::kFullName, Kind::kMatch), R"(200 {"Message":"Success","fullname":"Ada King Lovelace"})");
  EXPECT_EQ(said(Shape::kFullName, Kind::kNoMatch), R"(403 {"Message":"Person not found","decision":"no_match"})");
  EXPECT_EQ(said(Shape::kFullName, Kind::kNoFace), R"(403 {"Message":"Person not found","decision":"no_face"})");
  EXPECT_EQ(said(Shape::kFaceList, Kind::kMatch),
            R"(200 {"Message":"Success","FaceList":[{"employeeId":"mark123","confidence":97.125}]})");
  EXPECT_EQ(said(Shape::kFaceList, Kind::kNoMatch), R"(200 {"Message":"Success","FaceList":[],"decision":"no_match"})");
  EXPECT_EQ(said(Shape::kFirstLast, Kind::kMatch),
            R"(200 {"Message":"Success","firstName":"Ada King","lastName":"Lovelace"})");
  EXPECT_EQ(said(Shape::kFirstLast, Kind::kNoMatch), R"(403 {"Message":"Person Not Found","decision":"no_match"})");
  EXPECT_EQ(
      said(Shape::kMatches, Kind::kMatch),
      R"(200 {"matches":[{"FaceId":"11111111-2222-8333-8444-555555555555","UserId":"mark123","Similarity":97.125}]})");
  EXPECT_EQ(said(Shape::kMatches, Kind::kNoMatch), R"(200 {"matches":[],"decision":"no_match"})");
  EXPECT_EQ(said(Shape::kMessageNames, Kind::kMatch),
            R"(200 {"message":"Processing complete","firstname":"Ada King","lastname":"Lovelace"})");
  EXPECT_EQ(said(Shape::kMessageNames, Kind::kNoFace),
            R"(404 {"message":"Person not recognized","decision":"no_face"})");
  EXPECT_EQ(said(Shape::kStatus, Kind::kMatch),
            R"(200 {"status":"success","message":"Hi Ada King Lovelace, welcome to work."})");
  EXPECT_EQ(said(Shape::kStatus, Kind::kNoMatch),
            R"(401 {"status":"failure","message":"Nobody who is registered has this face.","decision":"no_match"})");
  EXPECT_EQ(said(Shape::kStatus, Kind::kNoFace),
            R"(404 {"status":"failure","message":"The picture shows no face.","decision":"no_face"})");
  EXPECT_EQ(said(Shape::kStatus, Kind::kFailed), R"(500 {"status":"error","message":"Internal server error"})");
  EXPECT_EQ(said(Shape::kFaceRecord, Kind::kRegistered),
            R"(201 {"FaceId":"11111111-2222-8333-8444-555555555555","UserId":"mark123","ImagePath":"b/uploaded/k.jpg",)"
            R"("Timestamp":"2026-02-03T04:05:06.789Z"})");
  EXPECT_EQ(said(Shape::kDecision, Kind::kMatch),
            R"(200 {"decision":"match","person":{"id":"mark123","name":"Ada King Lovelace"},"similarity":97.125})");
  EXPECT_EQ(said(Shape::kDecision, Kind::kRefused, "image_format"), R"(415 {"message":"","code":"image_format"})");
  EXPECT_EQ(said(Shape::kDecision, Kind::kPending),
            R"(503 {"message":"The picture could not be looked at in time; try again."})");
}

TEST(RouteAnswers, HaveAStatusForEachReasonToRefuse) {
  const auto status = [](std::string_view code) {
    return answer(Shape::kDecision, {.kind = Outcome::Kind::kRefused, .code = std::string(code)}).status;
  };
  for (const std::string_view code : {"duplicate_person", "identity_conflict", "image_of_another_person"})
    EXPECT_EQ(status(code), 409) << code;
  for (const std::string_view code : {"no_face", "several_faces", "low_quality", "image_too_small"})
    EXPECT_EQ(status(code), 422) << code;
  for (const std::string_view code : {"image_too_large", "object_too_large"}) EXPECT_EQ(status(code), 413) << code;
  EXPECT_EQ(status("image_format"), 415);
  EXPECT_EQ(status("object_gone"), 404);
  for (const std::string_view code : {"invalid_argument", "object_replaced", "unknown_intake", "no such code", ""})
    EXPECT_EQ(status(code), 400) << code;
}

}  // namespace
}  // namespace mien::api::routes
