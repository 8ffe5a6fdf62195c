#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "commands.h"
#include "config.h"
#include "exit_codes.h"
#include "serve.h"

/// The composition root's door: which commands there are and what they can be told. Each command's own file does the
/// work.
namespace mien::cli {
namespace {

/// What the chosen command will do; set while the line is parsed, run afterwards.
using Action = std::function<int()>;

void add_model_options(CLI::App& command, ModelOptions& options) {
  command.add_option("--models-dir", options.models_dir, "folder of the model files")->envname("MIEN_MODELS_DIR");
  command.add_option("--manifest", options.manifest_file, "model manifest to use instead of the one compiled in")
      ->envname("MIEN_MANIFEST");
  command.add_option("--model-pack", options.pack, "model pack: see mien models list")
      ->envname("MIEN_MODEL_PACK")
      ->capture_default_str();
}

void add_serve(CLI::App& app, Action& action) {
  struct State {
    ServeConfig config;
    std::vector<Setting> settings;
    std::map<std::string, std::string> flags;
    std::string file;
    bool print = false;
  };
  auto state = std::make_shared<State>();
  state->settings = settings_of(state->config);
  auto* command = app.add_subcommand("serve", "Run the service until SIGTERM or Ctrl-C");
  command
      ->add_option("--config", state->file, "configuration file (TOML); its keys are the options below, with _ for -")
      ->envname("MIEN_CONFIG");
  command->add_flag("--print-config", state->print, "print the effective configuration, without secrets, and exit");
  for (const Setting& setting : state->settings)
    command
        ->add_option_function<std::string>(
            setting.flag(), [state, key = setting.key](const std::string& text) { state->flags[key] = text; },
            setting.help + " (" + setting.variable() + ")")
        ->default_str(setting.toml());
  command->footer(
      "The root key comes from MIEN_ROOT_ACCESS_KEY_ID and MIEN_ROOT_SECRET_ACCESS_KEY; without them the first start\n"
      "makes one, prints it once and keeps it in the data directory.");
  command->callback([state, &action] {
    action = [state] {
      const auto environment = [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value ? std::optional<std::string>(value) : std::nullopt;
      };
      if (const auto done = resolve(state->settings, state->file, state->flags, environment); !done) {
        report(done.error());
        return static_cast<int>(kUsage);
      }
      if (!state->print) return serve(state->config);
      std::fputs(to_toml(state->settings).c_str(), stdout);
      return static_cast<int>(kDone);
    };
  });
}

void add_models(CLI::App& app, Action& action) {
  auto* models = app.add_subcommand("models", "List, fetch and check the model files");
  models->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, int (*run)(const ModelsCommand&)) {
    auto options = std::make_shared<ModelsCommand>();
    auto* command = models->add_subcommand(name, help);
    add_model_options(*command, options->models);
    command->callback([=, &action] { action = [=] { return run(*options); }; });
    return std::pair{command, options};
  };
  const auto [list, list_options] = add("list", "Show packs and files, and whether the files are there", &models_list);
  list->add_flag("--json", list_options->json, "print JSON");
  const auto [fetch, fetch_options] = add("fetch", "Bring missing or altered files", &models_fetch);
  fetch->add_option("--mirror", fetch_options->mirror, "folder of the same layout to copy from before asking the net");
  fetch->add_flag("--all", fetch_options->every_pack, "the files of every pack, not only of --model-pack");
  const auto [verify, verify_options] =
      add("verify", "Hash every file; exit 1 if one is not as it should be", &models_verify);
  verify->add_flag("--all", verify_options->every_pack, "the files of every pack, not only of --model-pack");
}

void add_detect(CLI::App& app, Action& action) {
  auto options = std::make_shared<DetectCommand>();
  auto* command = app.add_subcommand("detect", "Find and measure the faces of a picture");
  command->add_option("file", options->file, "JPEG, PNG or WebP")->required();
  command->add_option("--draw", options->draw, "write a PNG with boxes and landmarks");
  command->add_flag("--json", options->json, "print JSON");
  add_model_options(*command, options->models);
  command->callback([=, &action] { action = [=] { return detect(*options); }; });
}

void add_client_options(CLI::App& command, ClientOptions& options) {
  command.add_option("--server", options.server, "address of the service")
      ->envname("MIEN_SERVER")
      ->capture_default_str();
  command.add_option("--collection", options.collection, "collection of people")->capture_default_str();
  command.add_flag("--json", options.json, "print the answer as JSON");
  command.footer("The key comes from MIEN_ACCESS_KEY_ID and MIEN_SECRET_ACCESS_KEY.");
}

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

void add_people(CLI::App& app, Action& action) {
  auto* people = app.add_subcommand("people", "List, show and delete people");
  people->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, int (*run)(const PeopleCommand&)) {
    auto options = std::make_shared<PeopleCommand>();
    auto* command = people->add_subcommand(name, help);
    add_client_options(*command, options->client);
    command->callback([=, &action] { action = [=] { return run(*options); }; });
    return std::pair{command, options};
  };
  const auto [list, list_options] = add("list", "Everybody, or those whose name or id has --query in it", &people_list);
  list->add_option("--query", list_options->query, "part of a name or id");
  const auto [show, show_options] = add("show", "One person with all faces", &people_show);
  show->add_option("id", show_options->id, "the person's id")->required();
  const auto [remove, remove_options] = add("delete", "Delete a person with all faces and photos", &people_delete);
  remove->add_option("id", remove_options->id, "the person's id")->required();
}

