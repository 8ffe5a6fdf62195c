#include "app/functions/zip_function.h"

#include <algorithm>
#include <exception>
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

std::unexpected<Error> is_being_stopped() {
  return fail(ErrorCode::kUnavailable, "The function is being stopped or changed.");
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
  const InProgress counted(*this);
  FunctionEndpoint* endpoint = nullptr;
  {
    Lock lock(mutex_);
    MIEN_TRY_VOID(ensure_running(lock, invocation.patience));
    endpoint = state_.endpoint.get();  // Stays until this object goes.
  }
  auto outcome = endpoint->run(invocation);
  {
    Lock lock(mutex_);
    state_.used = ports_.clock.now();
    if (outcome && !outcome->failure) {
      state_.has_answered = true;
      state_.failures = 0;
    }
    if (is_timeout(outcome) && state_.phase == Phase::kUp) {
      // A handler that does not come to an end would keep its process from the next event.
      state_.process->kill();
      let_go();
      ports_.log.warning("function_timed_out", {{"function", std::string_view(function_.name.text())}});
    }
    // Others may wait for a process: whoever cannot be served is told so when it has waited long enough.
    if (state_.invocations > 1) static_cast<void>(start_if_down(lock));
  }
  take_ended();
  return outcome;
}

Result<void> ZipFunction::ensure_running(Lock& lock, const Patience& patience) {
  while (state_.phase == Phase::kStarting) {
    const std::uint64_t seen = state_.starts;
    settled_.wait_until(lock, patience.gone(), patience.deadline(), [&] { return state_.starts != seen; });
    // Who waited for a start that failed does not try what just failed.
    if (state_.starts != seen && state_.start_error) return std::unexpected(*state_.start_error);
    MIEN_TRY_VOID(patience.check());
  }
  return start_if_down(lock);
}

Result<void> ZipFunction::start_if_down(Lock& lock) {
  if (state_.is_closed) return is_being_stopped();
  if (!function_.settings.runtime.starts_with("python3."))
    return fail(ErrorCode::kInvalidArgument, "Functions of this runtime cannot be run here: python3 only.");
  if (state_.phase != Phase::kDown) return {};
  if (state_.pause_until && *state_.pause_until > ports_.clock.now())
    return fail(ErrorCode::kUnavailable, "The handler's process has ended again and again; it is started again later.");
  return start(lock);
}

/// Reading and unpacking the code, a port and a process take their time: nobody is kept from the mutex meanwhile.
Result<void> ZipFunction::start(Lock& lock) {
  let_go();
  state_.ended.reserve(state_.ended.size() + 1);  // For settle(), which may not fail with a process in its hands.
  Start start{.generation = state_.generation,
              .key = ports_.keys.add(function_.name.text()),
              .is_unpacked = state_.is_unpacked,
              .address = state_.endpoint ? state_.endpoint->address() : std::string()};
  state_.has_answered = false;
  state_.phase = Phase::kStarting;
  lock.unlock();
  Result<void> begun;
  std::exception_ptr thrown;
  try {
    begun = begin(start);
  } catch (const std::exception&) {
    thrown = std::current_exception();
  }
  lock.lock();
  state_.phase = Phase::kDown;
  ++state_.starts;
  state_.start_error.reset();
  settled_.notify_all();  // They get the mutex when this one is done with it.
  if (thrown) {
    ports_.keys.remove(start.key.access_key_id);
    std::rethrow_exception(thrown);
  }
  return settle(std::move(start), std::move(begun));
}

Result<void> ZipFunction::begin(Start& start) {
  if (!start.is_unpacked) {
    const auto zip = ports_.objects.get(function_.code.object);
    if (!zip) return fail(ErrorCode::kUnavailable, "The function's code cannot be read.", zip.error().message);
    MIEN_TRY_VOID(ports_.archive.unpack(*zip, folder_));
    start.is_unpacked = true;
  }
  if (start.address.empty()) {
    MIEN_TRY(start.endpoint, ports_.endpoints.open({.function = function_.name.text(),
                                                    .timeout = std::chrono::seconds(function_.settings.timeout_s)}));
    start.address = start.endpoint->address();
  }
  FunctionSupervisor::Listener listener{
      .ended = [this, generation = start.generation](std::string_view how) { note_end(generation, how); },
      .line =
          [&log = ports_.log, name = function_.name.text()](std::string_view line) {
            // What a handler prints may name people: it is for whoever looks for a fault, and asks for it.
            log.write(Log::Level::kDebug, "function_output", {{"function", std::string_view(name)}, {"line", line}});
          }};
  auto process =
      ports_.supervisor.start({.arguments = {surroundings_.python, "-m", "awslambdaric", function_.settings.handler},
                               .folder = folder_,
                               .environment = environment(start)},
                              std::move(listener));
  if (!process) {
    ports_.log.warning("function_not_started", {{"function", std::string_view(function_.name.text())},
                                                {"reason", std::string_view(process.error().message)},
                                                {"detail", std::string_view(process.error().detail)}});
    return fail(ErrorCode::kUnavailable, "The handler's process could not be started.", process.error().detail);
  }
  start.process = *std::move(process);
  return {};
}

