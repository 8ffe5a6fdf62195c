#include "tables/function_table.h"

#include <algorithm>
#include <set>
#include <utility>

#include "app/settings/setup_fields.h"
#include "core/limits.h"
#include "core/number.h"
#include "loopback.h"

namespace mien::cli {
namespace {

using Run = FunctionTable::Run;

/// "intake:NAME", "runtime" or "zip".
void read_run(app::SetupFields& fields, FunctionTable& function) {
  constexpr std::string_view kIntake = "intake:";
  const std::string run = fields.needed_text("run");
  if (run.starts_with(kIntake) && run.size() > kIntake.size()) {
    function.run = Run::kIntake;
    function.intake = run.substr(kIntake.size());
  } else if (run == "runtime") {
    function.run = Run::kRuntime;
  } else if (run == "zip") {
    function.run = Run::kZip;
  } else {
    fields.refuse("run", "it must be intake:NAME, runtime or zip");
  }
}

/// "127.0.0.1:9001": whoever can connect is a handler, so nobody on a network may.
void read_listen(app::SetupFields& fields, FunctionTable& function) {
  const bool is_there = fields.has("listen");
  const std::string listen = fields.text("listen");
  if (!is_there) return;
  if (function.run != Run::kRuntime) fields.refuse("listen", "it is of functions with run = \"runtime\"");
  const auto colon = listen.rfind(':');
  const std::string_view port = std::string_view(listen).substr(colon == std::string::npos ? listen.size() : colon + 1);
  const auto number = number_of<std::uint16_t>(port);
  function.listen_port = number.value_or(0);
  function.listen_address = listen.substr(0, colon);
  if (function.listen_address == "localhost") function.listen_address = "127.0.0.1";
  if (!number || !is_loopback(function.listen_address))
    fields.refuse("listen", "it must be an address of this machine alone and a port, for example 127.0.0.1:9001");
}

}  // namespace

Result<FunctionTable> read_function(const SetupTable& table, const std::string& where) {
  app::SetupFields fields(table, where);
  auto name = fields.parsed<FunctionName>("name", fields.needed_text("name"),
                                          [](const std::string& text) { return FunctionName::parse(text); });
  FunctionTable function{.name = name ? *std::move(name) : FunctionName::parse("x").value()};
  read_run(fields, function);
  read_listen(fields, function);
  if (fields.has("timeout_s") && function.run != Run::kRuntime)
    fields.refuse("timeout_s", "it is of functions with run = \"runtime\"; an uploaded one has its own");
  function.timeout_s =
      static_cast<std::uint32_t>(fields.integer("timeout_s", function.timeout_s, 1, limits::kFunctionTimeoutSMax));
  if (fields.choice("event_keys", {"aws", "raw"}) == 1) function.event_keys = KeyForm::kRaw;
  MIEN_TRY_VOID(fields.finish());
  return function;
}

Result<FunctionsTable> read_functions(const SetupTable& table, const std::string& where) {
  app::SetupFields fields(table, where);
  FunctionsTable functions;
  functions.allow_zip = fields.boolean("allow_zip", functions.allow_zip);
  functions.python = fields.text("python", functions.python);
  if (functions.python.empty()) fields.refuse("python", "it must not be empty");
  functions.endpoint_url = fields.text("endpoint_url");
  if (!functions.endpoint_url.empty() && !functions.endpoint_url.starts_with("http://") &&
      !functions.endpoint_url.starts_with("https://"))
    fields.refuse("endpoint_url", "it must begin with http:// or https://");
  functions.ca_bundle = fields.text("ca_bundle");
  MIEN_TRY_VOID(fields.finish());
  return functions;
}

Result<void> check_functions(const std::vector<FunctionTable>& functions, const std::vector<app::Intake>& intakes) {
  std::set<FunctionName> names;
  for (const FunctionTable& function : functions) {
    if (!names.insert(function.name).second)
      return fail(ErrorCode::kInvalidArgument, "There are two functions \"" + function.name.text() + "\".");
    if (function.run != Run::kIntake) continue;
    const auto is_named = [&](const app::Intake& intake) {
      return intake.name == function.intake && intake.source.empty();
    };
    if (std::ranges::none_of(intakes, is_named))
      return fail(ErrorCode::kInvalidArgument, "The function " + function.name.text() + " needs an intake \"" +
                                                   function.intake + "\" with a bucket of this server.");
  }
  return {};
}

TextMap intakes_of_functions(const std::vector<FunctionTable>& functions) {
  TextMap out;
  for (const FunctionTable& function : functions)
    if (function.run == Run::kIntake) out.emplace(function.name.text(), function.intake);
  return out;
}

KeyForm event_keys_of(const std::vector<FunctionTable>& functions, std::string_view name) {
  const auto at =
      std::ranges::find_if(functions, [&](const FunctionTable& function) { return function.name.text() == name; });
  return at == functions.end() ? KeyForm::kEncoded : at->event_keys;
}

}  // namespace mien::cli