void add_eval(CLI::App& app, Action& action) {
  auto* parent = app.add_subcommand("eval", "Measure accuracy on a folder per person");
  parent->require_subcommand(1);
  const auto add = [&](const char* name, const char* help) {
    auto options = std::make_shared<EvalCommand>();
    auto* command = parent->add_subcommand(name, help);
    command->add_option("--images", options->images, "folder that holds a folder of pictures for each person")
        ->required();
    command->add_option("--face", options->face, "which face of a picture counts")
        ->check(CLI::IsMember({"central", "largest"}))
        ->capture_default_str();
    command->add_option("--errata", options->errata, "list of pairs with wrong labels; default: LFW's; none: no list");
    command->add_option("--json", options->json_file, "write the results as JSON to this file");
    command->add_option("--roc", options->roc_file, "write the ROC curve as SVG to this file");
    command->add_option("--threads", options->threads, "pictures read at the same time; 0: as many as cores");
    command->add_flag("--calibrate", options->calibrate, "fit and print the calibration table for the manifest");
    add_model_options(*command, options->models);
    command->callback([=, &action] { action = [=] { return eval(*options); }; });
    return std::pair{command, options};
  };
  const auto [lfw, lfw_options] = add("lfw", "The standard protocol of Labeled Faces in the Wild, and all pairs");
  lfw->add_option("--pairs", lfw_options->pairs, "pairs.txt or pairsDevTest.txt")->required();
  const auto [folder, folder_options] = add("folder", "All pairs of any folder per person");
  folder->add_option("--between", folder_options->between,
                     "only pairs of a picture of one sub-folder and one of another, for example frontal:profile");
}

void add_bench(CLI::App& app, Action& action) {
  auto* bench = app.add_subcommand("bench", "Measure speed; answers are checked first");
  bench->require_subcommand(1);
  auto options = std::make_shared<BenchEngineCommand>();
  auto* engine = bench->add_subcommand("engine", "From JPEG to embedding, stage by stage");
  engine->add_option("--image", options->image, "a photo with one face; of any size: a 640x480 JPEG is made of it")
      ->required();
  engine->add_option("--rounds", options->rounds, "how often each thing is measured")->capture_default_str();
  engine->add_option("--json", options->json_file, "write the results as JSON to this file");
  add_model_options(*engine, options->models);
  engine->callback([=, &action] { action = [=] { return bench_engine(*options); }; });
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App app("Mien: a self-hosted face identity service that speaks Amazon Rekognition's API.", "mien");
  app.set_version_flag("--version", std::string("mien ") + MIEN_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 done; 1 refused, not matched, or a check found something; 2 usage; 3 cannot reach or start.");
  Action action;
  add_serve(app, action);
  add_enroll(app, action);
  add_verify(app, action);
  add_people(app, action);
  add_detect(app, action);
  add_models(app, action);
  add_eval(app, action);
  add_bench(app, action);
  if (argc > 1 && argv[1][0] != '-' &&
      app.get_subcommands([&](const CLI::App* command) { return command->check_name(argv[1]); }).empty()) {
    std::fprintf(stderr, "mien: there is no command \"%s\"; mien --help lists them\n", argv[1]);
    return kUsage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  return action();
}

}  // namespace mien::cli

int main(int argc, char** argv) { return mien::cli::run(argc, argv); }
