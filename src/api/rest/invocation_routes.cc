#include "api/rest/invocation_routes.h"

#include "api/rest/task_list.h"

namespace mien::api::rest {
namespace {

/// What the event says is not told: only which object it is about, where it is about one.
constexpr TaskList kInvocations{.kind = TaskKind::kFunction,
                                .member = "invocations",
                                .target = "function",
                                .one = "invocation",
                                .write = [](JsonWriter& json, const Task& task) {
                                  if (task.what.bucket.empty()) return;
                                  json.member("bucket", task.what.bucket).member("key", task.what.key);
                                }};

}  // namespace

std::vector<Route> InvocationRoutes::routes() const {
  using enum Access;
  using R = InvocationRoutes;
  return {
      {"GET", "/v1/functions/invocations?function&state&page_size&page_token", "list_invocations", kKey, Body::kNone,
       bound(*this, &R::list)},
      {"POST", "/v1/functions/invocations/{invocation_id}/retry", "retry_invocation", kKey, Body::kNone,
       bound(*this, &R::retry)},
  };
}

Answer<HttpResponse> InvocationRoutes::list(const Call& call) const { return list_tasks(kInvocations, tasks_, call); }

Answer<HttpResponse> InvocationRoutes::retry(const Call& call) const {
  return retry_task(kInvocations, tasks_, call, clock_.now(), wake_);
}

}  // namespace mien::api::rest
