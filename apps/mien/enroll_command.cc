#include <cstdio>

#include "api/json/parse.h"
#include "client.h"
#include "exit_codes.h"

namespace mien::cli {
namespace {

Outcome<Form> form_of(const EnrollCommand& command) {
  Form form;
  form.add("name", command.name);
  if (!command.id.empty()) form.add("id", command.id);
  if (!command.attributes.empty()) {
    const auto parsed = api::parse_json(command.attributes);
    if (!parsed || !parsed->is_object())
      return std::unexpected(Failure{kUsage, "--attributes must be a JSON object, for example '{\"team\":\"blue\"}'"});
    form.add("attributes", command.attributes);
  }
  form.add("consent", command.consent ? "true" : "false");
  for (const std::string& photo : command.photos) MIEN_TRY_VOID(form.add_photo(photo));
  return form;
}

Outcome<Client::Answer> ask(const EnrollCommand& command) {
  MIEN_TRY(Client client, Client::open(command.client));
  MIEN_TRY(Form form, form_of(command));
  return client.post("/v1/people", std::move(form), random_token());
}

}  // namespace

int enroll(const EnrollCommand& command) {
  const auto answer = ask(command);
  if (!answer) return report(name_photo(answer.error(), command.photos));
  const auto& person = object_of(answer->json, "person");
  if (person.empty()) return report(Failure{kCannotStart, "the server's answer holds no person"});
  if (command.client.json) {
    std::printf("%s\n", answer->text.c_str());
    return kDone;
  }
  std::printf("id     %s\nname   %s\nfaces  %s\n", text_of(person, "id").c_str(), text_of(person, "name").c_str(),
              text_of(person, "face_count").c_str());
  return kDone;
}

}  // namespace mien::cli
