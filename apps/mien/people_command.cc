#include <boost/json/array.hpp>
#include <cstdio>
#include <utility>

#include "api/json/writer.h"
#include "api/rest/json_shapes.h"
#include "client.h"
#include "exit_codes.h"

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

/// Of a token that leads to the next page, which are far shorter.
constexpr std::size_t kPageTokenBytesMax = 4096;

/// Calls `take` for each person of every page. A list that stands still is no Mien's.
template <class Take>
Outcome<std::size_t> each_person(Client& client, const std::string& wanted, Take&& take) {
  std::size_t count = 0;
  std::string token;
  do {
    std::vector<std::pair<std::string, std::string>> query{{"page_size", std::to_string(limits::kRestPageSizeMax)}};
    if (!wanted.empty()) query.emplace_back("query", wanted);
    if (!token.empty()) query.emplace_back("page_token", token);
    MIEN_TRY(const Client::Answer answer, client.get("/v1/people", std::move(query)));
    const auto& page = array_of(answer.json, "people");
    for (const auto& person : page)
      if (person.is_object()) {
        take(person.get_object());
        ++count;
      }
    const std::string before = std::exchange(token, text_of(answer.json, "next_page_token"));
    if (!token.empty() && (page.empty() || token == before || token.size() > kPageTokenBytesMax))
      return std::unexpected(Failure{kCannotStart, "the server's list of people does not end"});
  } while (!token.empty());
  return count;
}

}  // namespace

int people_list(const PeopleCommand& command) {
  auto client = Client::open(command.client);
  if (!client) return report(client.error());
  // Each is printed at once, since nobody knows how many there are: the JSON is whole where the exit code is 0.
  const char* before = "{\"people\":[";
  bool headed = false;
  const auto count = each_person(*client, command.query, [&](const boost::json::object& person) {
    if (command.client.json) {
      std::printf("%s%s", std::exchange(before, ","), api::rest::json_text(person).c_str());
      return;
    }
    if (!headed) std::printf(kRow, "id", "faces", "consent", "created", "name");
    headed = true;
    print_row(person);
  });
  if (!count) {
    if (command.client.json) std::printf("\n");
    return report(count.error());
  }
  if (command.client.json)
    std::printf("%s]}\n", *count == 0 ? before : "");
  else
    std::printf("%s%zu %s\n", headed ? "\n" : "", *count, *count == 1 ? "person" : "people");
  return kDone;
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
