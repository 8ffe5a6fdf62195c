#include "config.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>

#include "app/intake/intake_setup.h"
#include "app/webhooks/webhook_setup.h"
#include "core/ascii.h"
#include "core/limits.h"
#include "core/number.h"
#include "core/utf8.h"
#include "toml_file.h"

namespace mien::cli {
namespace {

/// In one line: read_toml() takes characters beyond ASCII only there.
std::string toml_string(const std::string& text) {
  std::ostringstream out;
  const toml::value<std::string> value(text);
  out << toml::toml_formatter(value, toml::format_flags::allow_unicode_strings);
  return out.str();
}

Setting text_setting(std::string key, std::string& value, std::string help,
                     const std::function<bool(std::string_view)>& valid = nullptr) {
  return {std::move(key), std::move(help),
          [&value, valid](std::string_view text) {
            if (text.contains('\0') || (valid && !valid(text))) return false;  // Files' names would end there.
            value = text;
            return true;
          },
          [&value] { return toml_string(value); }};
}

Setting number_setting(std::string key, double& value, double min, double max, std::string help) {
  return {std::move(key), std::move(help),
          [&value, min, max](std::string_view text) {
            const auto parsed = number_of<double>(text);
            if (!parsed || !(*parsed >= min && *parsed <= max)) return false;
            value = *parsed;
            return true;
          },
          [&value] {
            std::ostringstream out;
            out << toml::value<double>(value);
            return out.str();
          }};
}

Setting count_setting(std::string key, std::int64_t& value, std::int64_t min, std::int64_t max, std::string help) {
  return {std::move(key), std::move(help),
          [&value, min, max](std::string_view text) {
            const auto parsed = number_of<std::int64_t>(text);
            if (!parsed || *parsed < min || *parsed > max) return false;
            value = *parsed;
            return true;
          },
          [&value] { return std::to_string(value); }};
}

Setting size_setting(std::string key, std::uint64_t& value, std::uint64_t min, std::uint64_t max, std::string help) {
  return {std::move(key), std::move(help),
          [&value, min, max](std::string_view text) {
            const auto parsed = number_of<std::uint64_t>(text);
            if (!parsed || *parsed < min || *parsed > max) return false;
            value = *parsed;
            return true;
          },
          [&value] { return std::to_string(value); }};
}

Setting switch_setting(std::string key, bool& value, std::string help) {
  return {std::move(key), std::move(help),
          [&value](std::string_view text) {
            if (text != "true" && text != "false") return false;
            value = text == "true";
            return true;
          },
          [&value] { return std::string(value ? "true" : "false"); }};
}

bool is_digits(std::string_view text, std::size_t length) {
  return text.size() == length && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_region(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

constexpr std::uint64_t kBucketBytesMost = std::uint64_t{1} << 50;
constexpr std::uint64_t kBucketObjectsMost = 1'000'000'000;

bool is_domain(std::string_view text) {
  return text.size() <= 253 && !text.starts_with('.') && !text.ends_with('.') &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string_view::npos;
}

bool is_base_url(std::string_view text) {
  if (text.empty()) return true;
  return (text.starts_with("http://") || text.starts_with("https://")) && !text.ends_with('/') &&
         text.find_first_of("?# ") == std::string_view::npos;
}

bool is_log_level(std::string_view text) {
  return text == "debug" || text == "info" || text == "warning" || text == "error";
}

/// A scalar of the file as the text that a flag would have; nullopt for tables, lists and dates.
std::optional<std::string> scalar_text(const toml::node& node) {
  if (auto text = node.value_exact<std::string>()) return text;
  if (const auto whole = node.value_exact<std::int64_t>()) return std::to_string(*whole);
  if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
  if (const auto number = node.value_exact<double>()) return shortest_text(*number);
  return std::nullopt;
}

/// In a file too many of something are as wrong as anything else.
Result<void> as_wrong(Result<void> checked) {
  if (!checked) checked.error().code = ErrorCode::kInvalidArgument;
  return checked;
}

}  // namespace

std::string default_data_dir() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data) return std::string(data) + "/mien/data";
  if (const char* home = std::getenv("HOME"); home && *home) return std::string(home) + "/.local/share/mien/data";
  return "mien-data";
}

std::string Setting::flag() const {
  std::string out = "--" + key;
  std::ranges::replace(out, '_', '-');
  return out;
}

std::string Setting::variable() const {
  std::string out = "MIEN_" + key;
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::toupper(c); });
  return out;
}

