#include "api/hooks/s3_events.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "api/json/writer.h"
#include "core/limits.h"
#include "support/code_of.h"

namespace mien::api::hooks {
namespace {

// Shapes as the servers send them; what is of no meaning here is left out of some.
constexpr std::string_view kAwsRecord =
    R"({"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventTime":"2026-02-03T04:05:06.789Z",)"
    R"("eventName":"ObjectCreated:Put","s3":{"s3SchemaVersion":"1.0","configurationId":"c","bucket":{"name":"photos",)"
    R"("arn":"arn:aws:s3:::photos"},"object":{"key":"index/Ann+B.jpg","size":1024,)"
    R"("eTag":"d41d8cd98f00b204e9800998ecf8427e","versionId":"v1","sequencer":"0055AED6DCD90281E5"}}})";
constexpr std::string_view kVersitygw =
    R"({"Records":[{"eventVersion":"2.2","eventSource":"aws:s3","eventTime":"2026-11-22T04:04:56Z",)"
    R"("eventName":"s3:ObjectCreated:Put","s3":{"configurationId":"webhook-global","bucket":{"name":"photos"},)"
    R"("object":{"key":"index/Ann B+c.jpg","size":100,"eTag":"\"aed563ecafb4bcc5654c597a421547b2\"",)"
    R"("versionId":null,"sequencer":"1"}}}]})";
constexpr std::string_view kMinio =
    R"({"EventName":"s3:ObjectCreated:Put","Key":"photos/index/Ann B.jpg","Records":[{"eventVersion":"2.0",)"
    R"("eventSource":"minio:s3","eventTime":"2026-11-22T04:04:59.059Z","eventName":"s3:ObjectCreated:Put","s3":{)"
    R"("bucket":{"name":"photos"},"object":{"key":"index%2FAnn+B.jpg","size":100,)"
    R"("eTag":"aed563ecafb4bcc5654c597a421547b2","userMetadata":{"X-Amz-Meta-Fullname":"Ann"},)"
    R"("sequencer":"18EA424CCA5679F4"}}}]})";
constexpr std::string_view kBridge =
    R"({"version":"0","id":"17793124-05d4-b198-2fde-7ededc63b103","detail-type":"Object Created","source":"aws.s3",)"
    R"("account":"111122223333","time":"2026-11-12T00:00:00Z","region":"ca-central-1","resources":[],"detail":{)"
    R"("version":"0","bucket":{"name":"photos"},"object":{"key":"index/Ann B+c.jpg","size":5,)"
    R"("etag":"b1946ac92492d2347c6235b4d2611184","version-id":"v2","sequencer":"617f08299329d189"},)"
    R"("reason":"PutObject"}})";

std::string records(std::string_view record) { return R"({"Records":[)" + std::string(record) + "]}"; }
std::string json_string(std::string_view text) {
  JsonWriter json;
  json.string(text);
  return json.take();
}
std::string sns(std::string_view message) {
  return R"({"Type":"Notification","MessageId":"m","TopicArn":"arn:aws:sns:us-east-1:1:t","Subject":"Amazon S3 )"
         R"(Notification","Message":)" +
         json_string(message) +
         R"(,"SignatureVersion":"1","Signature":"x","SigningCertURL":"https://x","UnsubscribeURL":"u"})";
}
std::string sqs(std::string_view body) {
  return R"({"MessageId":"m","ReceiptHandle":"r","MD5OfBody":"x","Body":)" + json_string(body) + "}";
}
IncomingEvents read(std::string_view body) {
  auto events = read_s3_events(body);
  EXPECT_TRUE(events) << (events ? "" : events.error().message) << "\n" << body;
  return events ? *std::move(events) : IncomingEvents{};
}
void expect_refused(std::string_view body, std::string_view part) {
  const auto events = read_s3_events(body);
  ASSERT_FALSE(events) << body;
  EXPECT_EQ(events.error().code, ErrorCode::kInvalidArgument) << body;
  EXPECT_TRUE(events.error().message.contains(part)) << events.error().message << "\n" << body;
}

