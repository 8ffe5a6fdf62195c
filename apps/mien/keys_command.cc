#include <cstdio>

#include "api/json/writer.h"
#include "client.h"
#include "exit_codes.h"
#include "list_command.h"

namespace mien::cli {
namespace {

constexpr const char* kRow = "%-24s  %-8s  %-24s  %-24s  %s\n";

void print_row(const boost::json::object& key) {
  const std::string expires = text_of(key, "expires_at");
  std::printf(kRow, text_of(key, "access_key_id").c_str(), text_of(key, "role").c_str(),
              text_of(key, "created_at").c_str(), expires.empty() ? "never" : expires.c_str(),
              text_of(key, "name").c_str());
}

}  // namespace

int keys_create(const KeysCommand& command) {
  auto client = Client::open(command.client);
  if (!client) return report(client.error());
  api::JsonWriter body;
  body.begin_object().member("role", command.role);
  if (!command.name.empty()) body.member("name", command.name);
  if (command.expires_in_s) body.key("expires_in_s").integer(*command.expires_in_s);
  const auto answer = client->post_json("/v1/keys", body.end_object().take());
  if (!answer) return report(answer.error());
  const auto& key = object_of(answer->json, "key");
  const std::string secret = text_of(answer->json, "secret_access_key");
  if (key.empty() || secret.empty()) return report(Failure{kCannotStart, "the server's answer holds no key"});
  if (command.client.json) {
    std::printf("%s\n", answer->text.c_str());
    return kDone;
  }
  std::printf("MIEN_ACCESS_KEY_ID=%s\nMIEN_SECRET_ACCESS_KEY=%s\n", text_of(key, "access_key_id").c_str(),
              secret.c_str());
  std::fprintf(stderr, "The secret is shown only now. Role: %s.\n", text_of(key, "role").c_str());
  return kDone;
}

int keys_list(const KeysCommand& command) {
  auto client = Client::open(command.client);
  if (!client) return report(client.error());
  return print_list(
      *client, {.path = "/v1/keys", .member = "keys", .one = "key", .many = "keys"}, command.client.json,
      [] { std::printf(kRow, "access_key_id", "role", "created", "expires", "name"); }, print_row,
      " beside the root key");
}

int keys_revoke(const KeysCommand& command) {
  auto client = Client::open(command.client);
  if (!client) return report(client.error());
  const auto answer = client->remove("/v1/keys/" + path_segment(command.id));
  if (!answer) return report(answer.error());
  if (command.client.json)
    std::printf("%s\n", api::JsonWriter().begin_object().member("revoked", command.id).end_object().take().c_str());
  else
    std::printf("revoked %s\n", printable(command.id).c_str());
  return kDone;
}

}  // namespace mien::cli
