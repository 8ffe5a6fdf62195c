#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/objects/object_policy.h"
#include "app/people_policy.h"
#include "core/limits.h"
#include "engine_setup.h"
#include "tables/function_table.h"
#include "tables/hook_tables.h"
#include "tables/read_tables.h"
#include "tables/route_table.h"

namespace mien::cli {

/// Everything that `mien serve` can be told, with its defaults. Secrets are not among it: they come from the
/// environment or the data directory.
struct ServeConfig {
  std::string data_dir;  ///< Default: $XDG_DATA_HOME/mien/data, else ~/.local/share/mien/data.
  std::string listen = "127.0.0.1:8080";
  std::string region = "us-east-1";
  std::string account_id = "123456789012";
  ModelOptions models;
  app::PeoplePolicy policy;
  std::int64_t threads = 0;  ///< 0: as many as cores.
  bool metrics_open = false;
  std::string log_level = "info";
  std::int64_t idle_lock_minutes = limits::kIdleLockMinutesDefault;  ///< Of the console.
  std::string tls_cert;                                              ///< Both or neither; empty: plain HTTP.
  std::string tls_key;
  std::string s3_domain = "localhost";  ///< Buckets have hosts below it; empty: none have.
  app::ObjectPolicy objects;
  std::string public_url;  ///< Where the service is reached; empty: where a request says that it reached it.
  std::vector<app::Intake> intakes;
  std::vector<api::routes::RouteRule> routes;
  std::vector<SiteTable> sites;
  std::vector<FunctionTable> functions;
  FunctionsTable uploaded_functions;
  std::vector<SourceTable> sources;
  std::vector<WebhookTable> webhooks;
  HooksTable hooks;
  std::string tables_toml;  ///< The tables of the file, as they stand there.
};

/// $XDG_DATA_HOME/mien/data, else ~/.local/share/mien/data.
std::string default_data_dir();

/// One scalar setting: `key` in the file, `--key-with-dashes` on the command line, `MIEN_KEY` in the environment. The
/// flag beats the variable, the variable the file, the file the default.
struct Setting {
  std::string key;
  std::string help;
  /// Sets the value from text; false where the text does not fit.
  std::function<bool(std::string_view)> set;
  std::function<std::string()> toml;  ///< The value as it would stand in the file.

  std::string flag() const;
  std::string variable() const;
};
std::vector<Setting> settings_of(ServeConfig& config);
/// What the file may have besides.
std::vector<TableKind> tables_of(ServeConfig& config);

/// Applies file, environment and flags (by key) to the configuration that the settings are of, in this order.
/// @errors kInvalidArgument  naming the setting and where it came from; unknown keys of the file are errors.
Result<void> resolve(ServeConfig& config, std::vector<Setting>& settings, const std::string& config_file,
                     const std::map<std::string, std::string>& flags,
                     const std::function<std::optional<std::string>(const std::string&)>& environment);

/// What no setting can be judged for alone. @errors kInvalidArgument
Result<void> check(const ServeConfig& config);

/// The effective configuration as a file, without secrets.
std::string to_toml(const ServeConfig& config, const std::vector<Setting>& settings);

struct ListenAddress {
  std::string address;
  std::uint16_t port = 0;
};
/// "127.0.0.1:8080", "[::1]:8080" or ":8080" for every interface. @errors kInvalidArgument
Result<ListenAddress> parse_listen(std::string_view text);

}  // namespace mien::cli
