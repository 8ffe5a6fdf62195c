#include <gtest/gtest.h>

#include "api/hooks/webhook_form.h"
#include "app/webhooks/deliver_webhook.h"
#include "app/webhooks/upload_webhooks.h"
#include "contract/store_samples.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_ids.h"
#include "fakes/fake_sender.h"
#include "support/golden.h"

namespace mien::api::hooks {
namespace {

using app::Attempt;
using app::Webhook;

Task upload() {
  return {.what = {.id = {samples::uuid(7)},
                   .kind = TaskKind::kIntake,
                   .target = "door",
                   .once_key = "once",
                   .bucket = "probes",
                   .key = "a \"b\".jpg"}};
}
Attempt matched() {
  return {.state = TaskState::kDone,
          .outcome = "match",
          .result = encode_text_map({{"decision", "match"},
                                     {"collection", "people"},
                                     {"person_id", "ann"},
                                     {"name", "Ann \xC3\x98"},
                                     {"attributes", "{\"secret\":1}"},
                                     {"similarity", "97.125"},
                                     {"threshold", "90"},
                                     {"event_id", "00000000-0000-4000-8000-000000000001"}})};
}
Attempt refused() { return {.state = TaskState::kRefused, .outcome = "no_face", .reason = "The image shows no face."}; }

class WebhooksTest : public ::testing::Test {
 protected:
  Task delivery(const std::string& target = "desk") const {
    return {.what = {.id = {samples::uuid(9)},
                     .kind = TaskKind::kWebhook,
                     .target = target,
                     .once_key = "x",
                     .payload = encode_text_map(app::told_of(upload(), matched(), begin))}};
  }
  Attempt attempt(int status) {
    sender.answer(status);
    return deliver.attempt(delivery(), {});
  }

