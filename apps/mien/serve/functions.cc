#include "serve/functions.h"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <utility>

#include "api/functions/s3_event.h"
#include "serve/task_report.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;

/// Code is unpacked anew by every process of this server: what another left is of no use.
Result<void> empty_folder(const std::string& folder) {
  try {
    fs::remove_all(folder);
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);
    return {};
  } catch (const std::exception& exception) {
    return fail(ErrorCode::kUnavailable, folder + " cannot be emptied.", exception.what());
  }
}

/// `mien tls init` leaves the authority beside the certificate.
std::string ca_bundle_of(const ServeConfig& config) {
  if (!config.uploaded_functions.ca_bundle.empty() || config.tls_cert.empty())
    return config.uploaded_functions.ca_bundle;
  const fs::path beside = fs::path(config.tls_cert).parent_path() / "ca.pem";
  std::error_code error;
  return fs::exists(beside, error) ? fs::absolute(beside, error).string() : std::string();
}

}  // namespace

Functions::Functions(Backends& b, const ServeConfig& config, const api::KeyRing& others)
    : backends_(b),
      tables_(config.functions),
      account_{config.region, config.account_id},
      keys_(others, b.ids),
      endpoints_(account_, b.clock, *b.log),
      later_(b.store->tasks(), b.clock, [this] { wake(); }) {}

Result<std::unique_ptr<Functions>> Functions::open(Backends& b, const ServeConfig& config, const api::KeyRing& others) {
  const std::string folder = b.directory->path() + "/functions";
  MIEN_TRY_VOID(empty_folder(folder));
  std::unique_ptr<Functions> all(new Functions(b, config, others));
  MIEN_TRY(all->hosts_, FunctionHosts::open(config.functions, config.uploaded_functions,
                                            {.python = config.uploaded_functions.python,
                                             .region = config.region,
                                             .endpoint_url = {},
                                             .ca_bundle = ca_bundle_of(config),
                                             .folder = folder},
                                            {b.store->functions(),
                                             {*b.objects, all->archive_, all->endpoints_, all->supervisor_, all->keys_,
                                              b.clock, *b.log}}));
  all->setup_ = std::make_unique<app::FunctionSetup>(app::FunctionSetup::Ports{
      b.store->functions(), b.store->roles(), *b.objects, all->archive_, b.clock, b.ids, *all->hosts_});
  all->invoke_ = std::make_unique<app::InvokeFunction>(*all->hosts_, b.clock);
  all->awaited_ = std::make_unique<app::AwaitedFunctions>(
      *all->hosts_, app::AwaitedFunctions::Limits{.each_max = limits::kFunctionRequestsMax,
                                                  .all_max = limits::kFunctionRequestsOfAllMax});
  all->gateway_ = std::make_unique<api::functions::FunctionGateway>(*all->awaited_, b.clock, b.ids, all->account_);
  return all;
}

app::IntakeTriggers::Functions Functions::triggers() {
  return {.knows = [this](std::string_view name) { return hosts_->knows(name); },
          .intakes = intakes_of_functions(tables_),
          .event =
              [this](std::string_view function, const ObjectEvent& event, const NotificationRule& rule) {
                return api::functions::s3_event_json(event, event_keys_of(tables_, function), rule.id, account_);
              },
          .wake = [this] { wake(); }};
}

api::setup::RoleSetup Functions::of_roles() { return {backends_.store->roles(), backends_.clock, backends_.ids}; }

api::setup::FunctionUse Functions::of_functions() {
  return {backends_.store->functions(), *setup_, *awaited_, later_, backends_.ids};
}

void Functions::start(const std::string& endpoint_url) {
  hosts_->set_endpoint_url(endpoint_url);
  workers_ = std::make_unique<app::TaskWorkers>(
      app::TaskWorkers::Ports{backends_.store->tasks(), backends_.clock, *invoke_, notices_},
      app::TaskWorkers::Options{
          .kind = TaskKind::kFunction, .threads = limits::kFunctionWorkers, .retry = app::kFunctionRetryPolicy},
      report_to(*backends_.log, "function_invoked"));
  idle_ = std::make_unique<PeriodicThread>(
      std::chrono::minutes(1), [this](const std::stop_token&) { hosts_->end_idle(); },
      warns_of("functions_idle_failed", *backends_.log));
}

void Functions::wake() noexcept {
  if (workers_) workers_->wake();
}

void Functions::stop() noexcept {
  if (idle_) idle_->stop();
  if (workers_) workers_->stop();
  hosts_->close();
}

void Functions::announce() const {
  for (const auto& [name, address] : hosts_->endpoints())
    std::printf("mien: handlers of the function %s are served at AWS_LAMBDA_RUNTIME_API=%s\n", name.c_str(),
                address.c_str());
  std::fflush(stdout);
}

std::string local_url(const std::string& address, std::uint16_t port, bool is_tls) {
  std::string host = address;
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  if (host.contains(':')) host = "[" + host + "]";
  return std::string(is_tls ? "https" : "http") + "://" + host + ":" + std::to_string(port);
}

}  // namespace mien::cli
