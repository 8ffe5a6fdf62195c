#include "api/rest/event_stream.h"

#include <memory>
#include <span>
#include <string>

#include "app/intake/upload_payload.h"
#include "contract/store_samples.h"
#include "unit/rest/world.h"

namespace mien::api::rest {
namespace {

/// A ring of which keys can be taken out.
class ChangingKeys final : public KeyRing {
 public:
  std::optional<AccessKey> find(std::string_view id) const override {
    if (id != "AKIDEXAMPLE" || !role) return std::nullopt;
    return AccessKey{Secret("secret"), *role};
  }
  std::optional<Role> role = Role::kAdmin;
};

class RestEventStreamTest : public ::testing::Test {
 protected:
  HttpResponse ask(std::string target, std::string last_event_id = {}) const {
    auto request = World::request("GET", "/v1/events/stream" + std::move(target));
    if (!last_event_id.empty()) request.head.headers.push_back({"Last-Event-ID", std::move(last_event_id)});
    return api_.handle(request, "").response;
  }
  /// What there is to take, once the feed has looked.
  std::string read(const HttpResponse& response) {
    EXPECT_TRUE(world_.feed.deliver());
    std::string out;
    EXPECT_EQ(response.stream->take(out, 1'000'000), BodyStream::State::kOpen);
    return out;
  }
  void append(std::string action, std::string collection = "people") {
    AuditEvent event = samples::event(std::move(action));
    event.collection = std::move(collection);
    ASSERT_TRUE(world_.base.store.audit().append(event));
  }
  void upload(std::uint64_t number, std::string target = "employees", std::string payload = {}) {
    const NewTask task{.id = {samples::uuid(number)},
                       .target = std::move(target),
                       .once_key = std::to_string(number),
                       .bucket = "photos",
                       .key = "a\nb",
                       .payload = std::move(payload),
                       .created = samples::at(1000)};
    ASSERT_TRUE(world_.tasks.add(std::span(&task, 1)));
  }

