#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "commands.h"

/// What each command can be told on the command line, grouped by what the commands need. Each command's own file does
/// the work.
namespace mien::cli {

/// What the chosen command will do; set while the line is parsed, run afterwards.
using Action = std::function<int()>;

/// Where models are, for every command that loads them: options_offline.cc.
void add_model_options(CLI::App& command, ModelOptions& options);

// Run the service, or look at what it would run on: options_service.cc.
void add_serve(CLI::App& app, Action& action);
void add_doctor(CLI::App& app, Action& action);

// Prepare https: options_tls.cc.
void add_tls(CLI::App& app, Action& action);

// Ask a running service: options_client.cc.
void add_enroll(CLI::App& app, Action& action);
void add_verify(CLI::App& app, Action& action);
void add_import(CLI::App& app, Action& action);
void add_people(CLI::App& app, Action& action);
void add_keys(CLI::App& app, Action& action);
void add_operators(CLI::App& app, Action& action);
void add_uploads(CLI::App& app, Action& action);

// Work with the models and pictures at hand: options_offline.cc.
void add_detect(CLI::App& app, Action& action);
void add_models(CLI::App& app, Action& action);
void add_eval(CLI::App& app, Action& action);

// Measure: options_bench.cc.
void add_bench(CLI::App& app, Action& action);

}  // namespace mien::cli
