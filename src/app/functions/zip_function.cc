#include "app/functions/zip_function.h"

#include <algorithm>
#include <utility>

#include "core/limits.h"

namespace mien::app {
namespace {

/// None after the first end: one event may have been its fault. Then a second, doubled each time.
std::chrono::seconds pause_after(std::uint32_t failures) {
  if (failures < 2) return std::chrono::seconds::zero();
  constexpr std::uint32_t kDoublingsMax = 16;  // Far beyond the longest pause.
  return std::min(limits::kFunctionRestartPauseMin * (std::int64_t{1} << std::min(failures - 2, kDoublingsMax)),
                  limits::kFunctionRestartPauseMax);
}

bool is_timeout(const Result<FunctionOutcome>& outcome) {
  return outcome && outcome->failure && outcome->failure->type == kFunctionTimedOut;
}

}  // namespace

ZipFunction::ZipFunction(Function function, const Surroundings& surroundings, Ports ports)
    : function_(std::move(function)),
      surroundings_(surroundings),
      ports_(ports),
      // One for each revision, so that an old process and a new one never share one.
      folder_(surroundings_.folder + "/" + function_.name.text() + "-" + function_.revision.text()) {}

ZipFunction::~ZipFunction() {
  close();
  ports_.archive.discard(folder_);
}

Result<FunctionOutcome> ZipFunction::invoke(const FunctionRunner::Invocation& invocation) {
  FunctionEndpoint* endpoint = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    MIEN_TRY_VOID(ensure_running());
    ++state_.invocations;
    endpoint = state_.endpoint.get();  // Stays until this object goes.
  }
  auto outcome = endpoint->run(invocation);
  {
    const std::scoped_lock lock(mutex_);
    --state_.invocations;
    state_.used = ports_.clock.now();
    if (outcome && !outcome->failure) {
      state_.has_answered = true;
      state_.failures = 0;
    }
    if (is_timeout(outcome) && state_.is_up) {
      // A handler that does not come to an end would keep its process from the next event.
      state_.process->kill();
      let_go();
      ports_.log.warning("function_timed_out", {{"function", std::string_view(function_.name.text())}});
    }
    // Others may wait for a process: whoever cannot be served is told so when it has waited long enough.
    if (state_.invocations > 0 && !state_.is_closed) static_cast<void>(ensure_running());
  }
  take_ended();
  return outcome;
}

Result<void> ZipFunction::ensure_running() {
  if (state_.is_closed) return fail(ErrorCode::kUnavailable, "The function is being stopped or changed.");
  if (!function_.settings.runtime.starts_with("python3."))
    return fail(ErrorCode::kInvalidArgument, "Functions of this runtime cannot be run here: python3 only.");
  if (state_.is_up) return {};
  const Timestamp now = ports_.clock.now();
  if (state_.pause_until && *state_.pause_until > now)
    return fail(ErrorCode::kUnavailable, "The handler's process has ended again and again; it is started again later.");
  MIEN_TRY_VOID(unpack());
  if (!state_.endpoint) {
    MIEN_TRY(state_.endpoint, ports_.endpoints.open({.function = function_.name.text(),
                                                     .timeout = std::chrono::seconds(function_.settings.timeout_s)}));
  }
  return start();
}

Result<void> ZipFunction::unpack() {
  if (state_.is_unpacked) return {};
  const auto zip = ports_.objects.get(function_.code.object);
  if (!zip) return fail(ErrorCode::kUnavailable, "The function's code cannot be read.", zip.error().message);
  MIEN_TRY_VOID(ports_.archive.unpack(*zip, folder_));
  state_.is_unpacked = true;
  return {};
}

Result<void> ZipFunction::start() {
  let_go();
  const FunctionKeys::Key key = ports_.keys.add(function_.name.text());
  const Generation generation = ++state_.generation;
  state_.has_answered = false;
  FunctionSupervisor::Listener listener{
      .ended = [this, generation](std::string_view how) { note_end(generation, how); },
      .line =
          [&log = ports_.log, name = function_.name.text()](std::string_view line) {
            // What a handler prints may name people: it is for whoever looks for a fault, and asks for it.
            log.write(Log::Level::kDebug, "function_output", {{"function", std::string_view(name)}, {"line", line}});
          }};
  auto process =
      ports_.supervisor.start({.arguments = {surroundings_.python, "-m", "awslambdaric", function_.settings.handler},
                               .folder = folder_,
                               .environment = environment(key)},
                              std::move(listener));
  if (!process) {
    ports_.keys.remove(key.access_key_id);
    ports_.log.warning("function_not_started", {{"function", std::string_view(function_.name.text())},
                                                {"reason", std::string_view(process.error().message)},
                                                {"detail", std::string_view(process.error().detail)}});
    return fail(ErrorCode::kUnavailable, "The handler's process could not be started.", process.error().detail);
  }
  state_.process = *std::move(process);
  state_.is_up = true;
  state_.used = ports_.clock.now();
  state_.access_key_id = key.access_key_id;
  ports_.log.info("function_started", {{"function", std::string_view(function_.name.text())}});
  return {};
}