  World world_;
  ChangingKeys keys_;
  app::IntakeBook intakes_{
      {{.name = "employees", .bucket = "photos", .collection = CollectionId::parse("staff").value(), .identity = {}}}};
  EventRoutes routes_{{world_.feed, world_.bell, intakes_, keys_}};
  RestApi api_{routes_.routes(), keys_};
};

TEST_F(RestEventStreamTest, TellsEventsAndUploadsInTheForm) {
  const HttpResponse response = ask("");
  ASSERT_EQ(response.status, 200);
  EXPECT_EQ(header_of(response, "Content-Type"), "text/event-stream");
  EXPECT_EQ(header_of(response, "Cache-Control"), "no-store");
  ASSERT_TRUE(response.stream);
  EXPECT_EQ(read(response), "retry: 2000\nid: 0-0\n\n");
  append("verify");
  upload(5);
  EXPECT_EQ(read(response),
            "event: audit\nid: 1-0\ndata: "
            R"({"id":"00000000-0000-0000-0000-00000000004d","at":"1970-01-01T00:00:01.000Z","actor":"MIENTEST",)"
            R"("action":"verify","collection":"people","outcome":"ok"})"
            "\n\nevent: upload\nid: 1-1\ndata: "
            R"({"upload_id":"00000000-0000-0000-0000-000000000005","intake":"employees","bucket":"photos",)"
            R"("key":"a\nb","state":"waiting","attempts":0,"created_at":"1970-01-01T00:00:01.000Z",)"
            R"("updated_at":"1970-01-01T00:00:01.000Z","next_attempt_at":"1970-01-01T00:00:01.000Z"})"
            "\n\n");
  EXPECT_EQ(read(response), "");
}

TEST_F(RestEventStreamTest, GoesOnAfterTheLastEventId) {
  append("a");
  append("b");
  upload(1);
  EXPECT_EQ(read(ask("")), "retry: 2000\nid: 2-1\n\n");
  const std::string later = read(ask("", "1-1"));
  EXPECT_TRUE(later.starts_with("retry: 2000\nid: 1-1\n\nevent: audit\nid: 2-1\n")) << later;
  EXPECT_EQ(later.find("upload"), std::string::npos);
  // One from a store that was put back since begins now.
  EXPECT_EQ(read(ask("", "900-900")), "retry: 2000\nid: 2-1\n\n");
}

TEST_F(RestEventStreamTest, RefusesWhatItDoesNotKnow) {
  for (const std::string_view id :
       {"x", "1", "1-", "-1", "1-2-3", "1 -2", "-1-2", "1--2", "+1-2", "99999999999999999999999-1"})
    expect_problem(ask("", std::string(id)), 400, "invalid_argument", "Last-Event-ID");
  for (const std::string_view query : {"?types=", "?types=x", "?types=audit,", "?types=audit;upload", "?types=Audit"})
    expect_problem(ask(std::string(query)), 400, "invalid_argument", "types must be");
  expect_problem(ask("?collection=a%2Fb"), 400, "invalid_argument");
  expect_problem(ask("?page_size=3"), 400, "invalid_argument");
  auto twice = World::request("GET", "/v1/events/stream");
  twice.head.headers.push_back({"Last-Event-ID", "1-1"});
  twice.head.headers.push_back({"last-event-id", "2-2"});
  expect_problem(api_.handle(twice, "").response, 400, "malformed_request", "comes twice");
  EXPECT_FALSE(world_.feed.is_followed());
}

TEST_F(RestEventStreamTest, TellsOfTheTypesThatAreAskedFor) {
  const HttpResponse audit = ask("?types=audit");
  const HttpResponse uploads = ask("?types=upload");
  const HttpResponse both = ask("?types=upload,audit");
  append("a");
  upload(1);
  const auto has = [&](const HttpResponse& response) {
    const std::string text = read(response);
    return std::pair(text.find("event: audit") != std::string::npos, text.find("event: upload") != std::string::npos);
  };
  EXPECT_EQ(has(audit), std::pair(true, false));
  EXPECT_EQ(has(uploads), std::pair(false, true));
  EXPECT_EQ(has(both), std::pair(true, true));
}

TEST_F(RestEventStreamTest, TellsOfTheCollectionThatIsAskedFor) {
  const HttpResponse staff = ask("?collection=staff");
  read(staff);
  append("a");
  upload(1);  // Of the intake, which is for that collection.
  upload(2, "mien-uploads", app::announcement_payload({.announced_by = "AKID", .collection = "people"}));
  upload(3, "mien-uploads", app::announcement_payload({.announced_by = "AKID", .collection = "staff"}));
  upload(4, "gone");
  append("b", "staff");
  const std::string text = read(staff);
  EXPECT_EQ(text.find("\"action\":\"a\""), std::string::npos) << text;
  EXPECT_NE(text.find("\"action\":\"b\""), std::string::npos) << text;
  for (const auto& [number, told] : {std::pair(1, true), {2, false}, {3, true}, {4, false}})
    EXPECT_EQ(text.find("00000000000" + std::to_string(number) + "\"") != std::string::npos, told) << number;
}

TEST_F(RestEventStreamTest, TellsEachRoleWhatItMayList) {
  keys_.role = Role::kEnroller;
  const HttpResponse enroller = ask("");
  expect_problem(ask("?types=audit"), 403, "access_denied", "enroller");
  expect_problem(ask("?types=upload,audit"), 403, "access_denied");
  keys_.role = Role::kAuditor;
  const HttpResponse auditor = ask("");
  keys_.role = Role::kVerifier;
  expect_problem(ask(""), 403, "access_denied");
  append("a");
  upload(1);
  const std::string to_enroller = read(enroller);
  EXPECT_EQ(to_enroller.find("event: audit"), std::string::npos);
  EXPECT_NE(to_enroller.find("event: upload"), std::string::npos);
  const std::string to_auditor = read(auditor);
  EXPECT_NE(to_auditor.find("event: audit"), std::string::npos);
  EXPECT_NE(to_auditor.find("event: upload"), std::string::npos);
}

TEST_F(RestEventStreamTest, SaysAtEachHeartbeatHowFarItIs) {
  const HttpResponse response = ask("?collection=staff");
  read(response);
  append("a", "other");
  EXPECT_EQ(read(response), "");
  world_.feed.beat();
  EXPECT_EQ(read(response), ":\nid: 1-0\n\n");
}

TEST_F(RestEventStreamTest, EndsWhenItsKeyIsNoLongerGood) {
  for (const std::optional<Role> after : {std::optional<Role>(), std::optional(Role::kVerifier)}) {
    keys_.role = Role::kAuditor;
    const HttpResponse response = ask("");
    read(response);
    int wakes = 0;
    response.stream->start([&] { ++wakes; });
    append("a");
    ASSERT_TRUE(world_.feed.deliver());
    EXPECT_EQ(wakes, 1);
    keys_.role = after;
    world_.feed.beat();
    EXPECT_GE(wakes, 2);
    std::string out;
    EXPECT_EQ(response.stream->take(out, 1000), BodyStream::State::kEnded);
    EXPECT_EQ(out, "");
  }
}

TEST_F(RestEventStreamTest, FollowsNothingForHead) {
  const HttpResponse response = api_.handle(World::request("HEAD", "/v1/events/stream"), "").response;
  EXPECT_EQ(response.status, 200);
  EXPECT_FALSE(world_.feed.is_followed());
}

class EventStreamTest : public ::testing::Test {
 protected:
  AuditEvent event_ = samples::event("verify");
  app::EventBell bell_;
  EventStream stream_{{.collection = {}, .collection_of = {}, .may_go_on = [] { return true; }}, {}, bell_};
};

TEST_F(EventStreamTest, HoldsSoMuchAndNoMore) {
  std::size_t told = 0;
  while (stream_.room() == app::EventFollower::Room::kLeft) stream_.on_event(event_, {.event = ++told, .task = 0});
  EXPECT_GT(told, 100U);
  stream_.on_heartbeat({.event = told, .task = 0});
  std::string out;
  stream_.take(out, 1'000'000);
  EXPECT_GE(out.size(), limits::kEventStreamBytesMax);
  EXPECT_LT(out.size(), limits::kEventStreamBytesMax + 1000);
  EXPECT_EQ(stream_.room(), app::EventFollower::Room::kLeft);
}

TEST_F(EventStreamTest, CallsWhenThereIsRoomAgain) {
  while (stream_.room() == app::EventFollower::Room::kLeft) stream_.on_event(event_, {});
  bell_.begin();
  const auto heard = [&] { return bell_.wait(std::stop_token(), std::chrono::steady_clock::now()); };
  std::string out;
  stream_.take(out, 1000);
  EXPECT_EQ(heard(), app::EventBell::Heard::kNothing) << "for a thousand bytes nobody is woken";
  stream_.take(out, limits::kEventStreamBytesMax);
  EXPECT_EQ(heard(), app::EventBell::Heard::kCall);
}

TEST_F(EventStreamTest, GivesEveryByteOnceInWhateverPieces) {
  std::string wanted;
  std::string got;
  EventStream other({.collection = {}, .collection_of = {}, .may_go_on = [] { return true; }}, {}, bell_);
  for (std::size_t i = 0; i < 3000; ++i) {
    stream_.on_event(event_, {.event = i, .task = 0});
    stream_.take(got, 1 + i % 400);
    other.on_event(event_, {.event = i, .task = 0});
    other.take(wanted, 1'000'000);
  }
  stream_.take(got, 10'000'000);
  EXPECT_EQ(got, wanted);
}

TEST_F(EventStreamTest, WakesOnlyWhereThereWasNothingToTake) {
  int wakes = 0;
  stream_.start([&] { ++wakes; });
  std::string out;
  stream_.take(out, 1000);
  for (int i = 0; i < 5; ++i) stream_.on_event(event_, {});
  EXPECT_EQ(wakes, 1);
  stream_.take(out, 1'000'000);
  stream_.on_event(event_, {});
  EXPECT_EQ(wakes, 2);
}

}  // namespace
}  // namespace mien::api::rest
