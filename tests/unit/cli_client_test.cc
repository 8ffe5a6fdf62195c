#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "api/http/multipart.h"
#include "commands.h"
#include "exit_codes.h"
#include "fakes/temp_dir.h"
#include "files.h"
#include "support/http_server_client.h"
#include "support/tls_files.h"

namespace mien::cli {
namespace {

using http_server::testing::EchoHandler;
using http_server::testing::RunningServer;

/// What a command printed and returned.
struct Ran {
  int code;
  std::string out;
  std::string err;
};

template <class Command>
Ran run(int (*command)(const Command&), const Command& options) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const int code = command(options);
  std::string out = testing::internal::GetCapturedStdout();
  return {code, std::move(out), testing::internal::GetCapturedStderr()};
}

HttpResponse json(int status, std::string body) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

/// A service that answers what the test says and remembers what it was asked.
class CliClient : public testing::Test {
 protected:
  CliClient() {
    setenv("MIEN_ACCESS_KEY_ID", "AK", 1);
    setenv("MIEN_SECRET_ACCESS_KEY", "se:cret", 1);
    handler_.on_handle = [this](const HttpRequest& request) {
      const std::scoped_lock lock(mutex_);
      asked_.push_back(request);
      return answers_.empty() ? json(500, "") : answers_[std::min(asked_.size(), answers_.size()) - 1];
    };
    EXPECT_TRUE(write_file(photo("a.jpg"), "photo a"));
    EXPECT_TRUE(write_file(photo("b.jpg"), "photo\r\n--b"));
  }
  ~CliClient() override {
    unsetenv("MIEN_ACCESS_KEY_ID");
    unsetenv("MIEN_SECRET_ACCESS_KEY");
  }

  std::string photo(const std::string& name) const { return (folder_.path() / name).string(); }
  ClientOptions options() {
    return {.server = "http://127.0.0.1:" + std::to_string(server_->port()) + "/", .collection = "st-aff"};
  }
  EnrollCommand enrolment(const std::string& name) {
    return {.client = options(), .photos = {photo(name)}, .name = "Ann", .id = "", .attributes = ""};
  }
  void answer(HttpResponse response) { answers_.push_back(std::move(response)); }

  fakes::TempDir folder_;
  std::mutex mutex_;
  std::vector<HttpRequest> asked_;
  std::vector<HttpResponse> answers_;
  EchoHandler handler_;
  RunningServer server_{handler_};
};

TEST_F(CliClient, EnrollSendsEveryPhotoInOneForm) {
  answer(json(201, R"({"person":{"id":"ann","name":"Ann Ø","face_count":2},"faces":[{},{}]})"));
  const Ran done = run(&enroll, EnrollCommand{.client = options(),
                                              .photos = {photo("a.jpg"), photo("b.jpg")},
                                              .name = "Ann Ø",
                                              .id = "ann",
                                              .attributes = R"({"team":"blue"})",
                                              .consent = true});
  EXPECT_EQ(done.code, kDone) << done.err;
  EXPECT_EQ(done.out, "id     ann\nname   Ann Ø\nfaces  2\n");

  ASSERT_EQ(asked_.size(), 1U);
  const HttpHead& head = asked_[0].head;
  EXPECT_EQ(head.method, "POST");
  EXPECT_EQ(head.target, "/v1/people?collection=st-aff");
  EXPECT_EQ(head.header("authorization"), "Basic QUs6c2U6Y3JldA==");
  EXPECT_EQ(head.header("idempotency-key").value_or("").size(), 32U);
  const auto parts = api::parse_multipart(head.header("content-type").value_or(""), asked_[0].body);
  ASSERT_TRUE(parts) << parts.error().message;
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& part : *parts) fields.emplace_back(part.name, part.body);
  const std::vector<std::pair<std::string, std::string>> expected{
      {"name", "Ann Ø"},   {"id", "ann"},        {"attributes", R"({"team":"blue"})"},
      {"consent", "true"}, {"image", "photo a"}, {"image", "photo\r\n--b"}};
  EXPECT_EQ(fields, expected);
}

TEST_F(CliClient, EnrollSaysWhoseFaceItIsInOneLine) {
  answer(json(409, R"({"status":409,"detail":"Known.","code":"duplicate_person","person_id":"bob"})"));
  const Ran done = run(&enroll, enrolment("a.jpg"));
  EXPECT_EQ(done.code, kRefused);
  EXPECT_EQ(done.err, "mien: duplicate_person: Known. (person bob)\n");
  EXPECT_EQ(done.out, "");
}

