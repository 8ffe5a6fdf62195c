#include <CLI/CLI.hpp>
#include "serve.h"
#include <cstdlib>
#include "commands.h"
#include "exit_codes.h"
using namespace mien::cli;
int main(int argc, char** argv) {
  CLI::App app("x"); app.require_subcommand(1);
  EvalCommand e; auto* ev=app.add_subcommand("eval"); ev->add_option("--images",e.images); ev->add_option("--pairs",e.pairs); ev->add_option("--face",e.face); ev->add_option("--between",e.between); ev->add_flag("--calibrate",e.calibrate); ev->add_option("--roc",e.roc_file); ev->add_option("--json",e.json_file); ev->add_option("--models-dir",e.models.models_dir); ev->add_option("--model-pack",e.models.pack);
  ModelsCommand m; auto* ml=app.add_subcommand("models-list");
  ServeConfig sc; auto* sv=app.add_subcommand("serve"); sv->add_option("--data-dir",sc.data_dir); sv->add_option("--listen",sc.listen); sv->add_option("--models-dir",sc.models.models_dir);
  CLI11_PARSE(app, argc, argv);
  if (*sv) { auto s = settings_of(sc); return serve(sc);}
  if (*ev) return eval(e);
  if (*ml) return models_list(m);
}