TEST(S3Events, AreReadFromRecordsOfS3) {
  const IncomingEvents events = read(records(kAwsRecord));
  ASSERT_EQ(events.created.size(), 1U);
  const app::ForeignEvent& event = events.created[0];
  EXPECT_EQ(event.name, "ObjectCreated:Put");
  EXPECT_EQ(event.bucket, "photos");
  EXPECT_EQ(event.key, "index/Ann+B.jpg");
  EXPECT_EQ(event.key_form, KeyForm::kEncoded);
  EXPECT_EQ(event.etag, "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(event.version, "v1");
  EXPECT_EQ(event.sequencer, "0055AED6DCD90281E5");
  EXPECT_EQ(event.time, "2026-02-03T04:05:06.789Z");
}

TEST(S3Events, AreReadAsVersitygwAndMinioSendThem) {
  const IncomingEvents versitygw = read(kVersitygw);
  ASSERT_EQ(versitygw.created.size(), 1U);
  EXPECT_EQ(versitygw.created[0].name, "ObjectCreated:Put");
  EXPECT_EQ(versitygw.created[0].etag, "aed563ecafb4bcc5654c597a421547b2") << "without its quotes";
  EXPECT_EQ(versitygw.created[0].version, "");
  EXPECT_EQ(read(R"({"Bucket":"Test-Bucket","Event":"s3:TestEvent","Service":"S3","Time":"2026-11-22T04:04:55Z"})")
                .created.size(),
            0U);
  const IncomingEvents minio = read(kMinio);
  ASSERT_EQ(minio.created.size(), 1U);
  EXPECT_EQ(minio.created[0].key, "index%2FAnn+B.jpg");
  EXPECT_EQ(minio.created[0].sequencer, "18EA424CCA5679F4");
}

TEST(S3Events, AreReadFromEventBridgeWithKeysAsTheyAre) {
  const IncomingEvents events = read(kBridge);
  ASSERT_EQ(events.created.size(), 1U);
  EXPECT_EQ(events.created[0].key, "index/Ann B+c.jpg");
  EXPECT_EQ(events.created[0].key_form, KeyForm::kRaw);
  EXPECT_EQ(events.created[0].version, "v2");
  EXPECT_EQ(events.created[0].time, "2026-11-12T00:00:00Z");
}

TEST(S3Events, AreReadFromQueuesAndTopicsAndBoth) {
  const std::string event = records(kAwsRecord);
  for (const std::string& body :
       {sqs(event), sns(event), sqs(sns(event)), sqs(std::string(kBridge)), sqs(sns(std::string(kBridge))),
        R"({"Messages":[)" + sqs(event) + "]}", "[" + sqs(event) + "]", "[" + std::string(kBridge) + "]",
        R"({"Records":[{"messageId":"m","eventSource":"aws:sqs","body":)" + json_string(event) + "}]}",
        R"({"Records":[{"EventSource":"aws:sns","EventVersion":"1.0","Sns":)" + sns(event) + "}]}"}) {
    const IncomingEvents events = read(body);
    ASSERT_EQ(events.created.size(), 1U) << body;
    EXPECT_EQ(events.others, 0U);
    EXPECT_EQ(events.created[0].bucket, "photos") << body;
  }
}

TEST(S3Events, CountOtherThingsThatHappen) {
  std::string removed(kAwsRecord);
  removed.replace(removed.find("ObjectCreated:Put"), 17, "ObjectRemoved:Delete");
  EXPECT_EQ(read(records(removed)).others, 1U);
  EXPECT_EQ(read(records(R"({"eventName":"ObjectRestore:Post","s3":{}})")).others, 1U);
  std::string bridge(kBridge);
  bridge.replace(bridge.find("Object Created"), 14, "Object Deleted");
  EXPECT_EQ(read(bridge).others, 1U);
  EXPECT_EQ(read(R"({"detail-type":"Object Created","source":"my.app","detail":{}})").others, 1U);
  EXPECT_EQ(read(records(std::string(kAwsRecord) + "," + removed)).created.size(), 1U);
  EXPECT_EQ(read(R"({"Records":[]})").others, 0U);
  EXPECT_EQ(read("[]").created.size(), 0U);
}

TEST(S3Events, AnswerTestEventsInEveryEnvelope) {
  const std::string test =
      R"({"Service":"Amazon S3","Event":"s3:TestEvent","Time":"t","Bucket":"photos","RequestId":"r","HostId":"h"})";
  for (const std::string& body : {test, sqs(test), sns(test), sqs(sns(test))}) {
    const IncomingEvents events = read(body);
    EXPECT_TRUE(events.created.empty() && events.others == 0 && events.subscriptions.empty()) << body;
  }
}

TEST(S3Events, BringSubscriptions) {
  const std::string handshake =
      R"({"Type":"SubscriptionConfirmation","MessageId":"m","Token":"t","TopicArn":"arn","Message":"You have chosen",)"
      R"("SubscribeURL":"https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=t","Signature":"s"})";
  EXPECT_EQ(read(handshake).subscriptions,
            std::vector<std::string>{"https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=t"});
  EXPECT_TRUE(
      read(R"({"Type":"UnsubscribeConfirmation","SubscribeURL":"https://x","Token":"t"})").subscriptions.empty());
  expect_refused(R"({"Type":"SubscriptionConfirmation"})", "SubscribeURL");
  expect_refused(R"({"Type":"SubscriptionConfirmation","SubscribeURL":1})", "SubscribeURL");
  expect_refused(R"({"Type":"Other"})", "none of the events");
  expect_refused(R"({"Type":"Notification"})", "Message");
}

TEST(S3Events, RefuseWhatIsNone) {
  for (const std::string_view body : {"", "x", "1", "null", "\"text\"", "{", "[1]", "[[]]", R"({"a":1,"a":2})"})
    EXPECT_EQ(code_of(read_s3_events(body)), ErrorCode::kInvalidArgument) << body;
  expect_refused("{}", "none of the events");
  expect_refused(R"({"Records":{}})", "no array");
  expect_refused(R"({"Records":[1]})", "no JSON object");
  expect_refused(R"({"Records":[{}]})", "none of S3's");
  expect_refused(R"({"Event":"s3:Other"})", "no event of S3");
  expect_refused(records(R"({"s3":{}})"), "eventName");
  expect_refused(records(R"({"eventName":1,"s3":{}})"), "eventName");
  expect_refused(records(R"({"eventName":"ObjectCreated:Put","s3":1})"), "'s3'");
  expect_refused(records(R"({"eventName":"ObjectCreated:Put","s3":{}})"), "'bucket'");
  expect_refused(records(R"({"eventName":"ObjectCreated:Put","s3":{"bucket":{},"object":{}}})"), "bucket");
  expect_refused(records(R"({"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{}}})"), "no key");
  expect_refused(records(R"({"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":1}}})"),
                 "no key");
  expect_refused(records(R"({"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":""}}})"),
                 "empty");
  expect_refused(
      records(R"({"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"k","eTag":1}}})"),
      "eTag");
  expect_refused(R"({"detail-type":"Object Created","source":"aws.s3"})", "'detail'");
  expect_refused(sqs("no JSON"), "Not acceptable JSON");
  expect_refused(sns("hello"), "Not acceptable JSON");
}

