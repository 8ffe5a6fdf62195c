#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "config.h"
#include "core/limits.h"
#include "fakes/temp_dir.h"

namespace mien::cli {
namespace {

using api::routes::RouteRule;
using api::routes::Shape;
using app::Intake;

class TablesTest : public testing::Test {
 protected:
  Result<void> read(const std::string& text) {
    const std::string path = folder_ / "mien.toml";
    std::ofstream(path) << text;
    config_ = {};
    settings_ = settings_of(config_);
    MIEN_TRY_VOID(resolve(config_, settings_, path, {}, [](const std::string&) { return std::nullopt; }));
    return check(config_);
  }
  std::string refusal(const std::string& text) {
    const auto done = read(text);
    if (done) return "nothing";
    EXPECT_EQ(done.error().code, ErrorCode::kInvalidArgument);
    return done.error().message;
  }
  void expect_refused(const std::string& text, std::string_view part) {
    const std::string message = refusal(text);
    EXPECT_NE(message.find(part), std::string::npos) << text << "\n-> " << message;
  }

  fakes::TempDir folder_;
  ServeConfig config_;
  std::vector<Setting> settings_;
};

const std::string kEmployees = R"(
[[intake]]
name = "employees"
bucket = "employee-images"
prefix = "index/"
action = "register"
collection = "employees"
identity = "metadata:fullname"
table = "employees"
table_item = { rekognitionId = "{face_id}", fullname = "{name}" }
cors_origins = ["https://app.example"]
)";
const std::string kVisitors = R"(
[[intake]]
name = "visitors"
bucket = "visitor-images"
action = "verify"
collection = "employees"
)";

TEST_F(TablesTest, ReadsIntakes) {
  const auto done = read("region = \"eu-1\"\n" + kEmployees + kVisitors + "keep = \"all\"\nsimilarity_min = 90\n");
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(config_.region, "eu-1");
  ASSERT_EQ(config_.intakes.size(), 2U);
  const Intake& employees = config_.intakes[0];
  EXPECT_EQ(employees.name, "employees");
  EXPECT_EQ(employees.bucket, "employee-images");
  EXPECT_EQ(employees.prefix, "index/");
  EXPECT_EQ(employees.action, Intake::Action::kRegister);
  EXPECT_EQ(employees.collection.text(), "employees");
  EXPECT_EQ(employees.identity->text(), "metadata:fullname");
  EXPECT_EQ(employees.table_item, (TextMap{{"fullname", "{name}"}, {"rekognitionId", "{face_id}"}}));
  EXPECT_EQ(employees.keep, Intake::Keep::kAccepted);
  EXPECT_EQ(config_.intakes[0].cors_origins, std::vector<std::string>{"https://app.example"});
  const Intake& visitors = config_.intakes[1];
  EXPECT_EQ(visitors.action, Intake::Action::kVerify);
  EXPECT_EQ(visitors.keep, Intake::Keep::kAll);
  EXPECT_EQ(visitors.similarity_min, 90.0);
  ASSERT_TRUE(read(kVisitors));
  EXPECT_EQ(config_.intakes[0].keep, Intake::Keep::kNone);
}

