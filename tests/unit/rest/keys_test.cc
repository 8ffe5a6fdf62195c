#include <mutex>
#include <string>

#include "api/auth/stored_key_ring.h"
#include "api/json/parse.h"
#include "api/rest/key_routes.h"
#include "core/base64.h"
#include "fakes/fake_keys.h"
#include "unit/rest/world.h"

namespace mien::api::rest {
namespace {

class RestKeysTest : public ::testing::Test {
 protected:
  HttpResponse send(const HttpRequest& request) const { return api_.handle(request, World::kRequestId).response; }
  HttpResponse create(std::string body) const { return send(World::json("POST", "/v1/keys", std::move(body))); }
  static HttpRequest as(HttpRequest request, const std::string& id, const std::string& secret) {
    const std::string credentials = id + ":" + secret;
    for (HttpHeader& header : request.head.headers)
      if (header.name == "Authorization")
        header.value = "Basic " + encode_base64(std::as_bytes(std::span(credentials)));
    return request;
  }

  World world_;
  fakes::FakeSealer sealer_;
  fakes::FakeKeyMaker maker_;
  StoredKeyRing ring_{{"AKIDEXAMPLE", Secret("secret")}, world_.base.clock};
  std::mutex changes_;
  app::KeyPorts ports_{world_.base.store.keys(), sealer_, maker_, ring_, changes_};
  app::CreateKey create_{ports_, world_.base.sources};
  app::ListKeys list_{world_.base.store.keys()};
  app::RevokeKey revoke_{ports_, "AKIDEXAMPLE", world_.base.sources};
  KeyRoutes routes_{{create_, list_, revoke_}};
  RestApi api_{routes_.routes(), ring_};
};

TEST_F(RestKeysTest, ShowsASecretOnce) {
  const auto made = create(R"({"role":"verifier","name":"Gate 1","expires_in_s":3600})");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.body,
            R"({"key":{"access_key_id":"AKID1","role":"verifier","name":"Gate 1","created_by":"AKIDEXAMPLE",)"
            R"("created_at":"2023-11-14T22:13:20.000Z","expires_at":"2023-11-14T23:13:20.000Z"},)"
            R"("secret_access_key":"secret-1"})");
  EXPECT_EQ(header_of(made, "Location"), "/v1/keys/AKID1");
  EXPECT_EQ(header_of(made, "Cache-Control"), "no-store");
  ASSERT_EQ(create(R"({"role":"admin"})").status, 201);
  const auto listed = send(World::request("GET", "/v1/keys?page_size=1"));
  EXPECT_EQ(listed.status, 200);
  EXPECT_EQ(listed.body.find("secret"), std::string::npos);
  const auto page = parse_json(listed.body);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->at("keys").as_array().size(), 1U);
  const std::string next(std::string_view(page->at("next_page_token").as_string()));
  const auto second = send(World::request("GET", "/v1/keys?page_token=" + next));
  EXPECT_EQ(second.body, R"({"keys":[{"access_key_id":"AKID2","role":"admin","created_by":"AKIDEXAMPLE",)"
                         R"("created_at":"2023-11-14T22:13:20.000Z"}]})");
}

TEST_F(RestKeysTest, LetsAKeyInUntilItIsRevoked) {
  ASSERT_EQ(create(R"({"role":"admin"})").status, 201);
  const auto list_as_it = as(World::request("GET", "/v1/keys"), "AKID1", "secret-1");
  EXPECT_EQ(send(list_as_it).status, 200);
  EXPECT_EQ(send(World::request("DELETE", "/v1/keys/AKID1")).status, 204);
  expect_problem(send(list_as_it), 401, "unauthenticated");
  expect_problem(send(World::request("DELETE", "/v1/keys/AKID1")), 404, "not_found");
}

TEST_F(RestKeysTest, IsForAdminsOnly) {
  for (const std::string role : {"enroller", "verifier", "auditor"}) {
    const auto made = parse_json(create(R"({"role":")" + role + R"("})").body);
    ASSERT_TRUE(made);
    const std::string id(std::string_view(made->at("key").at("access_key_id").as_string()));
    const std::string secret(std::string_view(made->at("secret_access_key").as_string()));
    for (const auto& request : {World::request("GET", "/v1/keys"), World::request("DELETE", "/v1/keys/AKID1"),
                                World::json("POST", "/v1/keys", R"({"role":"admin"})")})
      expect_problem(send(as(request, id, secret)), 403, "access_denied");
  }
}

TEST_F(RestKeysTest, RefusesWhatItDoesNotUnderstand) {
  const std::pair<const char*, const char*> wrong[] = {
      {"", "JSON"},
      {"[]", "must be a JSON object"},
      {"{}", "no member 'role'"},
      {R"({"role":"root"})", "role must be"},
      {R"({"role":1})", "wrong type"},
      {R"({"role":"admin","name":1})", "wrong type"},
      {R"({"role":"admin","expires_in_s":"1"})", "wrong type"},
      {R"({"role":"admin","expires_in_s":1.5})", "wrong type"},
      {R"({"role":"admin","expires_in_s":0})", "expires in 1 to"},
      {R"({"role":"admin","expires_in_s":-9223372036854775808})", "expires in 1 to"},
      {R"({"role":"admin","expires_in_s":9223372036854775807})", "expires in 1 to"},
      {R"({"role":"admin","secret":"mine"})", "Unknown member"},
      {R"({"role":"admin","name":"a\u0000b"})", "control characters"}};
  for (const auto& [body, part] : wrong) expect_problem(create(body), 400, "invalid_argument", body[0] ? part : "");
  expect_problem(send(World::json("POST", "/v1/keys?a=b", R"({"role":"admin"})")), 400, "invalid_argument");
  expect_problem(send(World::request("DELETE", "/v1/keys/AKID1?a=b")), 400, "invalid_argument");
  expect_problem(send(World::request("DELETE", "/v1/keys/AKIDEXAMPLE")), 400, "invalid_argument", "root key");
  expect_problem(send(World::request("POST", "/v1/keys", "{}", "text/plain")), 415, "unsupported_media_type");
  EXPECT_EQ(send(World::request("GET", "/v1/keys")).body, R"({"keys":[]})");
}

}  // namespace
}  // namespace mien::api::rest
