#include <cstdio>

#include "client.h"
#include "exit_codes.h"
#include "list_command.h"

namespace mien::cli {
namespace {

constexpr const char* kRow = "%-36s  %-8s  %-20s  %-24s  %-16s  %s\n";

void print_row(const boost::json::object& upload) {
  const std::string bucket = text_of(upload, "bucket");
  const std::string reason = text_of(upload, "reason");
  std::printf(
      kRow, text_of(upload, "upload_id").c_str(), text_of(upload, "state").c_str(), text_of(upload, "outcome").c_str(),
      text_of(upload, "created_at").c_str(), text_of(upload, "intake").c_str(),
      ((bucket.empty() ? "" : bucket + "/") + text_of(upload, "key") + (reason.empty() ? "" : ": " + reason)).c_str());
}

}  // namespace

int uploads_list(const UploadsCommand& command) {
  auto client = Client::open(command.client);
  if (!client) return report(client.error());
  ServerList list{.path = "/v1/uploads", .member = "uploads", .one = "upload", .many = "uploads"};
  for (const auto& [name, value] : {std::pair{"state", &command.state}, std::pair{"intake", &command.intake},
                                    std::pair{"bucket", &command.bucket}, std::pair{"key", &command.key}})
    if (!value->empty()) list.query.emplace_back(name, *value);
  return print_list(
      *client, list, command.client.json,
      [] { std::printf(kRow, "upload_id", "state", "outcome", "created", "intake", "object: reason"); }, print_row);
}

int uploads_retry(const UploadsCommand& command) {
  auto client = Client::open(command.client);
  if (!client) return report(client.error());
  const auto answer = client->post_json("/v1/uploads/" + path_segment(command.id) + "/retry", "");
  if (!answer) return report(answer.error());
  if (command.client.json)
    std::printf("%s\n", answer->text.c_str());
  else
    std::printf("%s: %s\n", printable(command.id).c_str(), text_of(answer->json, "state").c_str());
  return kDone;
}

}  // namespace mien::cli
