#include "adapters/lambda_runtime/invocations.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "adapters/lambda_runtime/error_json.h"

namespace mien::lambda_runtime {
namespace {

FunctionOutcome failed(std::string type, std::string message) {
  FunctionOutcome::Failure failure{std::move(type), std::move(message)};
  std::string payload = to_json(failure);
  return {.payload_json = std::move(payload), .failure = std::move(failure)};
}

/// In Lambda's words.
FunctionOutcome timed_out(const std::string& request_id, std::chrono::milliseconds timeout) {
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.2f", static_cast<double>(timeout.count()) / 1000);
  return failed(std::string(kFunctionTimedOut),
                "RequestId: " + request_id + " Error: Task timed out after " + seconds + " seconds");
}

std::unexpected<Error> closed() { return fail(ErrorCode::kUnavailable, "The function is being stopped or changed."); }

}  // namespace

Result<void> Invocations::wait_until_taken(std::unique_lock<std::mutex>& lock, Job& job, const Patience& patience) {
  const auto deadline = std::min(Clock::now() + options_.take_timeout, patience.deadline());
  waiters_.wait_until(lock, patience.gone(), deadline, [&] { return job.state != Job::State::kWaiting || is_closed_; });
  if (job.state != Job::State::kWaiting) return {};
  std::erase_if(waiting_, [&](const auto& other) { return other.get() == &job; });
  if (is_closed_) return closed();
  MIEN_TRY_VOID(patience.check());
  if (!taken_.empty()) return fail(ErrorCode::kOverloaded, "The function is busy with earlier events.");
  return fail(ErrorCode::kUnavailable, "No process of the function asked for its events.");
}

Result<FunctionOutcome> Invocations::run(const FunctionRunner::Invocation& invocation) {
  auto job = std::make_shared<Job>();
  job->request_id = invocation.request_id;
  job->event_json = invocation.event_json;
  std::unique_lock lock(mutex_);
  if (is_closed_) return closed();
  forget_left_behind();
  if (waiting_.size() >= options_.queue_max)
    return fail(ErrorCode::kOverloaded, "Too many events of the function wait; try again later.");
  waiting_.push_back(job);
  runtimes_.notify_one();
  MIEN_TRY_VOID(wait_until_taken(lock, *job, invocation.patience));

  const auto deadline = std::min(job->deadline, invocation.patience.deadline());
  waiters_.wait_until(lock, invocation.patience.gone(), deadline,
                      [&] { return job->state == Job::State::kDone || is_closed_; });
  if (job->state == Job::State::kDone) return std::move(job->outcome);
  if (Clock::now() >= job->deadline) {
    taken_.erase(job->request_id);
    remember_late(job->request_id);
    return timed_out(job->request_id, options_.timeout);
  }
  if (is_closed_) return closed();
  // The handler goes on; its answer will be thrown away.
  MIEN_TRY_VOID(invocation.patience.check());
  return closed();
}

std::optional<Invocations::Event> Invocations::next(const Patience& patience) {
  std::unique_lock lock(mutex_);
  if (asking_ >= limits::kFunctionRuntimesMax) return std::nullopt;
  ++asking_;
  runtimes_.wait_until(lock, patience.gone(), patience.deadline(), [&] { return is_closed_ || !waiting_.empty(); });
  --asking_;
  if (is_closed_ || waiting_.empty() || patience.is_over()) {
    // Whoever was woken for an event that it does not take passes it on.
    if (!waiting_.empty()) runtimes_.notify_one();
    return std::nullopt;
  }
  const std::shared_ptr<Job> job = std::move(waiting_.front());
  waiting_.pop_front();
  job->state = Job::State::kTaken;
  job->deadline = Clock::now() + options_.timeout;
  std::erase(late_, job->request_id);
  taken_.insert_or_assign(job->request_id, job);
  waiters_.notify_all();
  return Event{job->request_id, std::move(job->event_json), clock_.now() + options_.timeout};
}

Invocations::Verdict Invocations::finish(std::string_view request_id, FunctionOutcome outcome) {
  const std::scoped_lock lock(mutex_);
  forget_left_behind();
  const auto at = taken_.find(request_id);
  if (at == taken_.end())
    return std::ranges::find(late_, request_id) != late_.end() ? Verdict::kTooLate : Verdict::kUnknown;
  const std::shared_ptr<Job> job = at->second;
  taken_.erase(at);
  end(*job, std::move(outcome));
  return Verdict::kAccepted;
}

void Invocations::end(Job& job, FunctionOutcome outcome) {
  job.outcome = std::move(outcome);
  job.state = Job::State::kDone;
  waiters_.notify_all();
}

void Invocations::fail_waiting(const FunctionOutcome& outcome) {
  const std::scoped_lock lock(mutex_);
  for (const auto& job : waiting_) end(*job, outcome);
  waiting_.clear();
}

void Invocations::fail_waiting(std::string_view type, std::string_view message) {
  const std::scoped_lock lock(mutex_);
  for (const auto& job : waiting_)
    end(*job, failed(std::string(type), "RequestId: " + job->request_id + " " + std::string(message)));
  waiting_.clear();
}

void Invocations::fail_taken(std::string_view type, std::string_view message) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [request_id, job] : taken_)
    end(*job, failed(std::string(type), "RequestId: " + request_id + " " + std::string(message)));
  taken_.clear();
}

void Invocations::close() {
  const std::scoped_lock lock(mutex_);
  is_closed_ = true;
  runtimes_.notify_all();
  waiters_.notify_all();
}

void Invocations::remember_late(const std::string& request_id) {
  late_.push_back(request_id);
  if (late_.size() > limits::kFunctionLateAnswersKept) late_.pop_front();
}

/// Those that ran out of time though nobody waited for them any more.
void Invocations::forget_left_behind() {
  const auto now = Clock::now();
  for (auto at = taken_.begin(); at != taken_.end();) {
    if (at->second->deadline > now || at->second.use_count() > 1) {
      ++at;
      continue;
    }
    remember_late(at->first);
    at = taken_.erase(at);
  }
}

}  // namespace mien::lambda_runtime