TEST_F(CliClient, EnrollRefusesAttributesThatAreNoObjectBeforeAsking) {
  const Ran done =
      run(&enroll,
          EnrollCommand{.client = options(), .photos = {photo("a.jpg")}, .name = "Ann", .id = "", .attributes = "[1]"});
  EXPECT_EQ(done.code, kUsage);
  EXPECT_TRUE(asked_.empty());
}

TEST_F(CliClient, EnrollNamesThePhotoThatIsNotThere) {
  const Ran done = run(&enroll, enrolment("none.jpg"));
  EXPECT_EQ(done.code, kUsage);
  EXPECT_NE(done.err.find("none.jpg"), std::string::npos);
  EXPECT_TRUE(asked_.empty());
}

TEST_F(CliClient, NamesThePhotoThatIsRefused) {
  answer(json(422, R"({"code":"no_face","detail":"Picture 2: The picture shows no face."})"));
  answer(json(422, R"({"code":"no_face","detail":"The picture shows no face."})"));
  answer(json(404, R"({"code":"not_found","detail":"There is no such person."})"));
  EnrollCommand two = enrolment("a.jpg");
  two.photos.push_back(photo("b.jpg"));
  EXPECT_EQ(run(&enroll, two).err, "mien: no_face: " + photo("b.jpg") + ": The picture shows no face.\n");
  const VerifyCommand one{.client = options(), .photo = photo("a.jpg"), .person = "x", .threshold = {}};
  EXPECT_EQ(run(&verify, one).err, "mien: no_face: " + photo("a.jpg") + ": The picture shows no face.\n");
  EXPECT_EQ(run(&verify, one).err, "mien: not_found: There is no such person.\n");
}

TEST_F(CliClient, AsksWhetherTheServerSpeaksTheOtherProtocol) {
  ClientOptions https = options();
  https.server.replace(0, 4, "https");
  const Ran done = run(&people_show, PeopleCommand{https, "a", ""});
  EXPECT_EQ(done.code, kCannotStart);
  EXPECT_TRUE(done.err.ends_with(" Does it speak plain http?\n")) << done.err;
}

TEST_F(CliClient, VerifyExitsZeroOnAMatchOnly) {
  answer(json(200, R"({"decision":"match","person":{"id":"ann","name":"Ann"},"similarity":97.1,"threshold":90})"));
  answer(json(200, R"({"decision":"no_match","similarity":12.5,"threshold":90})"));
  answer(json(200, R"({"decision":"no_face","threshold":90})"));
  const VerifyCommand command{
      .client = options(), .photo = photo("a.jpg"), .person = "ann", .threshold = std::optional(90.5)};
  const Ran match = run(&verify, command);
  EXPECT_EQ(match.code, kDone) << match.err;
  EXPECT_EQ(match.out, "decision    match\nperson      ann  Ann\nsimilarity  97.1\nthreshold   90\n");
  const Ran stranger = run(&verify, command);
  EXPECT_EQ(stranger.code, kRefused);
  EXPECT_EQ(stranger.out, "decision    no_match\nsimilarity  12.5\nthreshold   90\n");
  EXPECT_EQ(run(&verify, command).code, kRefused);
  const auto parts = api::parse_multipart(asked_[0].head.header("content-type").value_or(""), asked_[0].body);
  ASSERT_TRUE(parts) << parts.error().message;
  ASSERT_EQ(parts->size(), 3U);
  EXPECT_EQ((*parts)[1].body, "ann");
  EXPECT_EQ((*parts)[2].body, "90.5");
}

TEST_F(CliClient, PeopleListReadsEveryPage) {
  answer(json(200, R"({"people":[{"id":"a","name":"A"},{"id":"b","name":"B"}],"next_page_token":"x/y+z"})"));
  answer(json(200, R"({"people":[{"id":"c","name":"C"}]})"));
  const Ran done =
      run(&people_list,
          PeopleCommand{
              .client = {.server = options().server, .collection = "people", .json = true}, .id = "", .query = "q r"});
  EXPECT_EQ(done.code, kDone) << done.err;
  EXPECT_EQ(done.out, R"({"people":[{"id":"a","name":"A"},{"id":"b","name":"B"},{"id":"c","name":"C"}]})"
                      "\n");
  ASSERT_EQ(asked_.size(), 2U);
  EXPECT_EQ(asked_[0].head.target, "/v1/people?query=q%20r&page_size=500&collection=people");
  EXPECT_EQ(asked_[1].head.target, "/v1/people?query=q%20r&page_size=500&page_token=x%2Fy%2Bz&collection=people");
}

