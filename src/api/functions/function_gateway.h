#pragma once

#include <string>
#include <string_view>

#include "api/account.h"
#include "api/functions/proxy_event.h"
#include "ports/clock.h"
#include "ports/function_runner.h"
#include "ports/http.h"
#include "ports/ids.h"

namespace mien::api::functions {

/// Answers HTTP requests by functions, as API Gateway's REST APIs do: the handler is given a proxy event and says
/// status, headers and body. A handler's error, timeout or malformed answer is 502 {"message":"Internal server error"};
/// where it cannot be asked now, 503. Thread-safe. Borrows all.
class FunctionGateway {
 public:
  FunctionGateway(FunctionRunner& runner, const Clock& clock, const Ids& ids, const Account& account)
      : runner_(runner), clock_(clock), ids_(ids), account_(account) {}

  struct Answer {
    HttpResponse response;
    /// "ok", "bad_query", "function_error", "timeout", "malformed_answer", "overloaded", "unavailable", "not_runnable".
    std::string_view outcome;
    std::string log_detail{};  ///< No text of the caller's or the handler's.
  };
  Answer serve(const HttpRequest& request, std::string_view function, const ProxyRoute& route) const;

 private:
  FunctionRunner& runner_;
  const Clock& clock_;
  const Ids& ids_;
  const Account& account_;
};

}  // namespace mien::api::functions
