#include "api/setup/form.h"

#include "api/http/url.h"
#include "core/limits.h"

namespace mien::api::setup {

Result<Form> Form::parse(std::string_view body) {
  auto fields = parse_query(body);
  if (!fields) return fail(ErrorCode::kInvalidArgument, "The body is no form of UTF-8 text.");
  if (fields->size() > limits::kSetupFormFieldsMax)
    return fail(ErrorCode::kInvalidArgument, "The form has too many fields.");
  Form form;
  for (auto& [name, value] : *fields)
    if (!form.fields_.emplace(std::move(name), std::move(value)).second)
      return fail(ErrorCode::kInvalidArgument, "The form has a field twice.");
  return form;
}

std::optional<std::string_view> Form::find(std::string_view name) const {
  const auto field = fields_.find(name);
  return field == fields_.end() ? std::nullopt : std::optional<std::string_view>(field->second);
}

}  // namespace mien::api::setup
