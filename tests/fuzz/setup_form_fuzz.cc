// Forms of the set-up calls, and names of functions: what is read holds each name once and can be written again; what
// is written as XML holds nothing that a reader would take for markup.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/setup/form.h"
#include "api/setup/lambda_path.h"
#include "api/setup/policy_document.h"
#include "api/xml/writer.h"
#include "core/utf8.h"

namespace {

using namespace mien::api;

void require(bool promise) {
  if (!promise) std::abort();
}

void check_form(std::string_view text) {
  const auto form = setup::Form::parse(text);
  if (!form) {
    require(form.error().code == mien::ErrorCode::kInvalidArgument);
    return;
  }
  for (const std::string_view name : {"Action", "Version", "RoleName", "PolicyDocument"})
    if (const auto value = form->find(name)) {
      require(mien::is_utf8(*value));
      const auto checked = setup::check_policy_document(*value);
      require(checked || checked.error().code == mien::ErrorCode::kInvalidArgument ||
              checked.error().code == mien::ErrorCode::kQuotaExceeded);
    }
}

void check_xml(std::string_view text) {
  mien::api::XmlWriter xml;
  const std::string written = xml.text("a", text).take();
  require(written.starts_with("<a>") && written.ends_with("</a>") && mien::is_utf8(written));
  const std::string_view content = std::string_view(written).substr(3, written.size() - 7);
  require(content.find_first_of("<>\"") == std::string_view::npos);
  for (const char c : content) require(static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n');
}

void check_names(std::string_view text) {
  const Account account;
  const auto name = setup::parse_function_name(text, account);
  if (name) {
    const auto again = setup::parse_function_name(setup::function_arn(*name, account), account);
    require(again && *again == *name);
  }
  if (const auto role = setup::role_of_arn(text)) require(text.ends_with(role->text()));
  const auto route = setup::find_lambda_route("DELETE", text);
  if (route) require(text.starts_with(setup::kLambdaPathPrefix));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_form(text);
  check_xml(text);
  check_names(text);
  return 0;
}