TEST_F(CliClient, PeopleListPrintsAnEmptyList) {
  answer(json(200, R"({"people":[]})"));
  ClientOptions asked = options();
  asked.json = true;
  EXPECT_EQ(run(&people_list, PeopleCommand{asked, "", ""}).out, "{\"people\":[]}\n");
}

TEST_F(CliClient, PeopleListEndsWhereTheServersDoesNot) {
  const std::string same = R"({"people":[{"id":"a","name":"A"}],"next_page_token":"same"})";
  const std::string empty = R"({"people":[],"next_page_token":"on"})";
  const std::string long_token =
      R"({"people":[{"id":"a","name":"A"}],"next_page_token":")" + std::string(5000, 'x') + "\"}";
  for (const std::string& page : {same, empty, long_token}) {
    answers_ = {json(200, page)};
    asked_.clear();
    const Ran done = run(&people_list, PeopleCommand{options(), "", ""});
    EXPECT_EQ(done.code, kCannotStart);
    EXPECT_EQ(done.err, "mien: the server's list of people does not end\n");
    EXPECT_LE(asked_.size(), 2U);
  }
}

TEST_F(CliClient, WantsAPersonInTheAnswer) {
  answer(json(201, R"({"person":null})"));
  EXPECT_EQ(run(&enroll, enrolment("a.jpg")).code, kCannotStart);
  EXPECT_EQ(run(&people_show, PeopleCommand{options(), "a", ""}).code, kCannotStart);
}

