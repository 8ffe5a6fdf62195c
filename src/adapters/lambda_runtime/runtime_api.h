#pragma once

#include <string>

#include "adapters/lambda_runtime/invocations.h"
#include "ports/http.h"
#include "ports/log.h"

namespace mien::lambda_runtime {

/// AWS's Lambda runtime API for the handlers of one function: GET /2018-06-01/runtime/invocation/next, which waits for
/// an event, POST .../invocation/ID/response and .../ID/error, POST .../init/error. There is nothing in the protocol by
/// which a runtime could prove who it is: whoever can connect is one. So it is served on loopback only, and what a
/// browser sends for a page is refused. Thread-safe. Borrows all.
class RuntimeApi final : public HttpHandler {
 public:
  /// @param function  its name, for the log. @param arn  told to the handlers.
  RuntimeApi(std::string function, std::string arn, Invocations& invocations, Log& log)
      : function_(std::move(function)), arn_(std::move(arn)), invocations_(invocations), log_(log) {}

  Admission admit(const HttpHead& head) override;
  HttpResponse handle(const HttpRequest& request) override;
  HttpResponse refuse(const HttpHead& head, int status, std::string_view reason) override;

 private:
  HttpResponse next(const Patience& patience);
  HttpResponse finish(std::string_view request_id, FunctionOutcome outcome);
  HttpResponse init_error(const HttpRequest& request);

  const std::string function_;
  const std::string arn_;
  Invocations& invocations_;
  Log& log_;
};

}  // namespace mien::lambda_runtime
