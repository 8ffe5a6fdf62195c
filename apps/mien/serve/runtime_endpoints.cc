#include "serve/runtime_endpoints.h"

#include <thread>
#include <utility>

#include "adapters/http_server/http_server.h"
#include "adapters/lambda_runtime/invocations.h"
#include "adapters/lambda_runtime/runtime_api.h"
#include "core/limits.h"

namespace mien::cli {
namespace {

using http_server::HttpServer;
using lambda_runtime::Invocations;

http_server::Options options_of(const FunctionEndpoints::Settings& settings) {
  // For those that answer while all others wait for events.
  constexpr std::size_t kAnswering = 4;
  http_server::Options options;
  options.address = settings.listen_address;
  options.port = settings.port;
  options.handler_threads = limits::kFunctionRuntimesMax + kAnswering;
  options.handler_queue_max = 2 * options.handler_threads;
  options.connections_max = 4 * options.handler_threads;
  options.connections_per_address_max = options.connections_max;
  options.bodies_bytes_max = 2 * kAnswering * limits::kFunctionPayloadBytesMax;
  options.bodies_bytes_per_address_max = options.bodies_bytes_max;
  options.bodies_bytes_unproven_max = options.bodies_bytes_max;
  // A runtime waits for an event as long as there is none, and says nothing while its handler is at work.
  options.answer_timeout = std::chrono::hours(24 * 365);
  options.idle_timeout = std::chrono::seconds(limits::kFunctionTimeoutSMax) + limits::kIdleTimeout;
  options.drain_timeout = std::chrono::milliseconds(500);
  return options;
}

class RuntimeEndpoint final : public FunctionEndpoint {
 public:
  RuntimeEndpoint(const FunctionEndpoints::Settings& settings, const api::Account& account, const Clock& clock,
                  Log& log)
      : invocations_({.timeout = settings.timeout}, clock),
        api_(settings.function,
             "arn:aws:lambda:" + account.region + ":" + account.id + ":function:" + settings.function, invocations_,
             log) {}
  RuntimeEndpoint(const RuntimeEndpoint&) = delete;
  RuntimeEndpoint& operator=(const RuntimeEndpoint&) = delete;
  ~RuntimeEndpoint() override {
    invocations_.close();
    if (server_) server_->stop();
  }

  Result<void> listen(const FunctionEndpoints::Settings& settings) {
    MIEN_TRY(server_, HttpServer::listen(options_of(settings), api_));
    const bool is_six = server_->address().find(':') != std::string::npos;
    address_ = (is_six ? "[" + server_->address() + "]" : server_->address()) + ":" + std::to_string(server_->port());
    thread_ = std::jthread([this] { server_->run(); });
    return {};
  }
  const std::string& address() const override { return address_; }
  Result<FunctionOutcome> run(const FunctionRunner::Invocation& invocation) override {
    return invocations_.run(invocation);
  }
  void fail(Affected affected, std::string_view type, std::string_view message) override {
    invocations_.fail_taken(type, message);
    if (affected == Affected::kTakenAndWaiting) invocations_.fail_waiting(type, message);
  }
  void close() override { invocations_.close(); }

 private:
  Invocations invocations_;
  lambda_runtime::RuntimeApi api_;
  std::unique_ptr<HttpServer> server_;
  std::string address_;
  std::jthread thread_;  ///< Last: it ends before the server goes.
};

}  // namespace

Result<std::unique_ptr<FunctionEndpoint>> RuntimeEndpoints::open(const Settings& settings) {
  auto endpoint = std::make_unique<RuntimeEndpoint>(settings, account_, clock_, log_);
  MIEN_TRY_VOID(endpoint->listen(settings));
  return endpoint;
}

}  // namespace mien::cli
