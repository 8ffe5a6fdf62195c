#include "api/setup/function_json.h"

#include "api/setup/lambda_path.h"
#include "core/base64.h"

namespace mien::api::setup {
namespace {

/// As Lambda has it: 2026-02-03T04:05:06.789+0000.
std::string lambda_time(Timestamp at) {
  std::string out = rfc3339(at);
  out.pop_back();
  return out + "+0000";
}

void write_condition(JsonWriter& json, std::string_view test, std::string_view key, std::string_view value) {
  json.key(test).begin_object().member(key, value).end_object();
}

}  // namespace

void write_configuration(JsonWriter& json, const Function& function, const Account& account) {
  const FunctionSettings& settings = function.settings;
  json.begin_object().member("FunctionName", function.name.text());
  json.member("FunctionArn", function_arn(function.name, account));
  json.member("Runtime", settings.runtime).member("Role", settings.role_arn).member("Handler", settings.handler);
  json.key("CodeSize").unsigned_integer(function.code.bytes);
  json.member("Description", settings.description);
  json.key("Timeout").unsigned_integer(settings.timeout_s);
  json.key("MemorySize").unsigned_integer(settings.memory_mb);
  json.member("LastModified", lambda_time(function.updated));
  json.member("CodeSha256", encode_base64(function.code.sha256)).member("Version", "$LATEST");
  if (!settings.environment.empty()) {
    json.key("Environment").begin_object().key("Variables").begin_object();
    for (const auto& [name, value] : settings.environment) json.member(name, value);
    json.end_object().end_object();
  }
  json.key("TracingConfig").begin_object().member("Mode", "PassThrough").end_object();
  json.member("RevisionId", function.revision.text());
  json.member("State", "Active").member("LastUpdateStatus", "Successful").member("PackageType", "Zip");
  json.key("Architectures").begin_array().string("x86_64").end_array();
  json.end_object();
}

std::string statement_json(const FunctionName& function, const FunctionPermission& permission, const Account& account) {
  JsonWriter json;
  json.begin_object().member("Sid", permission.statement_id).member("Effect", "Allow").key("Principal");
  if (permission.principal == "*")
    json.string("*");
  else
    json.begin_object()
        .member(permission.principal.ends_with(".amazonaws.com") ? "Service" : "AWS", permission.principal)
        .end_object();
  json.member("Action", permission.action).member("Resource", function_arn(function, account));
  if (!permission.source_account.empty() || !permission.source_arn.empty()) {
    json.key("Condition").begin_object();
    if (!permission.source_account.empty())
      write_condition(json, "StringEquals", "AWS:SourceAccount", permission.source_account);
    if (!permission.source_arn.empty()) write_condition(json, "ArnLike", "AWS:SourceArn", permission.source_arn);
    json.end_object();
  }
  return json.end_object().take();
}

std::string policy_json(const FunctionName& function, std::span<const FunctionPermission> permissions,
                        const Account& account) {
  JsonWriter json;
  json.begin_object().member("Version", "2012-10-17").member("Id", "default").key("Statement").begin_array();
  for (const FunctionPermission& permission : permissions) json.raw(statement_json(function, permission, account));
  return json.end_array().end_object().take();
}

}  // namespace mien::api::setup
