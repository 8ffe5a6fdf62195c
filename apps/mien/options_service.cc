#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config.h"
#include "doctor_command.h"
#include "environment.h"
#include "exit_codes.h"
#include "options.h"
#include "serve/serve.h"

namespace mien::cli {

namespace {

/// The configuration while the line is read: flags are kept until the file and the environment are known.
struct Configuration {
  ServeConfig config;
  std::vector<Setting> settings;
  std::map<std::string, std::string> flags;
  std::string file;

  Result<void> resolve_all() {
    MIEN_TRY_VOID(resolve(config, settings, file, flags, environment));
    return check(config);
  }
};

/// The options of the configuration; the result lives as long as the command.
std::shared_ptr<Configuration> add_configuration(CLI::App& command) {
  auto state = std::make_shared<Configuration>();
  state->settings = settings_of(state->config);
  command
      .add_option(
          "--config", state->file,
          "configuration file (TOML); its keys are the options below, with _ for -. Intakes, routes, sites, functions, "
          "sources and webhooks are tables of it: docs/operations/running.md")
      ->envname("MIEN_CONFIG");
  for (const Setting& setting : state->settings)
    command
        .add_option_function<std::string>(
            setting.flag(), [state, key = setting.key](const std::string& text) { state->flags[key] = text; },
            setting.help + " (" + setting.variable() + ")")
        ->default_str(setting.toml());
  return state;
}

}  // namespace

void add_serve(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("serve", "Run the service until SIGTERM or Ctrl-C");
  auto print = std::make_shared<bool>(false);
  command->add_flag("--print-config", *print, "print the effective configuration, without secrets, and exit");
  const auto state = add_configuration(*command);
  command->footer(
      "The root key comes from MIEN_ROOT_ACCESS_KEY_ID and MIEN_ROOT_SECRET_ACCESS_KEY; without them the first start\n"
      "makes one, prints it once and keeps it in the data directory. The secrets of other keys are sealed with\n"
      "MIEN_SEALING_KEY. MIEN_HOOK_TOKEN lets servers bring events that can sign nothing.\n"
      "SIGHUP reads certificate and key again.\n" +
      command->get_footer());
  command->callback([state, print, &action] {
    action = [state, print] {
      if (const auto done = state->resolve_all(); !done) {
        report(done.error());
        return static_cast<int>(kUsage);
      }
      if (!*print) return serve(state->config);
      std::fputs(to_toml(state->config, state->settings).c_str(), stdout);
      return static_cast<int>(kDone);
    };
  });
}

void add_doctor(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("doctor", "Look at machine, models, data directory and port, and say what to do");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "print the findings as JSON");
  const auto state = add_configuration(*command);
  command->footer("Takes the options, file and variables of mien serve. Changes nothing; may run beside the server.\n" +
                  command->get_footer());
  command->callback([state, json, &action] {
    action = [state, json] {
      const auto resolved = state->resolve_all();
      return doctor_command({.config = state->config,
                             .config_file = state->file,
                             .config_error = resolved ? "" : resolved.error().message,
                             .json = *json});
    };
  });
}

}  // namespace mien::cli