std::vector<Setting> settings_of(ServeConfig& c) {
  if (c.data_dir.empty()) c.data_dir = default_data_dir();
  const auto not_empty = [](std::string_view text) { return !text.empty(); };
  return {
      text_setting("data_dir", c.data_dir, "folder of everything that must survive", not_empty),
      text_setting("listen", c.listen, "address and port, for example 127.0.0.1:8080 or [::]:8080",
                   [](std::string_view text) { return parse_listen(text).has_value(); }),
      text_setting("region", c.region, "AWS region that ARNs name", is_region),
      text_setting("account_id", c.account_id, "AWS account that ARNs name, 12 digits",
                   [](std::string_view text) { return is_digits(text, 12); }),
      text_setting("models_dir", c.models.models_dir, "folder of the model files"),
      text_setting("manifest", c.models.manifest_file, "model manifest to use instead of the one compiled in"),
      text_setting("model_pack", c.models.pack, "model pack: see mien models list", not_empty),
      number_setting("verify_similarity_min", c.policy.verify_similarity_min, 0, 100,
                     "similarity that a verification must reach (0..100)"),
      number_setting("false_accept_target", c.policy.false_accept_target, 1e-9, 1,
                     "chance that a stranger matches anybody in a 1:N search"),
      number_setting("same_person_similarity_min", c.policy.same_person_similarity_min, 0, 100,
                     "similarity among the pictures of one registration (0..100)"),
      count_setting("threads", c.threads, 0, 1024, "pictures read at the same time, up to 1024; 0: as many as cores"),
      count_setting("idle_lock_minutes", c.idle_lock_minutes, 1, limits::kIdleLockMinutesMax,
                    "minutes without its operator after which a session of the console locks, 1 to 720"),
      switch_setting("metrics_open", c.metrics_open, "true or false: whether /metrics needs no key"),
      text_setting("log_level", c.log_level, "debug, info, warning or error", is_log_level),
      text_setting("tls_cert", c.tls_cert,
                   "certificate (PEM, with its chain) to serve https with; mien tls init makes one"),
      text_setting("tls_key", c.tls_key, "the certificate's private key (PEM), readable by nobody else"),
      text_setting("s3_domain", c.s3_domain, "buckets are reached as hosts below this name; empty: by path only",
                   is_domain),
      size_setting("object_bytes_max", c.objects.object_bytes_max, 1, limits::kObjectBytesMax,
                   "bytes that one object may have"),
      size_setting("bucket_bytes_max", c.objects.bucket_bytes_max, 1, kBucketBytesMost,
                   "bytes that the objects of one bucket may have together"),
      size_setting("bucket_objects_max", c.objects.bucket_objects_max, 1, kBucketObjectsMost,
                   "objects that one bucket may have"),
      text_setting("public_url", c.public_url,
                   "where the service is reached from outside, for example https://faces.example; links carry it",
                   is_base_url),
  };
}

std::vector<TableKind> tables_of(ServeConfig& c) {
  return {
      {.name = "intake",
       .read = [&c](const SetupTable& table, const std::string& where) -> Result<void> {
         MIEN_TRY(app::Intake intake, app::read_intake(table, where));
         c.intakes.push_back(std::move(intake));
         return {};
       }},
      {.name = "route",
       .read = [&c](const SetupTable& table, const std::string& where) -> Result<void> {
         MIEN_TRY(api::routes::RouteRule route, read_route(table, where));
         c.routes.push_back(std::move(route));
         return {};
       }},
      {.name = "function",
       .read = [&c](const SetupTable& table, const std::string& where) -> Result<void> {
         MIEN_TRY(FunctionTable function, read_function(table, where));
         c.functions.push_back(std::move(function));
         return {};
       }},
      {.name = "functions",
       .is_single = true,
       .read = [&c](const SetupTable& table, const std::string& where) -> Result<void> {
         MIEN_TRY(c.uploaded_functions, read_functions(table, where));
         return {};
       }},
      {.name = "site",
       .read = [&c](const SetupTable& table, const std::string& where) -> Result<void> {
         MIEN_TRY(SiteTable site, read_site(table, where));
         c.sites.push_back(std::move(site));
         return {};
       }},
      {.name = "source",
       .read = [&c](const SetupTable& table, const std::string& where) -> Result<void> {
         MIEN_TRY(SourceTable source, read_source(table, where));
         c.sources.push_back(std::move(source));
         return {};
       }},
      {.name = "webhook",
       .read = [&c](const SetupTable& table, const std::string& where) -> Result<void> {
         MIEN_TRY(WebhookTable webhook, read_webhook_table(table, where));
         c.webhooks.push_back(std::move(webhook));
         return {};
       }},
      {.name = "hooks",
       .is_single = true,
       .read = [&c](const SetupTable& table, const std::string& where) -> Result<void> {
         MIEN_TRY(c.hooks, read_hooks(table, where));
         return {};
       }},
  };
}