TEST_F(TablesTest, SaysWhichIntakeIsWrongAndWhy) {
  expect_refused("[[intake]]\nname = \"a\"\n", "[[intake]] number 1 in ");
  expect_refused("[[intake]]\nname = \"a\"\n", "bucket: it is missing.");
  expect_refused(kVisitors + "colection = \"x\"\n", "colection: there is no such key.");
  expect_refused(kVisitors + "keep = \"some\"\n", "keep: it must be one of none, accepted, all.");
  expect_refused(kVisitors + "identity = \"metadata:x\"\n", "does not take one");
  expect_refused(kVisitors + "table = \"tt\"\ntable_item = { a = \"b\" }\n", "3 to 255 letters");
  expect_refused(kVisitors + "table = \"seen\"\n", "belong together");
  expect_refused(kVisitors + "table = \"seen\"\ntable_item = { a = \"{nobody}\" }\n", "templates know no {nobody}");
  expect_refused(kVisitors + "table = \"seen\"\ntable_item = { a = 1 }\n", "a table of texts");
  expect_refused(kVisitors + "similarity_min = 101\n", "similarity_min: it must be a number from");
  expect_refused(kVisitors + "cors_origins = \"*\"\n", "a list of texts");
  expect_refused("[[intake]]\nname=\"a\"\nbucket=\"b\"\naction=\"register\"\n", "must say who pictures are of");
  expect_refused("[[intake]]\nname=\"a\"\nbucket=\"b\"\naction=\"register\"\nidentity=\"key:x\"\n",
                 "a key pattern needs");
  expect_refused("[[intake]]\nname=\"a b\"\nbucket=\"b\"\naction=\"verify\"\n", "up to 64 letters");
  expect_refused("[[intake]]\nname=\"mien-uploads\"\nbucket=\"b\"\naction=\"verify\"\n", "the service's own");
  expect_refused("intake = 1\n", "must be tables [[intake]]");
  expect_refused("intake = [1]\n", "must be tables [[intake]]");
  expect_refused(kVisitors + kVisitors, "two intakes named");
  expect_refused(kVisitors + "[[intake]]\nname=\"b\"\nbucket=\"visitor-images\"\nprefix=\"x\"\naction=\"verify\"\n",
                 "would both take some objects");
}

TEST_F(TablesTest, ReadsRoutesAndSites) {
  const auto done = read(kEmployees + kVisitors + R"(
[[route]]
method = "GET"
path = "/dev/employee"
target = "verify:visitors"
answer = "fullname"
auth = "none"
cors_origins = ["*"]
[[route]]
method = "PUT"
path = "/{stage}/{bucket}/{key}"
target = "put-object"
buckets = ["employee-images", "visitor-images"]
[[route]]
method = "POST"
path = "/upload"
target = "register:employees"
answer = "face-record"
[[route]]
method = "POST"
path = "/dev/run"
target = "function:face_lambda"
[[site]]
dir = "dist"
)");
  ASSERT_TRUE(done) << done.error().message;
  ASSERT_EQ(config_.routes.size(), 4U);
  EXPECT_EQ(config_.routes[0].target, RouteRule::Target::kVerify);
  EXPECT_EQ(config_.routes[0].target_name, "visitors");
  EXPECT_EQ(config_.routes[0].shape, Shape::kFullName);
  EXPECT_EQ(config_.routes[0].auth, RouteRule::Auth::kNone);
  EXPECT_EQ(config_.routes[1].auth, RouteRule::Auth::kKey) << "unless it is written out";
  EXPECT_EQ(config_.routes[1].buckets.size(), 2U);
  EXPECT_EQ(config_.routes[2].target, RouteRule::Target::kRegister);
  EXPECT_EQ(config_.routes[3].target, RouteRule::Target::kFunction);
  EXPECT_EQ(config_.sites.at(0).path, "/");
  EXPECT_EQ(config_.sites.at(0).folder, "dist");
}

TEST_F(TablesTest, SaysWhichRouteIsWrongAndWhy) {
  const std::string get = "[[route]]\nmethod = \"GET\"\npath = \"/x\"\n";
  expect_refused("[[route]]\nmethod = \"get\"\npath = \"/x\"\ntarget = \"put-object\"\n", "method: it must be GET");
  expect_refused("[[route]]\nmethod = \"GET\"\npath = \"/v1/x\"\ntarget = \"function:f\"\n", "paths of its own");
  expect_refused(get + "target = \"verify\"\n", "names nothing behind the colon");
  expect_refused(get + "target = \"verify:nobody\"\n", "needs an intake \"nobody\" with the action verify");
  expect_refused(kEmployees + get + "target = \"verify:employees\"\n", "needs an intake");
  expect_refused(get + "target = \"put-object\"\nbucket = \"b\"\n", "needs {key}");
  expect_refused("[[route]]\nmethod=\"PUT\"\npath=\"/{bucket}/{key}\"\ntarget=\"put-object\"\n",
                 "needs the list of buckets");
  expect_refused("[[route]]\nmethod=\"PUT\"\npath=\"/b/{key}\"\ntarget=\"put-object\"\n", "needs the bucket");
  expect_refused(get + "target = \"function:f\"\nauth = \"open\"\n", "auth: it must be one of key, none");
  expect_refused(get + "target = \"function:f\"\nanswer = \"xml\"\n", "answer: it must be one of");
  expect_refused("[[site]]\npath = \"/\"\n", "dir: it is missing");
}

