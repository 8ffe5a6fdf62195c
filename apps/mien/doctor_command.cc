#include "doctor_command.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <future>

#include "adapters/http_client/http_client.h"
#include "adapters/http_server/tls.h"
#include "adapters/index_exact/kernel.h"
#include "adapters/process/process_supervisor.h"
#include "adapters/store_sqlite/store_inspection.h"
#include "app/functions/zip_function.h"
#include "core/time.h"
#include "cpu.h"
#include "doctor/disk.h"
#include "doctor/finding.h"
#include "doctor/machine.h"
#include "doctor/network.h"
#include "doctor/places.h"
#include "environment.h"
#include "exit_codes.h"
#include "self_test.h"
#include "serve/neighbours.h"
#include "tls/reload.h"

namespace mien::cli {
namespace {

using doctor::Check;
using doctor::Findings;
using doctor::Level;
using doctor::Peer;

Findings check_models(const ModelOptions& options) {
  const auto manifest = load_manifest(options);
  if (!manifest)
    return {
        {"", Level::kProblem, manifest.error().message, "Correct --manifest, or leave it out to use the shipped one."}};
  const auto pack = manifest->pack(options.pack);
  if (!pack)
    return {
        {"", Level::kProblem, pack.error().message, "Choose a pack with --model-pack; mien models list names them."}};
  const model_files::ModelFolder folder(models_folder(options));
  const std::string repair =
      "mien models fetch --models-dir " + folder.root().string() + " --model-pack " + options.pack;
  Findings out;
  std::size_t files = 0;
  for (const auto& check : folder.check(manifest->nets_of(*pack))) {
    ++files;
    if (check.state == model_files::ModelFolder::State::kGood) continue;
    const bool is_missing = check.state == model_files::ModelFolder::State::kMissing;
    out.push_back(
        {"", Level::kProblem,
         (folder.root() / check.file->path).string() + (is_missing ? " is missing" : " has another hash than it must"),
         repair});
  }
  if (out.empty())
    out.push_back({"", Level::kOk,
                   std::to_string(files) + " files of pack " + options.pack + " in " + folder.root().string() +
                       ", hashes right"});
  return out;
}

/// What several checks want to know, found out once and by the first that asks.
class Facts {
 public:
  explicit Facts(const ServeConfig& config)
      : machine(doctor::read_machine("/", usable_cores())), directory(inspect_data_directory(config.data_dir)) {}
  const doctor::MachineFacts machine;
  const DataDirectoryInspection directory;

  const Findings& models(const ModelOptions& options) {
    if (!models_) models_ = check_models(options);
    return *models_;
  }
  const std::optional<Result<StoreInspection>>& store() {
    if (is_store_known_) return store_;
    is_store_known_ = true;
    std::error_code error;
    const std::string file = directory.path + "/mien.db";
    if (!std::filesystem::exists(file, error)) return store_;
    const auto writer = directory.is_in_use ? InspectionOptions::Writer::kRunning : InspectionOptions::Writer::kNone;
    store_ = inspect_store(file, {.writer = writer});
    return store_;
  }
  std::optional<StoreInspection> good_store() {
    const auto& found = store();
    if (!found || !*found) return std::nullopt;
    return **found;
  }

