#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "api/rest/route.h"
#include "ports/clock.h"
#include "ports/tasks.h"

namespace mien::api::rest {

/// Events that functions were to get and nobody waits for.
class InvocationRoutes {
 public:
  /// @param wake  there are invocations again. The others are borrowed and outlive this object.
  InvocationRoutes(TaskStore& tasks, const Clock& clock, std::function<void()> wake)
      : tasks_(tasks), clock_(clock), wake_(std::move(wake)) {}

  /// They borrow this object.
  std::vector<Route> routes() const;

 private:
  Answer<HttpResponse> list(const Call& call) const;
  Answer<HttpResponse> retry(const Call& call) const;

  TaskStore& tasks_;
  const Clock& clock_;
  std::function<void()> wake_;
};

}  // namespace mien::api::rest