TEST_F(TablesTest, PrintsWhatItWouldReadAgain) {
  ASSERT_TRUE(read(kEmployees + kVisitors + "[[site]]\ndir = \"dist\"\n"));
  const std::string printed = to_toml(config_, settings_);
  const auto again = read(printed);
  ASSERT_TRUE(again) << again.error().message << "\n" << printed;
  EXPECT_EQ(to_toml(config_, settings_), printed);
  EXPECT_EQ(config_.intakes.size(), 2U);
}

const std::string kSource = R"(
[[source]]
name = "minio"
endpoint = "https://s3.example:9000/base/"
region = "eu-west-1"
access_key_id = "ID"
secret_env = "MINIO_SECRET"
event_keys = "raw"
)";
const std::string kSourced = R"(
[[intake]]
name = "theirs"
source = "minio"
bucket = "employee-images"
prefix = "index/"
action = "verify"
)";
const std::string kWebhook = R"(
[[webhook]]
name = "desk"
url = "https://desk.example/told?x=1"
secret_env = "DESK_SECRET"
events = ["match", "refused"]
intakes = ["employees", "mien-uploads"]
timeout_s = 5
)";

std::string with(std::string text, std::string_view what, std::string_view instead) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), instead);
}

TEST_F(TablesTest, HaveSourcesAndIntakesOfTheirs) {
  // The same bucket and prefix here and there.
  ASSERT_TRUE(read(kEmployees + kSource + kSourced)) << refusal(kEmployees + kSource + kSourced);
  ASSERT_EQ(config_.sources.size(), 1U);
  const SourceTable& source = config_.sources[0];
  EXPECT_EQ(source.events.name, "minio");
  EXPECT_EQ(source.events.key_form, KeyForm::kRaw);
  EXPECT_EQ(source.endpoint, "https://s3.example:9000/base/");
  EXPECT_EQ(source.region, "eu-west-1");
  EXPECT_EQ(source.secret_env, "MINIO_SECRET");
  EXPECT_EQ(config_.intakes[1].source, "minio");
  ASSERT_TRUE(read(with(kSource, "event_keys = \"raw\"\n", "")));
  EXPECT_EQ(config_.sources[0].events.key_form, KeyForm::kEncoded);
}

TEST_F(TablesTest, RefuseSourcesThatCannotBe) {
  expect_refused(kSource + kSource, "two sources");
  expect_refused(kSourced, "names a source that there is not");
  expect_refused(kSource + kSourced + "cors_origins = [\"https://app.example\"]\n", "another server's");
  expect_refused(with(kSource, "https://s3", "s3"), "endpoint");
  expect_refused(with(kSource, "https://s3", "https://user@s3"), "endpoint");
  expect_refused(with(kSource, "\"raw\"", "\"utf8\""), "event_keys");
  expect_refused(with(kSource, "\"MINIO_SECRET\"", "\"9 lives\""), "secret_env");
  expect_refused(with(kSource, "access_key_id = \"ID\"\n", ""), "access_key_id");
  expect_refused(kSource + "secret = \"x\"\n", "secret");
}

TEST_F(TablesTest, HaveWebhooks) {
  ASSERT_TRUE(read(kEmployees + kWebhook)) << refusal(kEmployees + kWebhook);
  ASSERT_EQ(config_.webhooks.size(), 1U);
  const app::Webhook& webhook = config_.webhooks[0].webhook;
  EXPECT_EQ(webhook.url, "https://desk.example/told?x=1");
  EXPECT_EQ(webhook.events, (std::vector<std::string>{"match", "refused"}));
  EXPECT_EQ(webhook.timeout, std::chrono::seconds{5});
  EXPECT_EQ(config_.webhooks[0].secret_env, "DESK_SECRET");
  expect_refused(kEmployees + kWebhook + kWebhook, "two webhooks");
  expect_refused(kWebhook, "names an intake that there is not");
  for (const std::string_view url :
       {"ftp://a", "https://", "https:///x", "https://u@h/", "https://h/#x", "https://h /"})
    expect_refused(kEmployees + with(kWebhook, "https://desk.example/told?x=1", url), "url");
  expect_refused(kEmployees + with(kWebhook, "\"match\"", "\"matched\""), "events");
  expect_refused(kEmployees + with(kWebhook, "timeout_s = 5", "timeout_s = 61"), "timeout_s");
}