TEST_F(CliClient, RefusalsAreShortAndCannotSteerTheTerminal) {
  answer(json(400, R"({"code":")" + std::string(100'000, 'c') + R"(","detail":"\u001b[31m)" +
                       std::string(100'000, 'd') + R"("})"));
  const Ran done = run(&people_show, PeopleCommand{options(), "a", ""});
  EXPECT_EQ(done.code, kRefused);
  EXPECT_LT(done.err.size(), 1200U);
  EXPECT_EQ(done.err.find('\x1b'), std::string::npos);
  EXPECT_TRUE(done.err.ends_with("...\n")) << done.err;
}

TEST_F(CliClient, NamesCannotSteerTheTerminal) {
  answer(json(200, R"({"people":[{"id":"a","name":"\u001b[2J\u009bX Ø"}]})"));
  const Ran done = run(&people_list, PeopleCommand{options(), "", ""});
  EXPECT_NE(done.out.find("?[2J?X Ø\n"), std::string::npos) << done.out;
  EXPECT_EQ(done.out.find('\x1b'), std::string::npos);
}

TEST_F(CliClient, DeleteEscapesTheId) {
  answer({.status = 204, .headers = {}, .body = ""});
  const Ran done = run(&people_delete, PeopleCommand{options(), "../a b", ""});
  EXPECT_EQ(done.code, kDone) << done.err;
  EXPECT_EQ(asked_.at(0).head.method, "DELETE");
  EXPECT_EQ(asked_.at(0).head.target, "/v1/people/..%2Fa%20b?collection=st-aff");
}

TEST_F(CliClient, TellsRefusalsFromAServiceThatIsOutOfOrder) {
  const std::string problem = R"({"code":"c","detail":"D.","request_id":"r1"})";
  for (const int status : {400, 401, 404, 409, 422}) answer(json(status, problem));
  for (const int status : {429, 500, 503}) answer(json(status, problem));
  const PeopleCommand command{options(), "a", ""};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(run(&people_show, command).code, kRefused);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(run(&people_show, command).code, kCannotStart);
  EXPECT_EQ(run(&people_show, command).err, "mien: c: D. (request r1)\n");
}

TEST_F(CliClient, SaysThatTheAnswerIsNotMiens) {
  answer({.status = 200, .headers = {}, .body = "<html>"});
  answer({.status = 502, .headers = {}, .body = "<html>"});
  const PeopleCommand command{options(), "a", ""};
  const Ran html = run(&people_show, command);
  EXPECT_EQ(html.code, kCannotStart);
  EXPECT_NE(html.err.find("is no Mien service"), std::string::npos) << html.err;
  const Ran proxy = run(&people_show, command);
  EXPECT_EQ(proxy.code, kCannotStart);
  EXPECT_EQ(proxy.err, "mien: the server answered with status 502 and no explanation\n");
}

TEST_F(CliClient, ExitsThreeWhereNobodyListens) {
  ClientOptions client = options();
  server_.stop();
  const Ran done =
      run(&verify, VerifyCommand{.client = client, .photo = photo("a.jpg"), .person = "", .threshold = {}});
  EXPECT_EQ(done.code, kCannotStart);
  EXPECT_TRUE(done.err.starts_with("mien: cannot reach http://127.0.0.1:")) << done.err;
}

TEST_F(CliClient, WantsAKeyAndAnAddress) {
  const Ran address = run(&people_list, PeopleCommand{{.server = "localhost:8080"}, "", ""});
  EXPECT_EQ(address.code, kUsage);
  EXPECT_NE(address.err.find("--server"), std::string::npos);
  unsetenv("MIEN_SECRET_ACCESS_KEY");
  const Ran key = run(&people_list, PeopleCommand{options(), "", ""});
  EXPECT_EQ(key.code, kUsage);
  EXPECT_NE(key.err.find("MIEN_SECRET_ACCESS_KEY"), std::string::npos);
  EXPECT_TRUE(asked_.empty());
}

TEST_F(CliClient, TrustsTheAuthorityThatIsNamedAndNobodyElse) {
  const mien::tls_testing::TlsTestFiles files;
  http_server::Options tls;
  tls.address = "0.0.0.0";  // Which 127.0.0.2 reaches, too.
  tls.tls = mien::tls_testing::must(http_server::Tls::load(files.files()));
  RunningServer server(handler_, tls);
  answer(json(200, R"({"people":[]})"));
  ClientOptions options;
  options.server = "https://localhost:" + std::to_string(server->port());
  EXPECT_TRUE(write_file(photo("ca.pem"), files.authority_pem()));
  options.ca_cert = photo("ca.pem");
  const Ran trusted = run(&people_list, {.client = options, .id = "", .query = ""});
  EXPECT_EQ(trusted.code, kDone) << trusted.err;

  const mien::tls_testing::TlsTestFiles others;
  EXPECT_TRUE(write_file(photo("ca.pem"), others.authority_pem()));
  for (const std::string& authority : {photo("ca.pem"), std::string()}) {
    options.ca_cert = authority;
    const Ran ran = run(&people_list, {.client = options, .id = "", .query = ""});
    EXPECT_EQ(ran.code, kCannotStart);
    EXPECT_NE(ran.err.find("the certificate of " + options.server + " is not trusted"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("--ca-cert FILE"), std::string::npos) << ran.err;
  }
  // The right authority, and a name that is not in the certificate.
  EXPECT_TRUE(write_file(photo("ca.pem"), files.authority_pem()));
  options.ca_cert = photo("ca.pem");
  options.server = "https://127.0.0.2:" + std::to_string(server->port());
  const Ran misnamed = run(&people_list, {.client = options, .id = "", .query = ""});
  EXPECT_EQ(misnamed.code, kCannotStart);
  EXPECT_NE(misnamed.err.find("under a name that is in its certificate"), std::string::npos) << misnamed.err;
  // Nothing was asked but by the client that trusts.
  EXPECT_EQ(asked_.size(), 1U);
}

TEST_F(CliClient, SaysThatAFileHoldsNoAuthority) {
  ClientOptions options = this->options();
  options.ca_cert = photo("none.pem");
  Ran ran = run(&people_list, {.client = options, .id = "", .query = ""});
  EXPECT_EQ(ran.code, kUsage);
  EXPECT_NE(ran.err.find("--ca-cert: "), std::string::npos) << ran.err;
  options.ca_cert = photo("a.jpg");
  ran = run(&people_list, {.client = options, .id = "", .query = ""});
  EXPECT_EQ(ran.code, kUsage);
  EXPECT_NE(ran.err.find("holds no certificate in PEM form"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace mien::cli