TEST(S3Events, QuoteNothingOfWhatTheyRefuse) {
  for (const std::string& body :
       {std::string("{\"Ann Secret\":1}"), sqs("Ann Secret"), R"({"Type":"Ann Secret"})" + std::string()}) {
    const auto events = read_s3_events(body);
    ASSERT_FALSE(events);
    EXPECT_FALSE(events.error().message.contains("Secret")) << events.error().message;
    EXPECT_EQ(events.error().detail, "");
  }
}

TEST(S3Events, AreWithinTheirLimits) {
  std::string many;
  for (std::size_t i = 0; i < limits::kHookRecordsMax; ++i)
    many.append(i == 0 ? "" : ",").append(R"({"eventName":"ObjectRemoved:Delete","s3":{}})");
  EXPECT_EQ(read(records(many)).others, limits::kHookRecordsMax);
  expect_refused(records(many + R"(,{"eventName":"ObjectRemoved:Delete","s3":{}})"), "more than 1000 records");
  // However they are divided.
  expect_refused("[" + records(many) + "]", "more than 1000 records");
  expect_refused(records(R"({"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":")" + std::string(256, 'b') +
                         R"("},"object":{"key":"k"}}})"),
                 "bucket");
  expect_refused(records(R"({"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":")" +
                         std::string(3 * limits::kHookKeyBytesMax + 1, 'k') + R"("}}})"),
                 "too long");
  expect_refused(
      records(R"({"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"k","eTag":")" +
              std::string(limits::kHookFieldBytesMax + 1, 'e') + R"("}}})"),
      "too long");
  const std::string event = records(kAwsRecord);
  EXPECT_EQ(read(sqs(sns(sqs(event)))).created.size(), 1U);
  expect_refused(sqs(sns(sqs(sns(event)))), "too many envelopes");
  expect_refused(std::string(limits::kHookBodyBytesMax + 1, ' '), "too long");
}

}  // namespace
}  // namespace mien::api::hooks
