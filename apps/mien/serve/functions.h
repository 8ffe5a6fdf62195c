#pragma once

#include <memory>
#include <string>

#include "adapters/lambda_zip/lambda_zip.h"
#include "adapters/process/process_supervisor.h"
#include "api/auth/function_key_ring.h"
#include "api/functions/function_gateway.h"
#include "api/setup/iam_operations.h"
#include "api/setup/lambda_operations.h"
#include "app/functions/awaited_functions.h"
#include "app/functions/function_setup.h"
#include "app/functions/invoke_function.h"
#include "app/intake/intake_triggers.h"
#include "app/tasks/task_workers.h"
#include "config.h"
#include "periodic_thread.h"
#include "serve/backends.h"
#include "serve/function_hosts.h"
#include "serve/runtime_endpoints.h"

namespace mien::cli {

/// Functions, in order of dependence: what runs them, what changes them, and the threads that hand events to them.
/// Borrows the backends and the other keys.
class Functions {
 public:
  /// Empties the folder that code is unpacked to, and listens for handlers that their owners run.
  /// @errors those of FunctionHosts::open, and kUnavailable (the folder)
  static Result<std::unique_ptr<Functions>> open(Backends& backends, const ServeConfig& config,
                                                 const api::KeyRing& others);
  Functions(const Functions&) = delete;
  Functions& operator=(const Functions&) = delete;

  /// Those of others, and of processes that run functions.
  const api::KeyRing& keys() const { return keys_; }
  app::IntakeTriggers::Functions triggers();
  api::setup::RoleSetup of_roles();
  api::setup::FunctionUse of_functions();
  /// Answers routes whose target is a function.
  const api::functions::FunctionGateway& gateway() const { return *gateway_; }

  /// Begins to hand out events. @param endpoint_url  of this server, as processes of this machine reach it
  void start(const std::string& endpoint_url);
  /// Ends every process; events that wait do so until the next start.
  void stop() noexcept;
  /// Has events looked for again that wait.
  void wake() noexcept;
  /// Tells on standard output where handlers are to connect.
  void announce() const;

 private:
  Functions(Backends& backends, const ServeConfig& config, const api::KeyRing& others);

  Backends& backends_;
  const std::vector<FunctionTable> tables_;
  const api::Account account_;
  LambdaZip archive_;
  ProcessSupervisor supervisor_;
  api::FunctionKeyRing keys_;
  RuntimeEndpoints endpoints_;
  std::unique_ptr<FunctionHosts> hosts_;
  std::unique_ptr<app::AwaitedFunctions> awaited_;
  std::unique_ptr<app::FunctionSetup> setup_;
  app::InvokeFunctionLater later_;
  std::unique_ptr<app::InvokeFunction> invoke_;
  std::unique_ptr<api::functions::FunctionGateway> gateway_;
  app::TaskNotices notices_;
  std::unique_ptr<app::TaskWorkers> workers_;
  std::unique_ptr<PeriodicThread> idle_;
};

/// Where processes of this machine reach a server that listens there.
std::string local_url(const std::string& address, std::uint16_t port, bool is_tls);

}  // namespace mien::cli
