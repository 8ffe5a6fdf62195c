#include <memory>

#include "options.h"

namespace mien::cli {
namespace {

void add_bench_engine(CLI::App& bench, Action& action) {
  auto options = std::make_shared<BenchEngineCommand>();
  auto* command = bench.add_subcommand("engine", "From JPEG to embedding, stage by stage");
  command->add_option("--image", options->image, "a photo with one face; of any size: a 640x480 JPEG is made of it")
      ->required();
  command->add_option("--rounds", options->rounds, "how often each thing is measured")->capture_default_str();
  command->add_option("--json", options->json_file, "write the results as JSON to this file");
  add_model_options(*command, options->models);
  command->callback([=, &action] { action = [=] { return bench_engine(*options); }; });
}

void add_bench_search(CLI::App& bench, Action& action) {
  auto options = std::make_shared<BenchSearchCommand>();
  auto* command = bench.add_subcommand("search", "Exact search and starts over galleries of synthetic faces");
  command->add_option("--faces", options->faces, "sizes of galleries, for example 100000,1000000")
      ->delimiter(',')
      ->check(CLI::Range(std::size_t{1000}, std::size_t{100'000'000}))
      ->capture_default_str();
  command->add_option("--dimension", options->dimension, "of the embeddings; default: the model pack's")
      ->check(CLI::Range(std::size_t{8}, std::size_t{8192}));
  command->add_option("--kernel", options->kernel, "of the index, for example avx2; default: this machine's fastest");
  command->add_option("--scratch", options->scratch,
                      "folder for a store and a segment, about 4 GB for a million faces; default: the system's for "
                      "temporary files");
  command->add_option("--json", options->json_file, "write the results as JSON to this file");
  add_model_options(*command, options->models);
  command->callback([=, &action] { action = [=] { return bench_search(*options); }; });
}

void add_bench_peak(CLI::App& bench, Action& action) {
  auto options = std::make_shared<BenchPeakCommand>();
  auto* command = bench.add_subcommand("peak", "What cores and memory of this machine give at most");
  command->add_option("--json", options->json_file, "write the results as JSON to this file");
  command->callback([=, &action] { action = [=] { return bench_peak(*options); }; });
}

void add_bench_http(CLI::App& bench, Action& action) {
  auto options = std::make_shared<BenchHttpCommand>();
  auto* command = bench.add_subcommand(
      "http", "SearchFacesByImage over HTTP: a server of its own on a temporary gallery, or one that runs already");
  command->add_option("--image", options->image, "a photo with one face")->required();
  command->add_option("--stranger", options->stranger, "a photo of somebody else, who must not be found");
  command->add_option("--faces", options->faces, "faces in the gallery")->capture_default_str();
  command->add_option("--connections", options->connections, "of the closed loops")
      ->delimiter(',')
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--seconds", options->seconds, "how long each load lasts")
      ->check(CLI::Range(0.1, 600.0))
      ->capture_default_str();
  command->add_flag("--closed-only", options->closed_only, "only closed loops");
  auto* rate = command->add_option("--rate", options->rate, "only open loops, at so many requests a second")
                   ->check(CLI::PositiveNumber);
  command
      ->add_option("--overload", options->overload,
                   "only the peak and then so many times as much; exit 1 if goodput or refusals miss their budget")
      ->check(CLI::Range(1.0, 100.0))
      ->excludes(rate);
  command->add_option("--json", options->json_file, "write the results as JSON to this file");
  auto* url = command->add_option("--url", options->url,
                                  "measure this server (http only); key from MIEN_ACCESS_KEY_ID and "
                                  "MIEN_SECRET_ACCESS_KEY; nothing is stored in it");
  command->add_option("--collection", options->collection, "where to search, with --url")->needs(url);
  command->add_option("--peer", options->peer, "measure another service: the picture is the whole body of a POST there")
      ->excludes(url);
  add_model_options(*command, options->models);
  command->callback([=, &action] { action = [=] { return bench_http(*options); }; });
}

}  // namespace

void add_bench(CLI::App& app, Action& action) {
  auto* bench = app.add_subcommand("bench", "Measure speed; answers are checked first");
  bench->require_subcommand(1);
  add_bench_engine(*bench, action);
  add_bench_search(*bench, action);
  add_bench_http(*bench, action);
  add_bench_peak(*bench, action);
}

}  // namespace mien::cli
