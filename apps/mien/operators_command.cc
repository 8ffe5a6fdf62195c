#include <cstdio>

#include "api/json/writer.h"
#include "client.h"
#include "exit_codes.h"
#include "list_command.h"

namespace mien::cli {
namespace {

constexpr const char* kRow = "%-24s  %-8s  %-24s  %s\n";

void print_row(const boost::json::object& who) {
  const auto* chosen = who.if_contains("has_password");
  const bool has_password = chosen != nullptr && chosen->is_bool() && chosen->get_bool();
  std::printf(kRow, text_of(who, "name").c_str(), text_of(who, "role").c_str(), text_of(who, "created_at").c_str(),
              has_password ? "" : "has not chosen a password yet");
}

/// Of an answer that holds a one-time link: where it leads.
int print_link(const Client& client, const Client::Answer& answer, bool json) {
  const std::string token = text_of(answer.json, "token");
  if (token.empty()) return report(Failure{kCannotStart, "the server's answer holds no link"});
  if (json) {
    std::printf("%s\n", answer.text.c_str());
    return kDone;
  }
  std::printf("%s/ui/welcome#%s\n", client.server().c_str(), token.c_str());
  std::fprintf(stderr, "The link is good once, until %s.\n", text_of(answer.json, "expires_at").c_str());
  return kDone;
}

}  // namespace

int operators_invite(const OperatorsCommand& command) {
  auto client = Client::open(command.client);
  if (!client) return report(client.error());
  api::JsonWriter body;
  body.begin_object().member("name", command.name).member("role", command.role).end_object();
  const auto answer = client->post_json("/v1/operators", body.take());
  if (!answer) return report(answer.error());
  return print_link(*client, *answer, command.client.json);
}

int operators_list(const OperatorsCommand& command) {
  auto client = Client::open(command.client);
  if (!client) return report(client.error());
  return print_list(
      *client, {.path = "/v1/operators", .member = "operators", .one = "operator", .many = "operators"},
      command.client.json, [] { std::printf(kRow, "name", "role", "created", ""); }, print_row);
}

int operators_link(const OperatorsCommand& command) {
  auto client = Client::open(command.client);
  if (!client) return report(client.error());
  const auto answer = client->post_json("/v1/operators/" + path_segment(command.name) + "/link", "");
  if (!answer) return report(answer.error());
  return print_link(*client, *answer, command.client.json);
}

int operators_remove(const OperatorsCommand& command) {
  auto client = Client::open(command.client);
  if (!client) return report(client.error());
  const auto answer = client->remove("/v1/operators/" + path_segment(command.name));
  if (!answer) return report(answer.error());
  if (command.client.json)
    std::printf("%s\n", api::JsonWriter().begin_object().member("removed", command.name).end_object().take().c_str());
  else
    std::printf("removed %s\n", printable(command.name).c_str());
  return kDone;
}

}  // namespace mien::cli
