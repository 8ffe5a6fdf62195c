#include <cstdio>
#include <filesystem>
#include <set>

#include "adapters/http_client/download.h"
#include "api/json/writer.h"
#include "commands.h"
#include "core/ascii.h"
#include "exit_codes.h"
#include "printable.h"

namespace mien::cli {
namespace {

using model_files::ModelFolder;
using model_files::NetEntry;

/// The nets of the chosen pack, or of all.
Result<std::vector<const NetEntry*>> chosen_nets(const ModelsCommand& command, const model_files::Manifest& manifest) {
  std::set<const NetEntry*> seen;
  std::vector<const NetEntry*> nets;
  const auto add = [&](const ModelPack& pack) {
    for (const NetEntry* net : manifest.nets_of(pack))
      if (seen.insert(net).second) nets.push_back(net);
  };
  if (command.every_pack) {
    for (const auto& [name, pack] : manifest.packs()) add(pack);
  } else {
    MIEN_TRY(const ModelPack pack, manifest.pack(command.models.pack));
    add(pack);
  }
  return nets;
}

const char* word(ModelFolder::State state) {
  switch (state) {
    case ModelFolder::State::kGood:
      return "good";
    case ModelFolder::State::kMissing:
      return "missing";
    case ModelFolder::State::kAltered:
      return "altered";
  }
  return "";
}

void print_json(const model_files::Manifest& manifest, const ModelFolder& folder) {
  api::JsonWriter out;
  out.begin_object().member("models_dir", folder.root().string()).key("packs").begin_array();
  for (const auto& [name, pack] : manifest.packs()) {
    out.begin_object().member("name", name).member("face_model_version", pack.face_model_version);
    out.key("dimension").integer(static_cast<std::int64_t>(pack.dimension()));
    out.member("calibrated_on", pack.calibrated_on).key("nets").begin_array();
    for (const NetEntry* net : manifest.nets_of(pack)) out.string(net->name);
    out.end_array().end_object();
  }
  out.end_array().key("files").begin_array();
  for (const auto& [name, net] : manifest.nets()) {
    const NetEntry* entry = &net;
    for (const auto& check : folder.check({&entry, 1})) {
      out.begin_object().member("net", name).member("path", check.file->path).member("state", word(check.state));
      out.member("sha256", hex(check.file->sha256)).member("licence", net.licence);
      out.member("url", check.file->url).key("bytes").integer(static_cast<std::int64_t>(check.file->bytes));
      out.end_object();
    }
  }
  out.end_array().end_object();
  std::printf("%s\n", out.take().c_str());
}

}  // namespace

int models_list(const ModelsCommand& command) {
  const auto manifest = load_manifest(command.models);
  if (!manifest) return report(manifest.error());
  const ModelFolder folder(models_folder(command.models));
  if (command.json) {
    print_json(*manifest, folder);
    return kDone;
  }
  std::printf("models folder: %s\n\n", folder.root().c_str());
  std::printf("%-10s %-8s %-9s %s\n", "pack", "version", "template", "nets");
  for (const auto& [name, pack] : manifest->packs()) {
    std::string nets;
    for (const NetEntry* net : manifest->nets_of(pack)) nets += (nets.empty() ? "" : " + ") + net->name;
    std::printf("%-10s %-8s %-9zu %s\n", printable(name).c_str(), printable(pack.face_model_version).c_str(),
                pack.dimension(), printable(nets).c_str());
  }
  std::printf("\n%-8s %-10s %9s  %s\n", "state", "licence", "bytes", "file");
  for (const auto& [name, net] : manifest->nets()) {
    const NetEntry* entry = &net;
    for (const auto& check : folder.check({&entry, 1}))
      std::printf("%-8s %-10s %9llu  %s\n", word(check.state), printable(net.licence).c_str(),
                  static_cast<unsigned long long>(check.file->bytes), printable(check.file->path).c_str());
  }
  return kDone;
}

int models_fetch(const ModelsCommand& command) {
  const auto manifest = load_manifest(command.models);
  if (!manifest) return report(manifest.error());
  const auto nets = chosen_nets(command, *manifest);
  if (!nets) return report(nets.error());
  std::error_code no_folder;
  if (!command.mirror.empty() && !std::filesystem::is_directory(command.mirror, no_folder)) {
    std::fprintf(stderr, "mien: --mirror: there is no folder %s\n", printable(command.mirror).c_str());
    return kUsage;
  }
  const ModelFolder folder(models_folder(command.models));
  std::printf("models folder: %s\n", folder.root().c_str());
  const auto fetched = folder.fetch(*nets, command.mirror, &http_client::download,
                                    [](const std::string& line) { std::printf("%s\n", printable(line).c_str()); });
  return fetched ? kDone : report(fetched.error());
}

int models_verify(const ModelsCommand& command) {
  const auto manifest = load_manifest(command.models);
  if (!manifest) return report(manifest.error());
  const auto nets = chosen_nets(command, *manifest);
  if (!nets) return report(nets.error());
  const ModelFolder folder(models_folder(command.models));
  int code = kDone;
  for (const auto& check : folder.check(*nets)) {
    std::printf("%-8s %s  %s\n", word(check.state), hex(check.file->sha256).c_str(),
                printable(check.file->path).c_str());
    if (check.state != ModelFolder::State::kGood) code = kRefused;
  }
  if (!command.every_pack)
    std::printf("These are the files of pack %s; --all looks at those of every pack.\n", command.models.pack.c_str());
  if (code != kDone) std::printf("Repair with: mien models fetch --models-dir %s\n", folder.root().c_str());
  return code;
}

}  // namespace mien::cli
