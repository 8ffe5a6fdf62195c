#include <boost/json/array.hpp>
#include <cstdio>
#include <utility>

#include "api/json/writer.h"
#include "api/rest/json_shapes.h"
#include "client.h"
#include "exit_codes.h"

namespace mien::cli {
namespace {

constexpr const char* kRow = "%-24s  %-8s  %-24s  %-24s  %s\n";
/// Of a token that leads to the next page, which are far shorter.
constexpr std::size_t kPageTokenBytesMax = 4096;

void print_row(const boost::json::object& key) {
  const std::string expires = text_of(key, "expires_at");
  std::printf(kRow, text_of(key, "access_key_id").c_str(), text_of(key, "role").c_str(),
              text_of(key, "created_at").c_str(), expires.empty() ? "never" : expires.c_str(),
              text_of(key, "name").c_str());
}

/// All of them: there are a thousand at most.
Outcome<boost::json::array> all_keys(Client& client) {
  boost::json::array keys;
  std::string token;
  do {
    std::vector<std::pair<std::string, std::string>> query{{"page_size", std::to_string(limits::kRestPageSizeMax)}};
    if (!token.empty()) query.emplace_back("page_token", token);
    MIEN_TRY(const Client::Answer answer, client.get("/v1/keys", std::move(query)));
    const auto& page = array_of(answer.json, "keys");
    keys.insert(keys.end(), page.begin(), page.end());
    const std::string before = std::exchange(token, text_of(answer.json, "next_page_token"));
    if (!token.empty() && (page.empty() || token == before || token.size() > kPageTokenBytesMax))
      return std::unexpected(Failure{kCannotStart, "the server's list of keys does not end"});
  } while (!token.empty());
  return keys;
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
  const auto keys = all_keys(*client);
  if (!keys) return report(keys.error());
  if (command.client.json) {
    std::printf("{\"keys\":%s}\n", api::rest::json_text(*keys).c_str());
    return kDone;
  }
  if (!keys->empty()) std::printf(kRow, "access_key_id", "role", "created", "expires", "name");
  for (const auto& key : *keys)
    if (key.is_object()) print_row(key.get_object());
  std::printf("%s%zu %s beside the root key\n", keys->empty() ? "" : "\n", keys->size(),
              keys->size() == 1 ? "key" : "keys");
  return kDone;
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
