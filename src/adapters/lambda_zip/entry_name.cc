#include "adapters/lambda_zip/entry_name.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/limits.h"
#include "core/utf8.h"

namespace mien::lambda_zip {
namespace {

constexpr std::size_t kPartBytesMax = 255;  ///< Linux's own for one name.

bool is_part(std::string_view part) {
  return !part.empty() && part != "." && part != ".." && part.size() <= kPartBytesMax;
}

}  // namespace

Result<void> check_entry_name(std::string_view name) {
  const auto wrong = [] {
    return fail(ErrorCode::kInvalidArgument, "The zip has an entry with a name that leads out of it, or is not one.");
  };
  const auto is_forbidden = [](char c) { return is_control(c) || c == '\\'; };
  if (name.size() > limits::kFunctionPathBytesMax || !is_utf8(name) || std::ranges::any_of(name, is_forbidden))
    return wrong();
  if (name.ends_with('/')) name.remove_suffix(1);
  for (;;) {
    const auto slash = name.find('/');
    if (!is_part(name.substr(0, slash))) return wrong();
    if (slash == std::string_view::npos) return {};
    name.remove_prefix(slash + 1);
  }
}

}  // namespace mien::lambda_zip