/// Nothing of this server's own environment is given on. HOME and the files of AWS's SDKs are named, because these
/// would else look for settings and credentials of whoever runs the server.
std::vector<std::string> ZipFunction::environment(const FunctionKeys::Key& key) const {
  const FunctionSettings& settings = function_.settings;
  std::map<std::string, std::string> all{
      {"PATH", "/usr/local/bin:/usr/bin:/bin"},
      {"HOME", folder_},
      {"LANG", "C.UTF-8"},
      {"TZ", ":UTC"},
      {"PYTHONUNBUFFERED", "1"},
      {"AWS_CONFIG_FILE", "/dev/null"},
      {"AWS_SHARED_CREDENTIALS_FILE", "/dev/null"},
      {"AWS_EC2_METADATA_DISABLED", "true"},
      {"AWS_ENDPOINT_URL", surroundings_.endpoint_url},
  };
  if (!surroundings_.ca_bundle.empty()) all.insert_or_assign("AWS_CA_BUNDLE", surroundings_.ca_bundle);
  for (const auto& [name, value] : settings.environment) all.insert_or_assign(name, value);
  // Those that a function cannot set.
  all.insert_or_assign("_HANDLER", settings.handler);
  all.insert_or_assign("LAMBDA_TASK_ROOT", folder_);
  all.insert_or_assign("AWS_LAMBDA_RUNTIME_API", state_.endpoint->address());
  all.insert_or_assign("AWS_LAMBDA_FUNCTION_NAME", function_.name.text());
  all.insert_or_assign("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
  all.insert_or_assign("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", std::to_string(settings.memory_mb));
  all.insert_or_assign("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
  all.insert_or_assign("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function_.name.text());
  all.insert_or_assign("AWS_LAMBDA_LOG_STREAM_NAME", function_.revision.text());
  all.insert_or_assign("AWS_EXECUTION_ENV", "AWS_Lambda_" + settings.runtime);
  all.insert_or_assign("AWS_REGION", surroundings_.region);
  all.insert_or_assign("AWS_DEFAULT_REGION", surroundings_.region);
  all.insert_or_assign("AWS_ACCESS_KEY_ID", key.access_key_id);
  all.insert_or_assign("AWS_SECRET_ACCESS_KEY", key.secret);
  std::vector<std::string> out;
  for (const auto& [name, value] : all) out.push_back(name + "=" + value);
  return out;
}

void ZipFunction::let_go() {
  if (!state_.access_key_id.empty()) ports_.keys.remove(std::exchange(state_.access_key_id, {}));
  if (state_.process) state_.ended.push_back(std::move(state_.process));
  state_.is_up = false;
  ++state_.generation;
}

ZipFunction::Processes ZipFunction::take_ended() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(state_.ended, {});
}

/// On the process's own thread, so it cannot be destroyed here.
void ZipFunction::note_end(Generation generation, std::string_view how) {
  const std::scoped_lock lock(mutex_);
  if (generation != state_.generation) return;
  ports_.log.warning("function_ended", {{"function", std::string_view(function_.name.text())}, {"how", how}});
  const bool has_answered = state_.has_answered;
  let_go();
  state_.failures = has_answered ? 1 : state_.failures + 1;
  state_.pause_until = ports_.clock.now() + pause_after(state_.failures);
  // One that never answered does not come further with the next event: who waits for it need not wait in vain.
  using Affected = FunctionEndpoint::Affected;
  state_.endpoint->fail(has_answered ? Affected::kTaken : Affected::kTakenAndWaiting, "Runtime.ExitError",
                        "Error: Runtime exited with error: " + std::string(how));
  if (has_answered && state_.invocations > 0) static_cast<void>(ensure_running());
}

bool ZipFunction::end_if_idle() {
  {
    const std::scoped_lock lock(mutex_);
    if (state_.invocations > 0) return false;
    if (state_.is_up && ports_.clock.now() - state_.used < limits::kFunctionIdleTimeout) return false;
    if (state_.is_up) let_go();
  }
  for (const auto& idle : take_ended()) idle->stop();
  return true;
}

void ZipFunction::close() {
  {
    const std::scoped_lock lock(mutex_);
    state_.is_closed = true;
    if (state_.endpoint) state_.endpoint->close();
    let_go();
  }
  take_ended();
}

}  // namespace mien::app
