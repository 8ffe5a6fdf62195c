#include "api/setup/lambda_path.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "core/ascii.h"
#include "core/percent.h"

namespace mien::api::setup {
namespace {

using enum LambdaOperation;

constexpr std::array<std::pair<LambdaOperation, std::string_view>, 11> kNames{{
    {kAddPermission, "AddPermission"},
    {kCreateFunction, "CreateFunction"},
    {kDeleteFunction, "DeleteFunction"},
    {kGetFunction, "GetFunction"},
    {kGetFunctionConfiguration, "GetFunctionConfiguration"},
    {kGetPolicy, "GetPolicy"},
    {kInvoke, "Invoke"},
    {kListFunctions, "ListFunctions"},
    {kRemovePermission, "RemovePermission"},
    {kUpdateFunctionCode, "UpdateFunctionCode"},
    {kUpdateFunctionConfiguration, "UpdateFunctionConfiguration"},
}};

/// By what stands behind the function's name, and the method.
struct Row {
  std::string_view method;
  std::string_view tail;
  LambdaOperation operation;
};
constexpr std::array kRows{
    Row{"GET", "", kGetFunction},
    Row{"DELETE", "", kDeleteFunction},
    Row{"GET", "configuration", kGetFunctionConfiguration},
    Row{"PUT", "configuration", kUpdateFunctionConfiguration},
    Row{"PUT", "code", kUpdateFunctionCode},
    Row{"GET", "policy", kGetPolicy},
    Row{"POST", "policy", kAddPermission},
    Row{"POST", "invocations", kInvoke},
};

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  for (;;) {
    const auto end = text.find(separator);
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string_view name_of(LambdaOperation operation) { return kNames[std::to_underlying(operation)].second; }

std::optional<LambdaRoute> find_lambda_route(std::string_view method, std::string_view path) {
  if (!path.starts_with(kLambdaPathPrefix)) return std::nullopt;
  path.remove_prefix(kLambdaPathPrefix.size());
  if (path.ends_with('/')) path.remove_suffix(1);
  if (path.empty()) {
    if (method == "GET") return LambdaRoute{kListFunctions};
    if (method == "POST") return LambdaRoute{kCreateFunction};
    return std::nullopt;
  }
  if (!path.starts_with('/')) return std::nullopt;
  const auto segments = split(path.substr(1), '/');
  const std::string_view function = segments[0];
  if (function.empty() || segments.size() > 3) return std::nullopt;
  if (segments.size() == 3) {
    if (method != "DELETE" || segments[1] != "policy" || segments[2].empty()) return std::nullopt;
    return LambdaRoute{kRemovePermission, function, segments[2]};
  }
  const std::string_view tail = segments.size() == 2 ? segments[1] : std::string_view{};
  const auto row = std::ranges::find_if(kRows, [&](const Row& r) { return r.method == method && r.tail == tail; });
  if (row == kRows.end() || (segments.size() == 2 && tail.empty())) return std::nullopt;
  return LambdaRoute{row->operation, function};
}

LambdaResult<FunctionName> parse_function_name(std::string_view text, const Account& account) {
  const auto wrong = [] { return refuse(kLambdaValidation, "The function's name is not one."); };
  const auto decoded = percent_decode(text);
  if (!decoded) return wrong();
  auto parts = split(*decoded, ':');
  std::string_view owner = account.id;
  if (parts[0] == "arn") {
    if (parts.size() < 7 || parts[2] != "lambda" || parts[5] != "function") return wrong();
    owner = parts[4];
    parts.erase(parts.begin(), parts.begin() + 6);
  } else if (parts.size() >= 3 && parts[1] == "function") {
    owner = parts[0];
    parts.erase(parts.begin(), parts.begin() + 2);
  } else if (parts.size() >= 2 && parts[0] == "function") {
    parts.erase(parts.begin());
  }
  if (parts.size() > 2) return wrong();
  auto name = FunctionName::parse(parts[0]);
  if (!name) return refuse(kLambdaValidation, std::move(name).error().message);
  if (owner != account.id || (parts.size() == 2 && parts[1] != "$LATEST"))
    return refuse(to_lambda_error(ErrorCode::kNotFound), "Function not found: " + function_arn(*name, account));
  return *std::move(name);
}

std::string function_arn(const FunctionName& name, const Account& account) {
  return "arn:aws:lambda:" + account.region + ":" + account.id + ":function:" + name.text();
}

std::optional<ServiceRoleName> role_of_arn(std::string_view arn) {
  const auto parts = split(arn, ':');
  if (parts.size() != 6 || parts[0] != "arn" || !parts[1].starts_with("aws") || parts[2] != "iam" ||
      !parts[5].starts_with("role/"))
    return std::nullopt;
  const auto name = ServiceRoleName::parse(parts[5].substr(parts[5].find_last_of('/') + 1));
  return name ? std::optional(*name) : std::nullopt;
}

}  // namespace mien::api::setup
