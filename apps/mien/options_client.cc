#include <cstdint>
#include <memory>
#include <utility>

#include "options.h"

namespace mien::cli {
namespace {

/// Of every command that asks a server.
void add_server_options(CLI::App& command, ClientOptions& options) {
  command.add_option("--server", options.server, "address of the service")
      ->envname("MIEN_SERVER")
      ->capture_default_str();
  command
      .add_option("--ca-cert", options.ca_cert,
                  "certificates (PEM) of the authorities to trust for https, instead of the machine's")
      ->envname("MIEN_CA_CERT");
  command.add_flag("--json", options.json, "print the answer as JSON");
  command.footer("The key comes from MIEN_ACCESS_KEY_ID and MIEN_SECRET_ACCESS_KEY.\n" + command.get_footer());
}

void add_client_options(CLI::App& command, ClientOptions& options) {
  add_server_options(command, options);
  command.add_option("--collection", options.collection, "collection of people")->capture_default_str();
}

/// Of one that asks for what is in no collection.
void add_options_without_collection(CLI::App& command, ClientOptions& options) {
  add_server_options(command, options);
  options.collection.clear();
}

/// A command of a group: "list" of "people", for example. @return it, for arguments of its own, and where they go
template <class Command>
std::pair<CLI::App*, std::shared_ptr<Command>> add_verb(CLI::App& group, const char* name, const char* help,
                                                        int (*run)(const Command&), Action& action,
                                                        void (*add_options)(CLI::App&, ClientOptions&)) {
  auto options = std::make_shared<Command>();
  auto* command = group.add_subcommand(name, help);
  add_options(*command, options->client);
  command->callback([=, &action] { action = [=] { return run(*options); }; });
  return {command, options};
}

constexpr std::int64_t kSecondsPerDay = 86'400;

}  // namespace

void add_enroll(CLI::App& app, Action& action) {
  auto options = std::make_shared<EnrollCommand>();
  auto* command = app.add_subcommand("enroll", "Register a person with one or more photos");
  command->add_option("photos", options->photos, "JPEG, PNG or WebP, each showing that person's face")->required();
  command->add_option("--name", options->name, "the person's name")->required();
  command->add_option("--id", options->id, "id to give the person; default: a random one");
  command->add_option("--attributes", options->attributes, "a JSON object to keep with the person");
  command->add_flag("--consent", options->consent, "the person agreed to the processing of biometric data");
  add_client_options(*command, options->client);
  command->callback([=, &action] { action = [=] { return enroll(*options); }; });
}

void add_verify(CLI::App& app, Action& action) {
  auto options = std::make_shared<VerifyCommand>();
  auto* command = app.add_subcommand("verify", "Say whose face a photo shows; exit 0 only on a match");
  command->add_option("photo", options->photo, "JPEG, PNG or WebP")->required();
  command->add_option("--person", options->person, "compare with this person only");
  command->add_option("--threshold", options->threshold, "similarity to reach, 0..100; default: the server's");
  add_client_options(*command, options->client);
  command->callback([=, &action] { action = [=] { return verify(*options); }; });
}

void add_import(CLI::App& app, Action& action) {
  auto options = std::make_shared<ImportCommand>();
  auto* command = app.add_subcommand("import", "Register the people of a folder or a list; can be repeated");
  command
      ->add_option(
          "source", options->source,
          "a folder with a folder of photos for each person, or a list: a CSV file with columns file, name, id, "
          "attributes and consent, or JSON lines (.jsonl) with members of these names, or files; a file is a "
          "path or s3://BUCKET/KEY")
      ->required();
  command->add_option("--jobs", options->jobs, "requests at once; default: twice the cores of this machine, 8 to 32")
      ->check(CLI::Range(1, 128));
  command->add_flag("--consent", options->consent,
                    "people of whom the source does not say so agreed to the processing of biometric data");
  command->add_option("--journal", options->journal,
                      "file that remembers what is done; default: SOURCE.mien-import.jsonl, or in $XDG_STATE_HOME");
  command->add_option("--report", options->report,
                      "file with a line for each photo: CSV if it ends in .csv, else JSON lines");
  command->add_flag("--dry-run", options->dry_run,
                    "say what would be done: reads the photos, asks the server only who is there, writes no journal");
  command->add_flag("--retry-refused", options->retry_refused,
                    "send photos again that showed no usable face last time");
  command
      ->add_option(
          "--s3-endpoint", options->s3_endpoint,
          "address of the S3 server with the photos that a list names as s3://BUCKET/KEY; default: --server. "
          "Its key comes from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, else it is Mien's")
      ->envname("MIEN_S3_ENDPOINT");
  command->add_option("--s3-region", options->s3_region, "region of that server; default: us-east-1")
      ->envname("MIEN_S3_REGION");
  command->add_flag("--follow-links", options->follow_links, "follow symbolic links in a folder");
  command
      ->add_option("--patience", options->patience_s,
                   "give up when the server has given no usable answer for so many seconds")
      ->check(CLI::Range(0.0, 86'400.0))
      ->capture_default_str();
  command->add_flag("--quiet", options->quiet, "no progress, no lines for single photos, no summary");
  add_client_options(*command, options->client);
  command->callback([=, &action] { action = [=] { return import_people(*options); }; });
}

void add_people(CLI::App& app, Action& action) {
  auto* people = app.add_subcommand("people", "List, show and delete people");
  people->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, int (*run)(const PeopleCommand&)) {
    return add_verb(*people, name, help, run, action, &add_client_options);
  };
  const auto [list, list_options] = add("list", "Everybody, or those whose name or id has --query in it", &people_list);
  list->add_option("--query", list_options->query, "part of a name or id");
  const auto [show, show_options] = add("show", "One person with all faces", &people_show);
  show->add_option("id", show_options->id, "the person's id")->required();
  const auto [remove, remove_options] = add("delete", "Delete a person with all faces and photos", &people_delete);
  remove->add_option("id", remove_options->id, "the person's id")->required();
}

void add_keys(CLI::App& app, Action& action) {
  auto* keys = app.add_subcommand("keys", "Create, list and revoke access keys");
  keys->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, int (*run)(const KeysCommand&)) {
    return add_verb(*keys, name, help, run, action, &add_options_without_collection);
  };
  const auto [create, create_options] = add("create", "Make a key; its secret is shown only now", &keys_create);
  create->add_option("--role", create_options->role, "admin, enroller, verifier or auditor")
      ->required()
      ->check(CLI::IsMember({"admin", "enroller", "verifier", "auditor"}));
  create->add_option("--name", create_options->name, "what it is for");
  create
      ->add_option_function<std::int64_t>(
          "--expires-in-days",
          [options = create_options](std::int64_t days) { options->expires_in_s = days * kSecondsPerDay; },
          "from then on it opens nothing; default: it never expires")
      ->check(CLI::Range(1, 3652));
  add("list", "All keys but the root key", &keys_list);
  const auto [revoke, revoke_options] = add("revoke", "Take a key back; its next request is refused", &keys_revoke);
  revoke->add_option("id", revoke_options->id, "the access key id")->required();
}

void add_operators(CLI::App& app, Action& action) {
  auto* operators = app.add_subcommand("operators", "Invite, list and remove those who sign in to the console");
  operators->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, int (*run)(const OperatorsCommand&)) {
    return add_verb(*operators, name, help, run, action, &add_options_without_collection);
  };
  const auto [invite, invite_options] =
      add("invite", "Make an operator; prints the one-time link to choose a password with", &operators_invite);
  invite->add_option("name", invite_options->name, "1 to 64 of a-z, 0-9, '.', '_' and '-'")->required();
  invite->add_option("--role", invite_options->role, "admin, enroller, verifier or auditor")
      ->required()
      ->check(CLI::IsMember({"admin", "enroller", "verifier", "auditor"}));
  add("list", "All operators", &operators_list);
  const auto [link, link_options] = add("link", "Another one-time link, for a forgotten password", &operators_link);
  link->add_option("name", link_options->name, "whose")->required();
  const auto [remove, remove_options] = add("remove", "Remove an operator, whose sessions end", &operators_remove);
  remove->add_option("name", remove_options->name, "who")->required();
}

void add_uploads(CLI::App& app, Action& action) {
  auto* uploads = app.add_subcommand("uploads", "What became of uploaded pictures");
  uploads->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, int (*run)(const UploadsCommand&)) {
    return add_verb(*uploads, name, help, run, action, &add_options_without_collection);
  };
  const auto [list, list_options] = add("list", "Those of the last 7 days, newest first", &uploads_list);
  list->add_option("--state", list_options->state, "open, waiting, done, refused or failed")
      ->check(CLI::IsMember({"open", "waiting", "done", "refused", "failed"}));
  list->add_option("--intake", list_options->intake, "of this intake");
  list->add_option("--bucket", list_options->bucket, "of this bucket");
  list->add_option("--key", list_options->key, "of this object");
  const auto [retry, retry_options] = add("retry", "Try a refused or failed one again", &uploads_retry);
  retry->add_option("id", retry_options->id, "the upload_id")->required();
}

}  // namespace mien::cli
