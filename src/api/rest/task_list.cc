#include "api/rest/task_list.h"

#include <string>

#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "core/time.h"

namespace mien::api::rest {
namespace {

void write_task(JsonWriter& json, const TaskList& list, const Task& task) {
  json.begin_object().member("id", task.what.id.text()).member(list.target, task.what.target);
  list.write(json, task);
  write_progress(json, task);
  json.end_object();
}

Result<TaskState> parse_state(std::string_view text) {
  for (const TaskState state : {TaskState::kWaiting, TaskState::kDone, TaskState::kRefused, TaskState::kFailed})
    if (name_of(state) == text) return state;
  return fail(ErrorCode::kInvalidArgument, "state must be waiting, done, refused or failed.");
}

Result<Task> task_of(const TaskList& list, const TaskStore& tasks, const Call& call) {
  const auto missing = [&] { return fail(ErrorCode::kNotFound, "There is no such " + std::string(list.one) + "."); };
  const auto id = TaskId::parse(call.ids.front());
  if (!id) return missing();
  auto task = tasks.find(*id);
  const bool is_missing = task ? task->what.kind != list.kind : task.error().code == ErrorCode::kNotFound;
  if (is_missing) return missing();
  return task;
}

}  // namespace

void write_progress(JsonWriter& json, const Task& task) {
  json.member("state", name_of(task.state));
  if (!task.outcome.empty()) json.member("outcome", task.outcome);
  if (!task.reason.empty()) json.member("reason", task.reason);
  json.key("attempts").unsigned_integer(task.attempts);
  json.member("created_at", rfc3339(task.what.created)).member("updated_at", rfc3339(task.updated));
  if (task.state == TaskState::kWaiting) json.member("next_attempt_at", rfc3339(task.due));
}

Answer<HttpResponse> list_tasks(const TaskList& list, const TaskStore& tasks, const Call& call) {
  TaskStore::Filter filter{.kind = list.kind, .target = std::string(call.query.get(list.target).value_or(""))};
  if (const auto state = call.query.get("state")) {
    MIEN_TRY(filter.state, parse_state(*state));
  }
  MIEN_TRY(PageRequest page, page_of(call.query));
  page.patience = call.request.patience;
  MIEN_TRY(const Page<Task> found, tasks.list(filter, page));
  JsonWriter json;
  json.begin_object().key(list.member).begin_array();
  for (const Task& task : found.items) write_task(json, list, task);
  json.end_array();
  if (!found.next.empty()) json.member("next_page_token", found.next);
  return json_response(200, json.end_object().take());
}

Answer<HttpResponse> retry_task(const TaskList& list, TaskStore& tasks, const Call& call, Timestamp now,
                                const std::function<void()>& wake) {
  MIEN_TRY(const Task before, task_of(list, tasks, call));
  MIEN_TRY_VOID(tasks.retry(before.what.id, now));
  wake();
  MIEN_TRY(const Task task, task_of(list, tasks, call));
  JsonWriter json;
  write_task(json, list, task);
  return json_response(202, json.take());
}

}  // namespace mien::api::rest
