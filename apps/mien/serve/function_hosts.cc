#include "serve/function_hosts.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/limits.h"

namespace mien::cli {

using Run = FunctionTable::Run;

Result<std::unique_ptr<FunctionHosts>> FunctionHosts::open(const std::vector<FunctionTable>& tables,
                                                           const FunctionsTable& allowed,
                                                           app::ZipFunction::Surroundings surroundings, Ports ports) {
  std::unique_ptr<FunctionHosts> hosts(new FunctionHosts(allowed, std::move(surroundings), ports));
  hosts->tables_ = tables;
  for (const FunctionTable& table : tables) {
    if (table.run != Run::kRuntime) continue;
    auto endpoint = ports.zip.endpoints.open({.function = table.name.text(),
                                              .listen_address = table.listen_address,
                                              .port = table.listen_port,
                                              .timeout = std::chrono::seconds(table.timeout_s)});
    if (!endpoint) {
      endpoint.error().message += "; that is where the function " + table.name.text() + " is to be served";
      return std::unexpected(std::move(endpoint).error());
    }
    hosts->runtimes_.emplace(table.name.text(), *std::move(endpoint));
  }
  return hosts;
}

FunctionHosts::~FunctionHosts() { close(); }

const FunctionTable* FunctionHosts::table_of(std::string_view function) const {
  const auto at =
      std::ranges::find_if(tables_, [&](const FunctionTable& table) { return table.name.text() == function; });
  return at == tables_.end() ? nullptr : &*at;
}

bool FunctionHosts::knows(std::string_view function) const {
  const FunctionTable* table = table_of(function);
  if (table != nullptr && table->run != Run::kZip) return true;
  const auto name = FunctionName::parse(function);
  return name && ports_.functions.find(*name).has_value();
}

Result<FunctionOutcome> FunctionHosts::invoke(const Invocation& invocation) {
  const FunctionTable* table = table_of(invocation.function);
  if (table != nullptr && table->run == Run::kIntake)
    return fail(ErrorCode::kInvalidArgument,
                "The function is an intake of this server: it answers uploads, and no other events.");
  if (table != nullptr && table->run == Run::kRuntime)
    return runtimes_.find(invocation.function)->second->run(invocation);
  MIEN_TRY(const Zip zip, zip_of(invocation.function));
  return zip->invoke(invocation);
}

Result<FunctionHosts::Zip> FunctionHosts::zip_of(std::string_view function) {
  MIEN_TRY(const FunctionName name, FunctionName::parse(function));
  MIEN_TRY(Function stored, ports_.functions.find(name));
  if (!allowed_.allow_zip)
    return fail(ErrorCode::kAccessDenied,
                "The operator has not allowed uploaded functions to run: allow_zip under [functions].");
  Zip old;  // Goes without the mutex: its process may take a moment.
  const std::scoped_lock lock(mutex_);
  if (is_closed_) return fail(ErrorCode::kUnavailable, "The server is being stopped.");
  const auto at = loaded_.find(function);
  if (at != loaded_.end() && at->second.revision == stored.revision) return at->second.function;
  if (at != loaded_.end()) {
    old = std::move(at->second.function);
    loaded_.erase(at);
  }
  if (loaded_.size() >= limits::kFunctionProcessesMax)
    return fail(ErrorCode::kOverloaded, "As many uploaded functions as may are running; try again later.");
  const Uuid revision = stored.revision;
  auto made = std::make_shared<app::ZipFunction>(std::move(stored), surroundings_, ports_.zip);
  loaded_.emplace(std::string(function), Loaded{revision, made});
  return made;
}

/// What is at work on the old one comes to its end; then its process goes.
void FunctionHosts::changed(const FunctionName& name) noexcept {
  Zip old;
  const std::scoped_lock lock(mutex_);
  const auto at = loaded_.find(name.text());
  if (at == loaded_.end()) return;
  old = std::move(at->second.function);
  loaded_.erase(at);
}

void FunctionHosts::set_endpoint_url(const std::string& url) {
  const std::scoped_lock lock(mutex_);
  surroundings_.endpoint_url = allowed_.endpoint_url.empty() ? url : allowed_.endpoint_url;
}

std::vector<std::pair<std::string, std::string>> FunctionHosts::endpoints() const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [name, endpoint] : runtimes_) out.emplace_back(name, endpoint->address());
  return out;
}

void FunctionHosts::end_idle() {
  std::vector<std::pair<std::string, Zip>> all;
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& [name, loaded] : loaded_) all.emplace_back(name, loaded.function);
  }
  for (auto& [name, zip] : all) {
    if (!zip->end_if_idle()) continue;
    const std::scoped_lock lock(mutex_);
    // An event that came meanwhile holds it, too, and keeps it.
    const auto at = loaded_.find(name);
    if (at != loaded_.end() && at->second.function == zip && zip.use_count() == 2) loaded_.erase(at);
  }
}

void FunctionHosts::close() {
  std::map<std::string, Loaded, std::less<>> all;
  {
    const std::scoped_lock lock(mutex_);
    is_closed_ = true;
    all = std::exchange(loaded_, {});
  }
  for (const auto& [name, loaded] : all) loaded.function->close();
  for (const auto& [name, endpoint] : runtimes_) endpoint->close();
}

}  // namespace mien::cli
