#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config.h"
#include "exit_codes.h"
#include "options.h"
#include "serve.h"

namespace mien::cli {

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
      "makes one, prints it once and keeps it in the data directory.\n"
      "SIGHUP reads certificate and key again.");
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
      if (const auto sound = check(state->config); !sound) {
        report(sound.error());
        return static_cast<int>(kUsage);
      }
      if (!state->print) return serve(state->config);
      std::fputs(to_toml(state->settings).c_str(), stdout);
      return static_cast<int>(kDone);
    };
  });
}

}  // namespace mien::cli