TEST_F(TablesTest, HaveNamesByOneRule) {
  for (const auto& [table, name] :
       {std::pair<std::string, std::string>{kVisitors, "visitors"}, {kSource, "minio"}, {kWebhook, "desk"}}) {
    const auto named = [&](const std::string& other) {
      return kEmployees + with(table, "name = \"" + name + "\"", "name = \"" + other + "\"");
    };
    for (const std::string& right : {std::string(64, 'n'), std::string("A-z_0")})
      EXPECT_TRUE(read(named(right))) << refusal(named(right));
    for (const std::string& wrong :
         {std::string(65, 'n'), std::string("a b"), std::string("a.b"), std::string("\u00E9")})
      expect_refused(named(wrong), "name: it has up to 64 letters, digits, '-' and '_'.");
    expect_refused(named(""), "name: it must not be empty.");
  }
}

TEST_F(TablesTest, BoundSourcesAndWebhooks) {
  std::string many;
  for (std::size_t i = 0; i <= limits::kSourcesMax; ++i)
    many += with(kSource, "\"minio\"", "\"s" + std::to_string(i) + "\"");
  expect_refused(many, "There may be 64 sources");
  many.clear();
  for (std::size_t i = 0; i <= limits::kWebhooksMax; ++i)
    many += with(kWebhook, "\"desk\"", "\"w" + std::to_string(i) + "\"");
  expect_refused(kEmployees + many, "There may be 64 webhooks");
  expect_refused(kEmployees + with(kWebhook, "told?x=1", std::string(limits::kServerUrlBytesMax, 'x')), "url");
}

TEST_F(TablesTest, HaveWhatHoldsForAllHooks) {
  ASSERT_TRUE(read("[hooks]\nsns_origins = [\"http://LocalHost:4566/\"]\nwebhook_attempts_max = 3\n"));
  EXPECT_EQ(config_.hooks.sns_origins, std::vector<std::string>{"http://localhost:4566"});
  EXPECT_EQ(config_.hooks.webhook_attempts_max, 3U);
  expect_refused("[hooks]\nsns_origins = [\"http://h/path\"]\n", "sns_origins");
  expect_refused("[hooks]\nwebhook_attempts_max = 0\n", "webhook_attempts_max");
}

TEST_F(TablesTest, TakeSecretsFromTheEnvironment) {
  ASSERT_TRUE(read(kEmployees + kSource + kWebhook));
  std::map<std::string, std::string> variables{{"MINIO_SECRET", "s"}, {"DESK_SECRET", "0123456789abcdef"}};
  const auto environment = [&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  EXPECT_EQ(source_secrets(config_.sources, environment)->find("minio")->second.reveal(), "s");
  EXPECT_EQ(webhooks_of(config_.webhooks, environment)->front().secret.reveal(), "0123456789abcdef");
  variables["DESK_SECRET"] = "0123456789abcde";
  const auto weak = webhooks_of(config_.webhooks, environment);
  ASSERT_FALSE(weak);
  EXPECT_TRUE(weak.error().message.contains("DESK_SECRET")) << weak.error().message;
  EXPECT_FALSE(weak.error().message.contains("0123456789")) << weak.error().message;
  variables.clear();
  EXPECT_TRUE(source_secrets(config_.sources, environment).error().message.contains("MINIO_SECRET"));
  EXPECT_TRUE(webhooks_of(config_.webhooks, environment).error().message.contains("DESK_SECRET"));
}

}  // namespace
}  // namespace mien::cli
