#include "api/setup/lambda_operations.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "api/http/url.h"
#include "api/json/parse.h"
#include "api/json/writer.h"
#include "api/setup/function_json.h"
#include "api/setup/lambda_input.h"
#include "core/ascii.h"
#include "core/limits.h"
#include "core/number.h"
#include "core/percent.h"

namespace mien::api::setup {
namespace {

constexpr std::size_t kStatementIdBytesMax = 100;  // These stand in Lambda's service model.
constexpr std::size_t kPrincipalBytesMax = 256;
constexpr std::size_t kActionBytesMax = 128;
constexpr std::size_t kSourceArnBytesMax = 1024;
constexpr std::size_t kAccountDigits = 12;
constexpr std::size_t kListMax = 50;

LambdaResult<boost::json::value> read_json(std::string_view body) {
  auto value = parse_json(body.empty() ? "{}" : body);
  if (!value && value.error().code == ErrorCode::kInvalidArgument)
    return refuse(kBadContent, "Could not parse request body into json: " + value.error().message);
  if (!value) return refuse_lambda(std::move(value).error());
  if (!value->is_object()) return refuse(kBadContent, "The request's body must be a JSON object.");
  return *std::move(value);
}

/// One parameter of the query; nullopt where it is not there or empty.
LambdaResult<std::optional<std::string>> query_value(const HttpHead& head, std::string_view name) {
  auto query = parse_query(head.query());
  if (!query) return refuse(kLambdaValidation, std::move(query).error().message);
  for (auto& [key, value] : *query)
    if (key == name && !value.empty()) return std::move(value);
  return std::nullopt;
}

LambdaResult<FunctionName> function_name(const LambdaCall& call) {
  MIEN_TRY(FunctionName name, parse_function_name(call.route.function, call.account));
  MIEN_TRY(const auto qualifier, query_value(call.request.head, "Qualifier"));
  if (qualifier.value_or("$LATEST") != "$LATEST")
    return refuse(to_lambda_error(ErrorCode::kNotFound),
                  "Function not found: " + function_arn(name, call.account) + ":" + *qualifier);
  return name;
}

/// Names what the error is about, as Lambda does.
std::unexpected<LambdaRefusal> about(Error error, const FunctionName& name, const Account& account) {
  if (error.code == ErrorCode::kNotFound) error.message = "Function not found: " + function_arn(name, account);
  if (error.code == ErrorCode::kAlreadyExists) error.message = "Function already exist: " + name.text();
  return refuse_lambda(std::move(error));
}

LambdaReply configuration_reply(const LambdaCall& call, const Function& function, int status = 200) {
  JsonWriter json;
  write_configuration(json, function, call.account);
  return {.status = status, .body = json.take()};
}

LambdaResult<ServiceRoleName> named_role(std::string_view arn) {
  auto role = role_of_arn(arn);
  if (!role) return refuse(kLambdaValidation, "Role must be the ARN of a role.");
  return *std::move(role);
}

LambdaResult<LambdaReply> create_function(const LambdaCall& call) {
  MIEN_TRY(const boost::json::value value, read_json(call.request.body));
  const LambdaInput input(value.get_object());
  MIEN_TRY_VOID(refuse_what_is_not_done(input));
  MIEN_TRY(const std::string_view name_text, input.required_text("FunctionName", 140));
  MIEN_TRY(FunctionName name, parse_function_name(name_text, call.account));
  MIEN_TRY(const auto role_arn, read_role_arn(input));
  MIEN_TRY(ServiceRoleName role, named_role(role_arn.value_or("")));
  MIEN_TRY(const auto runtime, read_runtime(input));
  MIEN_TRY(const auto handler, read_handler(input));
  if (!runtime || !handler)
    return refuse(kBadValue,
                  "Runtime and Handler are mandatory parameters for functions created with deployment "
                  "packages.");
  MIEN_TRY(const auto description, read_description(input));
  MIEN_TRY(const auto timeout_s, read_timeout_s(input));
  MIEN_TRY(const auto memory_mb, read_memory_mb(input));
  MIEN_TRY(auto environment, read_environment(input));
  MIEN_TRY(const auto code, input.object("Code"));
  if (!code) return refuse(kLambdaValidation, "Code is missing.");
  MIEN_TRY(const auto zip, read_zip(*code));
  FunctionSettings settings{.runtime = std::string(*runtime),
                            .handler = std::string(*handler),
                            .role_arn = std::string(*role_arn),
                            .description = std::string(description.value_or("")),
                            .environment = std::move(environment).value_or(std::map<std::string, std::string>{})};
  settings.timeout_s = timeout_s.value_or(settings.timeout_s);
  settings.memory_mb = memory_mb.value_or(settings.memory_mb);
  auto made = call.use.setup.create({name, std::move(settings), std::move(role), zip});
  if (!made) return about(std::move(made).error(), name, call.account);
  return configuration_reply(call, *made, 201);
}

LambdaResult<Function> find_function(const LambdaCall& call) {
  MIEN_TRY(const FunctionName name, function_name(call));
  auto function = call.use.functions.find(name);
  if (!function) return about(std::move(function).error(), name, call.account);
  return *std::move(function);
}

LambdaResult<LambdaReply> get_function(const LambdaCall& call) {
  MIEN_TRY(const Function function, find_function(call));
  JsonWriter json;
  json.begin_object().key("Configuration");
  write_configuration(json, function, call.account);
  // No Location: the code is not given out again.
  json.key("Code").begin_object().member("RepositoryType", "S3").end_object();
  json.key("Tags").begin_object().end_object().end_object();
  return LambdaReply{.body = json.take()};
}

LambdaResult<LambdaReply> get_function_configuration(const LambdaCall& call) {
  MIEN_TRY(const Function function, find_function(call));
  return configuration_reply(call, function);
}

LambdaResult<LambdaReply> list_functions(const LambdaCall& call) {
  MIEN_TRY(auto marker, query_value(call.request.head, "Marker"));
  MIEN_TRY(const auto items, query_value(call.request.head, "MaxItems"));
  std::size_t limit = kListMax;
  if (items) {
    limit = number_of<std::size_t>(*items).value_or(0);
    if (limit == 0 || limit > 10'000) return refuse(kBadValue, "MaxItems must be a number from 1 to 10000.");
  }
  auto page = call.use.functions.list({.after = std::move(marker).value_or(""), .limit = std::min(limit, kListMax)});
  if (!page) return refuse_lambda(std::move(page).error());
  JsonWriter json;
  json.begin_object();
  if (page->next.empty())
    json.key("NextMarker").null();
  else
    json.member("NextMarker", page->next);
  json.key("Functions").begin_array();
  for (const Function& function : page->items) write_configuration(json, function, call.account);
  return LambdaReply{.body = json.end_array().end_object().take()};
}

LambdaResult<LambdaReply> delete_function(const LambdaCall& call) {
  MIEN_TRY(const FunctionName name, function_name(call));
  auto done = call.use.setup.remove(name);
  if (!done) return about(std::move(done).error(), name, call.account);
  return LambdaReply{.status = 204, .body = {}};
}

LambdaResult<LambdaReply> update_function_code(const LambdaCall& call) {
  MIEN_TRY(const FunctionName name, function_name(call));
  MIEN_TRY(const boost::json::value value, read_json(call.request.body));
  const LambdaInput input(value.get_object());
  MIEN_TRY(const auto zip, read_zip(input));
  MIEN_TRY(const auto revision, read_revision(input));
  MIEN_TRY(const bool dry_run, input.flag("DryRun"));
  using Mode = app::FunctionSetup::Mode;
  auto changed = call.use.setup.update_code(name, zip, revision, dry_run ? Mode::kOnlyCheck : Mode::kStore);
  if (!changed) return about(std::move(changed).error(), name, call.account);
  return configuration_reply(call, *changed);
}

std::optional<std::string> owned(std::optional<std::string_view> text) {
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

LambdaResult<LambdaReply> update_function_configuration(const LambdaCall& call) {
  MIEN_TRY(const FunctionName name, function_name(call));
  MIEN_TRY(const boost::json::value value, read_json(call.request.body));
  const LambdaInput input(value.get_object());
  MIEN_TRY_VOID(refuse_what_is_not_done(input));
  MIEN_TRY(const auto runtime, read_runtime(input));
  MIEN_TRY(const auto handler, read_handler(input));
  MIEN_TRY(const auto role_arn, read_role_arn(input));
  MIEN_TRY(const auto description, read_description(input));
  app::FunctionSetup::Changes changes{.runtime = owned(runtime),
                                      .handler = owned(handler),
                                      .role_arn = owned(role_arn),
                                      .description = owned(description)};
  if (role_arn) {
    MIEN_TRY(changes.role, named_role(*role_arn));
  }
  MIEN_TRY(changes.timeout_s, read_timeout_s(input));
  MIEN_TRY(changes.memory_mb, read_memory_mb(input));
  MIEN_TRY(changes.environment, read_environment(input));
  MIEN_TRY(const auto revision, read_revision(input));
  auto changed = call.use.setup.update_settings(name, changes, revision);
  if (!changed) return about(std::move(changed).error(), name, call.account);
  return configuration_reply(call, *changed);
}

bool is_statement_id(std::string_view text) {
  return !text.empty() && text.size() <= kStatementIdBytesMax &&
         std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
}

bool is_action(std::string_view text) {
  constexpr std::string_view kPrefix = "lambda:";
  if (text == "*" || text == "lambda:*") return true;
  return text.starts_with(kPrefix) && text.size() > kPrefix.size() &&
         std::ranges::all_of(text.substr(kPrefix.size()), [](char c) { return is_alphanumeric(c) && !is_digit(c); });
}

bool is_account(std::string_view text) {
  return text.empty() || (text.size() == kAccountDigits && std::ranges::all_of(text, is_digit));
}

LambdaResult<FunctionPermission> read_permission(const LambdaInput& input) {
  MIEN_TRY(const std::string_view id, input.required_text("StatementId", kStatementIdBytesMax));
  MIEN_TRY(const std::string_view action, input.required_text("Action", kActionBytesMax));
  MIEN_TRY(const std::string_view principal, input.required_text("Principal", kPrincipalBytesMax));
  MIEN_TRY(const auto source_arn, input.text("SourceArn", kSourceArnBytesMax));
  MIEN_TRY(const auto source_account, input.text("SourceAccount", kAccountDigits));
  if (!is_statement_id(id)) return refuse(kLambdaValidation, "StatementId must be of letters, digits, '-' and '_'.");
  if (!is_action(action)) return refuse(kLambdaValidation, "Action must be one of Lambda's.");
  if (std::ranges::any_of(principal, [](char c) { return c <= ' ' || c == 0x7F; }))
    return refuse(kLambdaValidation, "Principal must be without blanks.");
  if (!source_arn.value_or("arn:").starts_with("arn:")) return refuse(kLambdaValidation, "SourceArn must be an ARN.");
  if (!is_account(source_account.value_or("")))
    return refuse(kLambdaValidation, "SourceAccount must be the 12 digits of an account.");
  return FunctionPermission{.statement_id = std::string(id),
                            .action = std::string(action),
                            .principal = std::string(principal),
                            .source_arn = std::string(source_arn.value_or("")),
                            .source_account = std::string(source_account.value_or(""))};
}

LambdaResult<LambdaReply> add_permission(const LambdaCall& call) {
  MIEN_TRY(const FunctionName name, function_name(call));
  MIEN_TRY(const boost::json::value value, read_json(call.request.body));
  MIEN_TRY(const FunctionPermission permission, read_permission(LambdaInput(value.get_object())));
  auto done = call.use.functions.permit(name, permission);
  if (!done && done.error().code == ErrorCode::kAlreadyExists)
    return refuse(
        to_lambda_error(ErrorCode::kAlreadyExists),
        "The statement id (" + permission.statement_id +
            ") provided already exists. Please provide a new statement id, or remove the existing statement.");
  if (!done && done.error().code == ErrorCode::kQuotaExceeded)
    return refuse(kPolicyTooLong, "The function's policy has as many statements as it may have.");
  if (!done) return about(std::move(done).error(), name, call.account);
  JsonWriter json;
  json.begin_object().member("Statement", statement_json(name, permission, call.account)).end_object();
  return LambdaReply{.status = 201, .body = json.take()};
}

LambdaResult<LambdaReply> get_policy(const LambdaCall& call) {
  MIEN_TRY(const Function function, find_function(call));
  auto permissions = call.use.functions.permissions(function.name);
  if (!permissions) return about(std::move(permissions).error(), function.name, call.account);
  if (permissions->empty())
    return refuse(to_lambda_error(ErrorCode::kNotFound), "The resource you requested does not exist.");
  JsonWriter json;
  json.begin_object().member("Policy", policy_json(function.name, *permissions, call.account));
  json.member("RevisionId", function.revision.text()).end_object();
  return LambdaReply{.body = json.take()};
}

LambdaResult<LambdaReply> remove_permission(const LambdaCall& call) {
  MIEN_TRY(const FunctionName name, function_name(call));
  const auto statement = percent_decode(call.route.statement);
  if (!statement || !is_statement_id(*statement)) return refuse(kLambdaValidation, "The statement's id is not one.");
  auto removed = call.use.functions.forbid(name, *statement);
  if (!removed) return about(std::move(removed).error(), name, call.account);
  if (!*removed)
    return refuse(to_lambda_error(ErrorCode::kNotFound),
                  "Statement " + *statement + " is not found in resource policy.");
  return LambdaReply{.status = 204, .body = {}};
}

/// An event is any JSON value. It reaches the handler as it was sent.
LambdaResult<std::string_view> read_event(std::string_view body) {
  if (body.empty()) return "{}";
  auto value = parse_json(body);
  if (!value && value.error().code == ErrorCode::kInvalidArgument)
    return refuse(kBadContent, "Could not parse request body into json: " + value.error().message);
  if (!value) return refuse_lambda(std::move(value).error());
  return body;
}

LambdaResult<LambdaReply> invoke(const LambdaCall& call) {
  MIEN_TRY(const FunctionName name, function_name(call));
  const std::string_view type = call.request.head.header("x-amz-invocation-type").value_or("RequestResponse");
  if (type != "RequestResponse" && type != "Event" && type != "DryRun")
    return refuse(kBadValue, "X-Amz-Invocation-Type must be RequestResponse, Event or DryRun.");
  MIEN_TRY(const std::string_view event, read_event(call.request.body));
  if (!call.use.runner.knows(name.text()))
    return refuse(to_lambda_error(ErrorCode::kNotFound), "Function not found: " + function_arn(name, call.account));
  if (type == "DryRun") return LambdaReply{.status = 204, .body = {}};
  const Uuid request_id = call.use.ids.random();
  if (type == "Event") {
    if (event.size() > limits::kFunctionAsyncPayloadBytesMax)
      return refuse(kTooLarge, "An event that nobody waits for must have at most " +
                                   std::to_string(limits::kFunctionAsyncPayloadBytesMax) + " bytes.");
    auto accepted = call.use.later.run(name.text(), request_id, event);
    if (!accepted) return about(std::move(accepted).error(), name, call.account);
    return LambdaReply{.status = 202, .body = {}};
  }
  auto outcome = call.use.runner.invoke({.function = name.text(),
                                         .request_id = request_id.text(),
                                         .event_json = event,
                                         .patience = call.request.patience});
  if (!outcome) return about(std::move(outcome).error(), name, call.account);
  LambdaReply reply{.body = std::move(outcome->payload_json), .headers = {{"X-Amz-Executed-Version", "$LATEST"}}};
  if (outcome->failure) reply.headers.push_back({"X-Amz-Function-Error", "Unhandled"});
  return reply;
}

}  // namespace

LambdaResult<LambdaReply> run_lambda(const LambdaCall& call) {
  switch (call.route.operation) {  // No default: an operation without a handler is a build error.
    case LambdaOperation::kAddPermission:
      return add_permission(call);
    case LambdaOperation::kCreateFunction:
      return create_function(call);
    case LambdaOperation::kDeleteFunction:
      return delete_function(call);
    case LambdaOperation::kGetFunction:
      return get_function(call);
    case LambdaOperation::kGetFunctionConfiguration:
      return get_function_configuration(call);
    case LambdaOperation::kGetPolicy:
      return get_policy(call);
    case LambdaOperation::kInvoke:
      return invoke(call);
    case LambdaOperation::kListFunctions:
      return list_functions(call);
    case LambdaOperation::kRemovePermission:
      return remove_permission(call);
    case LambdaOperation::kUpdateFunctionCode:
      return update_function_code(call);
    case LambdaOperation::kUpdateFunctionConfiguration:
      return update_function_configuration(call);
  }
  MIEN_CHECK(false);
}

}  // namespace mien::api::setup
