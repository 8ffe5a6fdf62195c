#pragma once

#include <string>
#include <string_view>

#include "api/account.h"
#include "api/setup/lambda_error.h"
#include "api/setup/lambda_path.h"
#include "app/functions/function_setup.h"
#include "app/functions/invoke_function.h"
#include "ports/function_runner.h"
#include "ports/functions.h"
#include "ports/http.h"

namespace mien::api::setup {

/// What Lambda's operations work on. Borrowed: all outlive it.
struct FunctionUse {
  FunctionStore& functions;
  app::FunctionSetup& setup;
  FunctionRunner& runner;
  app::InvokeFunctionLater& later;
  const Ids& ids;
};

/// What an operation answers.
struct LambdaReply {
  int status = 200;
  std::string body;
  std::vector<HttpHeader> headers{};
};

struct LambdaCall {
  const FunctionUse& use;
  const Account& account;
  const HttpRequest& request;
  const LambdaRoute& route;
};

LambdaResult<LambdaReply> run_lambda(const LambdaCall& call);

}  // namespace mien::api::setup