 private:
  std::optional<Findings> models_{};
  std::optional<Result<StoreInspection>> store_{};  ///< None: there is no store.
  bool is_store_known_ = false;
};

Findings check_configuration(const DoctorCommand& command) {
  if (!command.config_error.empty())
    return {{"", Level::kProblem, command.config_error,
             "Correct it; mien serve --print-config shows what is in effect. The checks below use the defaults for "
             "what could not be read."}};
  return {{"", Level::kOk, command.config_file.empty() ? "no configuration file" : command.config_file}};
}

Findings check_engine(const ModelOptions& options, Facts& facts) {
  if (!doctor::is_all_well(facts.models(options)))
    return {{"", Level::kUnknown, "not tried: the model files are not what they must be"}};
  const std::string advice = "mien models verify; if the files are right, this build or this CPU cannot run them.";
  const auto models = LoadedModels::load(options, 1);
  if (!models) return {{"", Level::kProblem, models.error().message, advice}};
  const auto result = self_test(**models);
  if (!result) return {{"", Level::kProblem, "the models do not run: " + result.error().message, advice}};
  char text[120];
  std::snprintf(text, sizeof text, "the models run: %zu faces in a drawing without one, patterns resemble by %.4f",
                result->faces, static_cast<double>(result->cosine));
  const auto expected =
      options.manifest_file.empty() ? expected_cosine((*models)->pack().face_model_version) : std::nullopt;
  if (result->faces > 0 || (expected && std::abs(*expected - result->cosine) > kSelfTestTolerance))
    return {{"", Level::kProblem, std::string(text) + ", which is not what they must give",
             "Do not use this machine for faces: its templates would not compare with those of others. Report it with "
             "the CPU's name."}};
  return {{"", Level::kOk, text}};
}

Findings check_store(Facts& facts) {
  const auto& found = facts.store();
  if (!found) return {{"", Level::kOk, "there is none yet; the first start makes it"}};
  if (!*found) {
    const Error& error = found->error();
    const bool is_wrong = error.code == ErrorCode::kIncompatible;
    return {{"", is_wrong ? Level::kProblem : Level::kWarning,
             error.message + (error.detail.empty() ? "" : " (" + error.detail + ")"),
             is_wrong ? "Use the version of Mien that wrote it, or restore a backup."
                      : "Run mien doctor as the user who runs Mien."}};
  }
  const StoreInspection& store = **found;
  if (!store.damage.empty()) {
    const std::size_t others = store.damage.size() - 1;
    return {{"", Level::kProblem,
             "mien.db is damaged: " + store.damage.front() +
                 (others > 0 ? ", and at least " + std::to_string(others) + " places more" : ""),
             "Stop Mien, keep a copy of the data directory, and restore a backup."}};
  }
  std::string text = std::to_string(store.people) + " people, " + std::to_string(store.faces) + " faces, schema " +
                     std::to_string(store.schema_version);
  if (store.schema_version < store.newest_known_version)
    text += " (the next start makes it " + std::to_string(store.newest_known_version) + ")";
  text += store.is_partial ? "; no damage in the part that there was time to look at" : "; no damage";
  return {{"", Level::kOk, text}};
}

Findings check_secrets(const ServeConfig& config) {
  const auto proofs = Neighbours::find_proofs(config);
  if (!proofs)
    return {{"", Level::kProblem, proofs.error().message,
             "Set the variable where mien serve starts; mien doctor looks at its own environment."}};
  const std::size_t count = proofs->of_sources.size() + proofs->webhooks.size();
  return {{"", Level::kOk, count == 0 ? "none are needed" : "all that the configuration names are set"}};
}

/// Asks the Python that uploaded functions run with for what they need, as they would be started.
Findings check_functions(const FunctionsTable& functions) {
  if (!functions.allow_zip) return {{"", Level::kOk, "uploaded code is not run"}};
  const std::string advice =
      "pip install awslambdaric into a Python, and name that one as python in [functions], best by its whole path.";
  std::promise<std::string> end;
  ProcessSupervisor supervisor;
  const auto process = supervisor.start(
      {.arguments = {functions.python, "-c", "import awslambdaric"},
       .folder = "/",
       .environment = {"PATH=" + std::string(app::ZipFunction::kPath), "PYTHONDONTWRITEBYTECODE=1"}},
      {.ended = [&end](std::string_view how) { end.set_value(std::string(how)); }, .line = [](std::string_view) {}});
  if (!process)
    return {{"", Level::kProblem, functions.python + " cannot be started: " + process.error().detail, advice}};
  constexpr std::chrono::seconds kPatience{20};
  auto ended = end.get_future();
  if (ended.wait_for(kPatience) != std::future_status::ready)
    return {{"", Level::kWarning, functions.python + " does not answer", advice}};
  if (const std::string how = ended.get(); how != "exit status 0")
    return {{"", Level::kProblem, functions.python + " has no awslambdaric (" + how + ")", advice}};
  return {{"", Level::kOk, functions.python + " has awslambdaric"}};
}

/// Who answers at the address of the configuration. A server that speaks TLS is known by its own certificate.
Peer ask_peer(const ListenAddress& listen, const std::string& certificate) {
  std::string host = listen.address;
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  http_client::HttpClient http({.ca_file = certificate});
  return doctor::peer_of(http.send({.url = std::string(certificate.empty() ? "http://" : "https://") + host + ":" +
                                           std::to_string(listen.port) + "/readyz",
                                    .connect_timeout = std::chrono::milliseconds(2000),
                                    .timeout = std::chrono::milliseconds(4000),
                                    .bytes_max = 64 * 1024}));
}

Findings check_tls(const ServeConfig& config, std::chrono::sys_seconds now) {
  if (config.tls_cert.empty()) return {{"", Level::kOk, "not configured: plain http"}};
  const auto tls = http_server::Tls::load({.certificate = config.tls_cert, .key = config.tls_key});
  if (!tls)
    return {{"", Level::kProblem, tls.error().message, "mien tls init makes a pair; it also renews one that it made."}};
  const http_server::TlsCertificate certificate = (*tls)->certificate();
  const std::string until = config.tls_cert + " is valid until " + rfc3339(certificate.not_after);
  const std::string advice = "Renew it, and send SIGHUP to a running server.";
  switch (validity_of(certificate, now)) {
    case Validity::kNotYet:
      return {{"", Level::kProblem, config.tls_cert + " is not valid yet", "Correct the clock or the certificate."}};
    case Validity::kExpired:
      return {{"", Level::kProblem, until + ": it has expired", advice}};
    case Validity::kExpiresSoon:
      return {{"", Level::kWarning, until, advice}};
    case Validity::kGood:
      break;
  }
  return {{"", Level::kOk, until}};
}

std::vector<Check> checks_of(const DoctorCommand& command, Facts& facts, const Peer& peer,
                             const std::optional<ListenAddress>& listen) {
  const ServeConfig& config = command.config;
  const auto dimension = [&config]() -> std::size_t {
    const auto manifest = load_manifest(config.models);
    if (!manifest) return 512;
    const auto pack = manifest->pack(config.models.pack);
    return pack ? pack->dimension() : 512;
  };
  std::vector<Check> checks{
      {"configuration", [&] { return check_configuration(command); }},
      {"cpu",
       [&] { return doctor::check_cpu(facts.machine, std::string(index_exact::available_kernels().back().name)); }},
      {"cores", [&] { return doctor::check_cores(facts.machine, static_cast<std::size_t>(config.threads)); }},
      {"memory",
       [&, dimension] {
         const auto store = facts.good_store();
         return doctor::check_memory(facts.machine, dimension(),
                                     store ? std::optional<std::uint64_t>(store->faces) : std::nullopt);
       }},
      {"descriptors", [&] { return doctor::check_descriptors(facts.machine); }},
      {"models", [&] { return facts.models(config.models); }},
      {"engine", [&] { return check_engine(config.models, facts); }},
      {"data", [&] { return doctor::check_data_directory(facts.directory); }},
      {"filesystem",
       [&] {
         const auto volume = doctor::volume_of(facts.directory.path);
         return volume ? doctor::check_volume(*volume) : Findings{{"", Level::kUnknown, "the system does not say"}};
       }},
      {"space",
       [&] {
         const auto volume = doctor::volume_of(facts.directory.path);
         return volume ? doctor::check_space(*volume) : Findings{{"", Level::kUnknown, "the system does not say"}};
       }},
      {"sync", [&] { return doctor::check_sync(facts.directory.path); }},
      {"store", [&] { return check_store(facts); }},
      {"root-key", [&] { return doctor::check_root_key(facts.directory.path, environment); }},
      {"sealing-key",
       [&] {
         const auto store = facts.good_store();
         return doctor::check_sealing_key(facts.directory.path, store ? store->keys : 0, environment);
       }},
      {"secrets", [&] { return check_secrets(config); }},
      {"functions", [&] { return check_functions(config.uploaded_functions); }}};
  if (listen)
    checks.push_back({"port", [&] {
                        const int error =
                            peer.kind == Peer::Kind::kNobody ? doctor::try_to_listen(listen->address, listen->port) : 0;
                        return doctor::check_port(listen->address, listen->port, peer, error, facts.directory.is_in_use,
                                                  !config.tls_cert.empty());
                      }});
  checks.push_back(
      {"tls",
       [&] { return check_tls(config, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())); }});
  checks.push_back({"clock", [&] {
                      const auto store = facts.good_store();
                      const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
                      return doctor::check_clock(now, peer.clock, store ? store->newest_event : std::nullopt,
                                                 doctor::clock_state());
                    }});
  return checks;
}

}  // namespace

int doctor_command(const DoctorCommand& command) {
  Facts facts(command.config);
  const auto parsed = parse_listen(command.config.listen);
  const std::optional<ListenAddress> listen = parsed ? std::optional(*parsed) : std::nullopt;
  const Peer peer = listen && listen->port != 0 ? ask_peer(*listen, command.config.tls_cert) : Peer{};
  const Findings findings = doctor::run_checks(checks_of(command, facts, peer, listen));
  if (command.json)
    std::printf("%s\n", doctor::findings_json(findings).c_str());
  else
    std::fputs(doctor::findings_text(findings).c_str(), stdout);
  return doctor::is_all_well(findings) ? kDone : kRefused;
}

}  // namespace mien::cli
