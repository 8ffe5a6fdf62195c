#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/functions/function_setup.h"
#include "app/functions/zip_function.h"
#include "ports/function_runner.h"
#include "ports/functions.h"
#include "tables/function_table.h"

namespace mien::cli {

/// Knows how each function runs: one that is configured as its table says, any other by what was uploaded. Thread-safe.
class FunctionHosts final : public FunctionRunner, public app::FunctionChanges {
 public:
  /// Borrowed: all outlive this object.
  struct Ports {
    const FunctionStore& functions;
    app::ZipFunction::Ports zip;
  };
  /// Listens for the handlers of the functions that their owners run. @errors kUnavailable  a port is not to be had
  static Result<std::unique_ptr<FunctionHosts>> open(const std::vector<FunctionTable>& tables,
                                                     const FunctionsTable& allowed,
                                                     app::ZipFunction::Surroundings surroundings, Ports ports);
  ~FunctionHosts() override;

  bool knows(std::string_view function) const override;
  Result<FunctionOutcome> invoke(const Invocation& invocation) override;
  void changed(const FunctionName& name) noexcept override;

  /// Where this server is reached; before the first event.
  void set_endpoint_url(const std::string& url);
  /// Name and address of each endpoint that handlers are to connect to, for the operator.
  std::vector<std::pair<std::string, std::string>> endpoints() const;
  /// Ends processes that nobody asked for anything for long.
  void end_idle();
  /// Ends every process and every invocation; none begins any more.
  void close();

 private:
  using Zip = std::shared_ptr<app::ZipFunction>;
  struct Loaded {
    Uuid revision{};
    Zip function;
  };
  FunctionHosts(const FunctionsTable& allowed, app::ZipFunction::Surroundings surroundings, Ports ports)
      : allowed_(allowed), surroundings_(std::move(surroundings)), ports_(ports) {}
  const FunctionTable* table_of(std::string_view function) const;
  /// The function as it is stored now, with or without a process.
  Result<Zip> zip_of(std::string_view function);

  const FunctionsTable allowed_;
  app::ZipFunction::Surroundings surroundings_;  ///< Guarded by mutex_, as what is below it.
  const Ports ports_;
  std::vector<FunctionTable> tables_;                                               ///< Does not change.
  std::map<std::string, std::unique_ptr<FunctionEndpoint>, std::less<>> runtimes_;  ///< Likewise.
  std::mutex mutex_;
  std::map<std::string, Loaded, std::less<>> loaded_;
  bool is_closed_ = false;
};

}  // namespace mien::cli