  fakes::FakeClock clock;
  const Timestamp begin = clock.now();
  fakes::FakeIds ids;
  fakes::FakeSender sender;
  app::WebhookBook webhooks{{
      {.name = "desk",
       .url = "https://desk.example/told",
       .timeout = std::chrono::seconds{7},
       .secret = Secret("0123456789abcdef")},
      {.name = "alarm", .url = "http://10.0.0.1/alarm", .events = {"no_match", "refused", "failed"}},
      {.name = "hr", .url = "http://hr.example/", .intakes = {"employees"}},
  }};
  WebhookForm form{"Mien/1.0"};
  app::DeliverWebhook deliver{{webhooks, form, sender, clock}};
};

TEST_F(WebhooksTest, FollowFromUploadsForThoseWhoWantThem) {
  const app::UploadWebhooks followers(webhooks, {clock, ids});
  const auto targets = [&](const Task& task, const Attempt& settled) {
    std::vector<std::string> names;
    for (const NewTask& made : followers.of(task, settled)) names.push_back(made.target);
    return names;
  };
  EXPECT_EQ(targets(upload(), matched()), std::vector<std::string>{"desk"});
  EXPECT_EQ(targets(upload(), refused()), (std::vector<std::string>{"desk", "alarm"}));
  Task employee = upload();
  employee.what.target = "employees";
  EXPECT_EQ(targets(employee, {.state = TaskState::kFailed, .outcome = "unavailable"}),
            (std::vector<std::string>{"desk", "alarm", "hr"}));
  const std::vector<NewTask> made = followers.of(upload(), matched());
  EXPECT_EQ(made[0].kind, TaskKind::kWebhook);
  EXPECT_EQ(made[0].bucket, "probes");
  EXPECT_EQ(made[0].created, clock.now());
  EXPECT_NE(made[0].once_key, followers.of(upload(), matched())[0].once_key) << "each settling is told of";
}

TEST_F(WebhooksTest, HaveBodiesOfOneForm) {
  const TaskId id{samples::uuid(9)};
  expect_golden("hooks/match.json", webhook_body(id, app::told_of(upload(), matched(), clock.now())));
  expect_golden("hooks/refused.json", webhook_body(id, app::told_of(upload(), refused(), clock.now())));
  expect_golden(
      "hooks/failed.json",
      webhook_body(id, app::told_of(upload(), {.state = TaskState::kFailed, .outcome = "unavailable"}, clock.now())));
  const Attempt registered{.state = TaskState::kDone,
                           .outcome = "registered",
                           .result = encode_text_map({{"decision", "registered"},
                                                      {"collection", "people"},
                                                      {"person_id", "p1"},
                                                      {"name", "Ann"},
                                                      {"face_id", "00000000-0000-4000-8000-000000000002"}})};
  expect_golden("hooks/registered.json", webhook_body(id, app::told_of(upload(), registered, clock.now())));
  const Attempt stranger{
      .state = TaskState::kDone, .outcome = "no_match", .result = encode_text_map({{"decision", "no_match"}})};
  expect_golden("hooks/no_match.json", webhook_body(id, app::told_of(upload(), stranger, clock.now())));
}

TEST(WebhookSignature, IsWhatOthersCompute) {
  // printf '1700000000.{"id":"x"}' | openssl dgst -sha256 -hmac 0123456789abcdef
  EXPECT_EQ(webhook_signature(Secret("0123456789abcdef"), R"({"id":"x"})",
                              std::chrono::sys_seconds{std::chrono::seconds{1'700'000'000}}),
            "t=1700000000,v1=f1cf8ba6a2fa64bd8193b9db564f42cd35d0fc2a46f6a2c2903f897838a7f23a");
}

TEST_F(WebhooksTest, AreSentSignedWithTheirOwnSecret) {
  const Attempt done = attempt(204);
  EXPECT_EQ(done.state, TaskState::kDone);
  EXPECT_EQ(done.outcome, "delivered");
  ASSERT_EQ(sender.sent().size(), 1U);
  const HttpSending sent = sender.sent()[0];
  EXPECT_EQ(sent.method, "POST");
  EXPECT_EQ(sent.url, "https://desk.example/told");
  EXPECT_EQ(sent.timeout, std::chrono::seconds{7});
  EXPECT_EQ(sent.overlong, HttpSending::Overlong::kCut);
  HttpHead head;
  head.headers = sent.headers;
  EXPECT_EQ(head.header("content-type"), "application/json");
  EXPECT_EQ(head.header("user-agent"), "Mien/1.0");
  EXPECT_EQ(head.header("mien-delivery"), delivery().what.id.text());
  EXPECT_EQ(head.header("mien-signature"), webhook_signature(Secret("0123456789abcdef"), sent.body,
                                                             std::chrono::floor<std::chrono::seconds>(clock.now())));
  // A repetition is the same but for the time of its signature.
  clock.advance(std::chrono::seconds{5});
  attempt(200);
  EXPECT_EQ(sender.sent()[1].body, sent.body);
  EXPECT_NE(sender.sent()[1].headers.back().value, sent.headers.back().value);
}

TEST_F(WebhooksTest, AreTriedAgainUntilTheServerTakesThemOrWantsNoMore) {
  for (const int status : {100, 301, 302, 400, 401, 404, 429, 500, 503}) {
    const Attempt again = attempt(status);
    EXPECT_EQ(again.state, TaskState::kWaiting) << status;
    EXPECT_EQ(again.outcome, "bad_status") << status;
    EXPECT_TRUE(again.reason.contains(std::to_string(status))) << again.reason;
    EXPECT_TRUE(again.counts);
  }
  for (const int status : {200, 201, 202, 204, 299}) EXPECT_EQ(attempt(status).state, TaskState::kDone) << status;
  const Attempt gone = attempt(410);
  EXPECT_EQ(gone.state, TaskState::kRefused);
  EXPECT_EQ(gone.outcome, "gone");
}

TEST_F(WebhooksTest, SayWhyTheyWereNotDelivered) {
  const auto failed = [&](ErrorCode code) {
    sender.answer([code](const HttpSending&) { return fail(code, "Why."); });
    return deliver.attempt(delivery(), {});
  };
  EXPECT_EQ(failed(ErrorCode::kUnavailable).outcome, "unreachable");
  EXPECT_EQ(failed(ErrorCode::kDeadlineExceeded).outcome, "timeout");
  EXPECT_EQ(failed(ErrorCode::kAccessDenied).outcome, "untrusted_certificate");
  EXPECT_EQ(failed(ErrorCode::kIncompatible).outcome, "not_http");
  EXPECT_EQ(failed(ErrorCode::kUnavailable).reason, "Why.");
  EXPECT_EQ(failed(ErrorCode::kUnavailable).state, TaskState::kWaiting);
  EXPECT_FALSE(failed(ErrorCode::kAbandoned).counts) << "the service stops";
}

TEST_F(WebhooksTest, AreRefusedWhereNobodyConfiguredThem) {
  const Attempt unknown = deliver.attempt(delivery("gone"), {});
  EXPECT_EQ(unknown.state, TaskState::kRefused);
  EXPECT_EQ(unknown.outcome, "unknown_webhook");
  Task broken = delivery();
  broken.what.payload = "%";
  EXPECT_EQ(deliver.attempt(broken, {}).outcome, "internal");
  EXPECT_TRUE(sender.sent().empty());
}

TEST_F(WebhooksTest, ShareTheirWorkersWithSubscriptions) {
  Task handshake = delivery(std::string(app::kSubscriptionTarget));
  handshake.what.payload = "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription";
  EXPECT_EQ(deliver.attempt(handshake, {}).outcome, "confirmed");
  EXPECT_EQ(sender.sent()[0].url, handshake.what.payload);
}

}  // namespace
}  // namespace mien::api::hooks
