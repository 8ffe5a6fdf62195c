#include <gtest/gtest.h>

#include "app/hooks/subscriptions.h"
#include "app/hooks/take_foreign_events.h"
#include "app/intake/upload_payload.h"
#include "app/intake/uploaded_objects.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_ids.h"
#include "fakes/fake_sender.h"
#include "fakes/memory_tasks.h"

namespace mien::app {
namespace {

class TakeForeignEventsTest : public ::testing::Test {
 protected:
  static Intake intake(std::string name, std::string bucket, std::string source, std::string prefix = "") {
    return {.name = std::move(name),
            .bucket = std::move(bucket),
            .prefix = std::move(prefix),
            .source = std::move(source),
            .collection = *CollectionId::parse("people")};
  }
  static ForeignEvent event(std::string key, std::string sequencer = "0055AED6DCD90281E5") {
    return {.name = "ObjectCreated:Put",
            .bucket = "photos",
            .key = std::move(key),
            .etag = "e1",
            .sequencer = std::move(sequencer),
            .time = "t1"};
  }
  std::string run(const std::vector<ForeignEvent>& events, std::string_view source = "") {
    const auto counts = take.run(events, source, "hook:s3");
    if (!counts) return std::string(name_of(counts.error().code));
    return std::to_string(counts->accepted) + "/" + std::to_string(counts->duplicates) + "/" +
           std::to_string(counts->ignored);
  }
  std::vector<Task> tasks_of(const std::string& target) {
    return tasks.list({.target = target}, {.after = {}, .limit = 100})->items;
  }

