#include <boost/json/array.hpp>
#include <cstdio>

#include "api/json/writer.h"
#include "client.h"
#include "exit_codes.h"
#include "list_command.h"

namespace mien::cli {
namespace {

constexpr const char* kRow = "%-36s  %5s  %-7s  %-24s  %s\n";

void print_row(const boost::json::object& person) {
  const char* consent = text_of(person, "consent") == "true" ? "yes" : "no";
  std::printf(kRow, text_of(person, "id").c_str(), text_of(person, "face_count").c_str(), consent,
              text_of(person, "created_at").c_str(), text_of(person, "name").c_str());
}

void print_person(const boost::json::object& answer) {
  const auto& person = object_of(answer, "person");
  for (const char* member : {"id", "name", "collection", "attributes", "consent", "status", "created_at", "updated_at"})
    std::printf("%-10s  %s\n", member, text_of(person, member).c_str());
  std::printf("\n%-36s  %10s  %s\n", "face_id", "confidence", "created_at");
  for (const auto& value : array_of(answer, "faces"))
    if (value.is_object()) {
      const auto& face = value.get_object();
      std::printf("%-36s  %10s  %s\n", text_of(face, "face_id").c_str(), text_of(face, "confidence").c_str(),
                  text_of(face, "created_at").c_str());
    }
}

}  // namespace

int people_list(const PeopleCommand& command) {
  auto client = Client::open(command.client);
  if (!client) return report(client.error());
  ServerList list{.path = "/v1/people", .member = "people", .one = "person", .many = "people"};
  if (!command.query.empty()) list.query.emplace_back("query", command.query);
  return print_list(
      *client, list, command.client.json, [] { std::printf(kRow, "id", "faces", "consent", "created", "name"); },
      print_row);
}

int people_show(const PeopleCommand& command) {
  auto client = Client::open(command.client);
  if (!client) return report(client.error());
  const auto answer = client->get("/v1/people/" + path_segment(command.id));
  if (!answer) return report(answer.error());
  if (object_of(answer->json, "person").empty())
    return report(Failure{kCannotStart, "the server's answer holds no person"});
  if (command.client.json)
    std::printf("%s\n", answer->text.c_str());
  else
    print_person(answer->json);
  return kDone;
}

int people_delete(const PeopleCommand& command) {
  auto client = Client::open(command.client);
  if (!client) return report(client.error());
  const auto answer = client->remove("/v1/people/" + path_segment(command.id));
  if (!answer) return report(answer.error());
  if (command.client.json)
    std::printf("%s\n", api::JsonWriter().begin_object().member("deleted", command.id).end_object().take().c_str());
  else
    std::printf("deleted %s\n", printable(command.id).c_str());
  return kDone;
}

}  // namespace mien::cli
