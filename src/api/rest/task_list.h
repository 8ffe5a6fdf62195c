#pragma once

#include <functional>
#include <string_view>

#include "api/json/writer.h"
#include "api/rest/route.h"
#include "ports/clock.h"
#include "ports/tasks.h"

namespace mien::api::rest {

/// A kind of tasks as /v1 lists and repeats them: deliveries of webhooks, invocations of functions.
struct TaskList {
  TaskKind kind;
  std::string_view member;  ///< Of the listing: "deliveries".
  std::string_view target;  ///< Of the query and of each of them, the task's target: "webhook".
  std::string_view one;     ///< "delivery"
  /// Writes what only this kind has, into the open object.
  void (*write)(JsonWriter& json, const Task& task);
};

/// How far a task has come, into the open object.
void write_progress(JsonWriter& json, const Task& task);

/// One page, newest first, by the query's `state` and `target`.
/// @errors kInvalidArgument, kInvalidPageToken, kUnavailable
Answer<HttpResponse> list_tasks(const TaskList& list, const TaskStore& tasks, const Call& call);
/// The path's one waits again. @errors kNotFound, kChangedMeanwhile (it is waiting or done), kUnavailable
Answer<HttpResponse> retry_task(const TaskList& list, TaskStore& tasks, const Call& call, Timestamp now,
                                const std::function<void()>& wake);

}  // namespace mien::api::rest