  fakes::FakeClock clock;
  fakes::FakeIds ids;
  fakes::MemoryTasks tasks;
  int wakes = 0;
  IntakeBook intakes{{intake("own", "photos", ""), intake("minio", "photos", "minio", "index/"),
                      intake("gateway", "photos", "gateway"), intake("gone", "photos", "unknown")}};
  TakeForeignEvents take{intakes,
                         {{.name = "minio"}, {.name = "gateway", .key_form = KeyForm::kRaw}},
                         {tasks, [this] { ++wakes; }},
                         {clock, ids}};
};

TEST_F(TakeForeignEventsTest, MakeATaskForTheIntakeOfTheirSource) {
  EXPECT_EQ(run({event("index/Ann+B.jpg")}, "minio"), "1/0/0");
  EXPECT_EQ(wakes, 1);
  ASSERT_EQ(tasks_of("minio").size(), 1U);
  const Task task = tasks_of("minio")[0];
  EXPECT_EQ(task.what.kind, TaskKind::kIntake);
  EXPECT_EQ(task.what.bucket, "photos");
  EXPECT_EQ(task.what.key, "index/Ann B.jpg");
  const auto payload = read_payload(task.what.payload);
  ASSERT_TRUE(payload);
  EXPECT_EQ(payload->sequence, sequence_of_etag("\"e1\"", ids));
  EXPECT_EQ(payload->actor, "hook:s3");
  EXPECT_TRUE(tasks_of("own").empty()) << "its bucket is ours";
  EXPECT_TRUE(tasks_of("gone").empty());
}

TEST_F(TakeForeignEventsTest, GoToEverySourceThatHasTheBucketWhereNoneIsNamed) {
  EXPECT_EQ(run({event("index/a+b.jpg")}), "2/0/0");
  EXPECT_EQ(tasks_of("minio")[0].what.key, "index/a b.jpg");
  EXPECT_EQ(tasks_of("gateway")[0].what.key, "index/a+b.jpg") << "that server encodes nothing";
  ForeignEvent bridge = event("index/c+d.jpg");
  bridge.key_form = KeyForm::kRaw;
  EXPECT_EQ(run({bridge}, "minio"), "1/0/0");
  EXPECT_EQ(tasks_of("minio")[0].what.key, "index/c+d.jpg");
}

TEST_F(TakeForeignEventsTest, AreTakenOnceHoweverOftenTheyAreTold) {
  EXPECT_EQ(run({event("index/a.jpg"), event("index/a.jpg")}, "minio"), "1/1/0");
  EXPECT_EQ(run({event("index/a.jpg")}, "minio"), "0/1/0");
  // What the event says besides does not count where its sequencer tells uploads apart.
  ForeignEvent later = event("index/a.jpg");
  later.time = "t2";
  EXPECT_EQ(run({later}, "minio"), "0/1/0");
  EXPECT_EQ(run({event("index/a.jpg", "0055AED6DCD90281E6")}, "minio"), "1/0/0") << "uploaded again";
  EXPECT_EQ(run({event("index/b.jpg")}, "minio"), "1/0/0");
  EXPECT_EQ(tasks_of("minio").size(), 3U);
}

TEST_F(TakeForeignEventsTest, AreCountedByTheWriteThatKeepsThem) {
  EXPECT_EQ(run({event("index/a.jpg"), event("index/b.jpg"), event("other/a.jpg")}, "minio"), "2/0/1");
  EXPECT_EQ(run({event("index/a.jpg"), event("index/c.jpg")}, "minio"), "1/1/0");
  EXPECT_EQ(tasks.times_found(), 0U) << "what was kept must not be reported as an error";
}

TEST_F(TakeForeignEventsTest, AreToldApartByTheirTimeWhereTheSequencerRepeats) {
  // versitygw counts from 1 at each start.
  EXPECT_EQ(run({event("a.jpg", "1")}, "gateway"), "1/0/0");
  EXPECT_EQ(run({event("a.jpg", "1")}, "gateway"), "0/1/0");
  ForeignEvent restarted = event("a.jpg", "1");
  restarted.time = "t2";
  EXPECT_EQ(run({restarted}, "gateway"), "1/0/0");
}

TEST_F(TakeForeignEventsTest, AreIgnoredWhereNoIntakeTakesThem) {
  ForeignEvent elsewhere = event("index/a.jpg");
  elsewhere.bucket = "other";
  EXPECT_EQ(run({elsewhere, event("other/a.jpg"), event("index/folder/")}, "minio"), "0/0/3");
  EXPECT_EQ(wakes, 0);
  EXPECT_EQ(run({}, "minio"), "0/0/0");
}

TEST_F(TakeForeignEventsTest, AreAllRefusedWhereOneIsWrong) {
  EXPECT_EQ(run({event("index/a.jpg"), event("index/%00")}, "minio"), "invalid_argument");
  EXPECT_EQ(run({event("index/a.jpg")}, "nobody"), "invalid_argument");
  tasks.set_down(true);
  EXPECT_EQ(run({event("index/a.jpg")}, "minio"), "unavailable");
  tasks.set_down(false);
  EXPECT_TRUE(tasks_of("").empty());
}

TEST(SequenceOfEtag, TellsEtagsApartAndHasNoneForNone) {
  const fakes::FakeIds ids;
  EXPECT_EQ(sequence_of_etag("\"abc\"", ids), sequence_of_etag("abc", ids));
  EXPECT_NE(sequence_of_etag("abc", ids), sequence_of_etag("abd", ids));
  EXPECT_NE(sequence_of_etag("abc", ids), 0U);
  EXPECT_EQ(sequence_of_etag("", ids), 0U);
  EXPECT_EQ(sequence_of_etag("\"\"", ids), 0U);
}

constexpr std::string_view kQuery = "/?Action=ConfirmSubscription&TopicArn=arn&Token=t";

TEST(SubscriptionPolicy, AllowsAmazonAndWhomTheOperatorNames) {
  const auto with = [](std::string_view origin) { return std::string(origin) + std::string(kQuery); };
  const SubscriptionPolicy amazon;
  for (const std::string_view origin : {"https://sns.us-east-1.amazonaws.com", "https://SNS.eu-west-3.amazonaws.com",
                                        "https://sns.cn-north-1.amazonaws.com.cn"})
    EXPECT_TRUE(amazon.allows(with(origin))) << origin;
  for (const std::string_view origin :
       {"http://sns.us-east-1.amazonaws.com", "https://evil.example",
        "https://sns.us-east-1.amazonaws.com.evil.example", "https://sns.evil.example#.amazonaws.com",
        "https://sns.a.b.amazonaws.com", "https://sns..amazonaws.com", "https://sns.amazonaws.com",
        "https://x.sns.us-east-1.amazonaws.com", "https://evil@sns.us-east-1.amazonaws.com",
        "https://sns.us-east-1.amazonaws.com:8443", "https://sns.us-east-1.amazonaws.com\\@evil.example",
        "https://my-bucket.s3.amazonaws.com", "file:///etc/passwd", "https://169.254.169.254", "http://localhost:4566",
        ""})
    EXPECT_FALSE(amazon.allows(with(origin))) << origin;
  EXPECT_FALSE(amazon.allows("https://sns.us-east-1.amazonaws.com/?Action=Publish&Message=x"));
  EXPECT_FALSE(amazon.allows("https://sns.us-east-1.amazonaws.com" + std::string(kQuery) + "\r\nX: y"));
  EXPECT_FALSE(
      amazon.allows(with("https://sns.us-east-1.amazonaws.com") + std::string(limits::kServerUrlBytesMax, 'x')));
  const SubscriptionPolicy local({"http://localhost:4566"});
  EXPECT_TRUE(local.allows(with("http://localhost:4566")));
  EXPECT_FALSE(local.allows(with("http://localhost:4567")));
  EXPECT_FALSE(local.allows(with("http://localhost:4566.evil.example")));
  EXPECT_TRUE(local.allows(with("https://sns.us-east-1.amazonaws.com")));
}

TEST(Subscriptions, AreConfirmedByATaskOfTheirOwn) {
  const fakes::FakeClock clock;
  const fakes::FakeIds ids;
  fakes::MemoryTasks tasks;
  int wakes = 0;
  const TakeSubscriptions take(SubscriptionPolicy(), tasks, {clock, ids}, [&] { ++wakes; });
  const std::string url = "https://sns.us-east-1.amazonaws.com" + std::string(kQuery);
  const std::vector<std::string> urls{url};
  ASSERT_TRUE(take.run(urls));
  ASSERT_TRUE(take.run(urls));
  const auto listed = tasks.list({.kind = TaskKind::kWebhook}, {.after = {}, .limit = 9})->items;
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].what.target, kSubscriptionTarget);
  EXPECT_EQ(wakes, 2);
  const std::vector<std::string> hostile{url, "https://evil.example" + std::string(kQuery)};
  EXPECT_EQ(take.check(hostile).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(take.run(hostile).error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(take.check(urls));
  EXPECT_TRUE(take.run({}));

  fakes::FakeSender sender;
  ConfirmSubscription confirm(sender);
  sender.answer(503);
  EXPECT_EQ(confirm.attempt(listed[0], {}).state, TaskState::kWaiting);
  sender.answer(200, {}, std::string(100'000, 'x'));
  const Attempt done = confirm.attempt(listed[0], {});
  EXPECT_EQ(done.state, TaskState::kDone);
  EXPECT_EQ(done.outcome, "confirmed");
  ASSERT_EQ(sender.sent().size(), 2U);
  EXPECT_EQ(sender.sent()[0].url, url);
  EXPECT_EQ(sender.sent()[0].method, "GET");
  EXPECT_TRUE(sender.sent()[0].headers.empty());
}

}  // namespace
}  // namespace mien::app