constexpr std::size_t kKeyShownMax = 64;
constexpr std::size_t kValueShownMax = 256;

Result<void> resolve(ServeConfig& config, std::vector<Setting>& settings, const std::string& config_file,
                     const std::map<std::string, std::string>& flags,
                     const std::function<std::optional<std::string>(const std::string&)>& environment) {
  const auto wrong = [](const Setting& setting, const std::string& where, const std::string& value) {
    return fail(ErrorCode::kInvalidArgument,
                where + " cannot be \"" + shortened(value, kValueShownMax) + "\": " + setting.help + ".");
  };
  if (!config_file.empty()) {
    MIEN_TRY(const toml::table table, read_toml(config_file));
    const std::vector<TableKind> tables = tables_of(config);
    toml::table kept;
    for (const auto& [name, node] : table) {
      const std::string key(name.str());
      if (std::ranges::find(tables, key, &TableKind::name) != tables.end()) {
        kept.insert(key, node);
        continue;
      }
      const auto setting = std::ranges::find(settings, key, &Setting::key);
      if (setting == settings.end())
        return fail(ErrorCode::kInvalidArgument,
                    config_file + " has an unknown key \"" + shortened(key, kKeyShownMax) + "\".");
      const auto text = scalar_text(node);
      if (!text || !setting->set(*text))
        return wrong(*setting, key + " in " + config_file, text.value_or("a table or list"));
    }
    MIEN_TRY_VOID(read_tables(table, config_file, tables));
    std::ostringstream text;
    text << toml::toml_formatter(kept, toml::format_flags::none);
    config.tables_toml = kept.empty() ? "" : text.str() + "\n";
  }
  for (Setting& setting : settings)
    if (const auto text = environment(setting.variable()); text && !setting.set(*text))
      return wrong(setting, "The variable " + setting.variable(), *text);
  for (Setting& setting : settings)
    if (const auto text = flags.find(setting.key); text != flags.end() && !setting.set(text->second))
      return wrong(setting, setting.flag(), text->second);
  return {};
}

Result<void> check(const ServeConfig& config) {
  MIEN_TRY_VOID(as_wrong(check_sources(config.sources)));
  MIEN_TRY_VOID(as_wrong(app::check_intakes(config.intakes, names_of(config.sources))));
  MIEN_TRY_VOID(check_routes(config.routes, config.intakes));
  MIEN_TRY_VOID(check_functions(config.functions, config.intakes));
  std::vector<app::Webhook> webhooks;
  for (const WebhookTable& table : config.webhooks) webhooks.push_back(table.webhook);
  MIEN_TRY_VOID(as_wrong(app::check_webhooks(webhooks, config.intakes)));
  if (config.tls_cert.empty() == config.tls_key.empty()) return {};
  const bool key_only = config.tls_cert.empty();
  return fail(ErrorCode::kInvalidArgument, std::string(key_only ? "tls_key" : "tls_cert") + " is set without " +
                                               (key_only ? "tls_cert" : "tls_key") +
                                               ": https needs both (--tls-cert and --tls-key).");
}

std::string to_toml(const ServeConfig& config, const std::vector<Setting>& settings) {
  std::string out;
  for (const Setting& setting : settings)
    out += "# " + setting.help + "\n" + setting.key + " = " + setting.toml() + "\n";
  if (!config.tables_toml.empty()) out += "\n" + config.tables_toml;
  return out;
}

Result<ListenAddress> parse_listen(std::string_view text) {
  const auto colon = text.rfind(':');
  const auto wrong = [&] {
    return fail(ErrorCode::kInvalidArgument,
                "\"" + std::string(text) + "\" is no address to listen on; write for example 127.0.0.1:8080.");
  };
  if (colon == std::string_view::npos) return wrong();
  ListenAddress out;
  const auto port = number_of<std::uint16_t>(text.substr(colon + 1));
  if (!port) return wrong();
  out.port = *port;
  std::string_view host = text.substr(0, colon);
  if (host.empty()) host = "0.0.0.0";
  if (host.starts_with('[') && host.ends_with(']') && host.size() > 2) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  if (host.find_first_of("[] ") != std::string_view::npos) return wrong();
  out.address = host;
  return out;
}

}  // namespace mien::cli
