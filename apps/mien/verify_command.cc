#include <cstdio>

#include "api/json/writer.h"
#include "client.h"
#include "exit_codes.h"

namespace mien::cli {
namespace {

Outcome<Client::Answer> ask(const VerifyCommand& command) {
  MIEN_TRY(Client client, Client::open(command.client));
  Form form;
  MIEN_TRY_VOID(form.add_photo(command.photo));
  if (!command.person.empty()) form.add("person_id", command.person);
  if (command.threshold) form.add("threshold", api::JsonWriter().number(*command.threshold).take());
  return client.post("/v1/verify", std::move(form), "");
}

}  // namespace

int verify(const VerifyCommand& command) {
  const auto answer = ask(command);
  if (!answer) return report(name_photo(answer.error(), {&command.photo, 1}));
  const std::string decision = text_of(answer->json, "decision");
  if (decision.empty()) return report(Failure{kCannotStart, "the server's answer holds no decision"});
  if (command.client.json) {
    std::printf("%s\n", answer->text.c_str());
  } else {
    std::printf("decision    %s\n", decision.c_str());
    if (const auto& person = object_of(answer->json, "person"); !person.empty())
      std::printf("person      %s  %s\n", text_of(person, "id").c_str(), text_of(person, "name").c_str());
    if (answer->json.contains("similarity"))
      std::printf("similarity  %s\n", text_of(answer->json, "similarity").c_str());
    std::printf("threshold   %s\n", text_of(answer->json, "threshold").c_str());
  }
  return decision == "match" ? kDone : kRefused;
}

}  // namespace mien::cli
