#include <CLI/CLI.hpp>
#include <cstdio>
#include <new>
#include <string>

#include "exit_codes.h"
#include "options.h"

namespace mien::cli {

int run(int argc, char** argv) {
  CLI::App app("Mien: a self-hosted face identity service that speaks Amazon Rekognition's API.", "mien");
  app.set_version_flag("--version", std::string("mien ") + MIEN_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 done; 1 refused, not matched, or a check found something; 2 usage; 3 cannot reach or start.");
  Action action;
  add_serve(app, action);
  add_tls(app, action);
  add_doctor(app, action);
  add_enroll(app, action);
  add_verify(app, action);
  add_import(app, action);
  add_people(app, action);
  add_keys(app, action);
  add_operators(app, action);
  add_uploads(app, action);
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
  try {
    return action();
  } catch (const std::bad_alloc&) {
    std::fputs("mien: out of memory\n", stderr);
    return kCannotStart;
  }
}

}  // namespace mien::cli

int main(int argc, char** argv) { return mien::cli::run(argc, argv); }