/// What a start made is kept, whatever became of the rest of it.
Result<void> ZipFunction::settle(Start start, Result<void> begun) {
  state_.is_unpacked = start.is_unpacked;
  if (start.endpoint) state_.endpoint = std::move(start.endpoint);
  if (start.process && state_.is_closed) state_.ended.push_back(std::move(start.process));
  if (!start.process) {
    ports_.keys.remove(start.key.access_key_id);
    if (begun) begun = is_being_stopped();
    state_.start_error = begun.error();
    return begun;
  }
  state_.process = std::move(start.process);
  state_.phase = Phase::kUp;
  state_.used = ports_.clock.now();
  state_.access_key_id = std::move(start.key.access_key_id);
  ports_.log.info("function_started", {{"function", std::string_view(function_.name.text())}});
  return {};
}

/// Nothing of this server's own environment is given on. HOME and the files of AWS's SDKs are named, because these
/// would else look for settings and credentials of whoever runs the server.
std::vector<std::string> ZipFunction::environment(const Start& start) const {
  const FunctionSettings& settings = function_.settings;
  std::map<std::string, std::string> all{
      {"PATH", std::string(kPath)},
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
  all.insert_or_assign("AWS_LAMBDA_RUNTIME_API", start.address);
  all.insert_or_assign("AWS_LAMBDA_FUNCTION_NAME", function_.name.text());
  all.insert_or_assign("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
  all.insert_or_assign("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", std::to_string(settings.memory_mb));
  all.insert_or_assign("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
  all.insert_or_assign("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function_.name.text());
  all.insert_or_assign("AWS_LAMBDA_LOG_STREAM_NAME", function_.revision.text());
  all.insert_or_assign("AWS_EXECUTION_ENV", "AWS_Lambda_" + settings.runtime);
  all.insert_or_assign("AWS_REGION", surroundings_.region);
  all.insert_or_assign("AWS_DEFAULT_REGION", surroundings_.region);
  all.insert_or_assign("AWS_ACCESS_KEY_ID", start.key.access_key_id);
  all.insert_or_assign("AWS_SECRET_ACCESS_KEY", start.key.secret);
  std::vector<std::string> out;
  for (const auto& [name, value] : all) out.push_back(name + "=" + value);
  return out;
}

void ZipFunction::let_go() {
  if (state_.process) state_.ended.push_back(std::move(state_.process));
  if (!state_.access_key_id.empty()) ports_.keys.remove(std::exchange(state_.access_key_id, {}));
  if (state_.phase == Phase::kUp) state_.phase = Phase::kDown;
  ++state_.generation;
}

ZipFunction::Processes ZipFunction::take_ended() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(state_.ended, {});
}

/// On the process's own thread, so it cannot be destroyed here.
void ZipFunction::note_end(Generation generation, std::string_view how) {
  Lock lock(mutex_);
  // It may end before whoever starts it has written that it is there.
  settled_.wait(lock, [&] { return generation != state_.generation || state_.phase != Phase::kStarting; });
  if (generation != state_.generation) return;
  const bool has_answered = state_.has_answered;
  let_go();
  state_.failures = has_answered ? 1 : state_.failures + 1;
  state_.pause_until = ports_.clock.now() + pause_after(state_.failures);
  ports_.log.warning("function_ended", {{"function", std::string_view(function_.name.text())}, {"how", how}});
  // One that never answered does not come further with the next event: who waits for it need not wait in vain.
  using Affected = FunctionEndpoint::Affected;
  state_.endpoint->fail(has_answered ? Affected::kTaken : Affected::kTakenAndWaiting, "Runtime.ExitError",
                        "Error: Runtime exited with error: " + std::string(how));
  if (has_answered && state_.invocations > 0) static_cast<void>(start_if_down(lock));
}

bool ZipFunction::end_if_idle() {
  {
    const Lock lock(mutex_);
    if (state_.invocations > 0 || state_.phase == Phase::kStarting) return false;
    const bool is_up = state_.phase == Phase::kUp;
    if (is_up && ports_.clock.now() - state_.used < limits::kFunctionIdleTimeout) return false;
    if (is_up) let_go();
  }
  for (const auto& idle : take_ended()) idle->stop();
  return true;
}

void ZipFunction::close() {
  {
    Lock lock(mutex_);
    state_.is_closed = true;
    settled_.wait(lock, [&] { return state_.phase != Phase::kStarting; });
    if (state_.endpoint) state_.endpoint->close();
    let_go();
  }
  take_ended();
}

}  // namespace mien::app
