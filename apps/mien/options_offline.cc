#include <memory>
#include <utility>

#include "options.h"

namespace mien::cli {

void add_model_options(CLI::App& command, ModelOptions& options) {
  command.add_option("--models-dir", options.models_dir, "folder of the model files")->envname("MIEN_MODELS_DIR");
  command.add_option("--manifest", options.manifest_file, "model manifest to use instead of the one compiled in")
      ->envname("MIEN_MANIFEST");
  command.add_option("--model-pack", options.pack, "model pack: see mien models list")
      ->envname("MIEN_MODEL_PACK")
      ->capture_default_str();
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

}  // namespace mien::cli
