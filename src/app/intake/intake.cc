#include "app/intake/intake.h"

#include <algorithm>

namespace mien::app {
namespace {

/// Calls `plain` and `name` for the parts of a template, in order. False: a brace is not closed.
template <class Plain, class Name>
bool for_each_part(std::string_view text, const Plain& plain, const Name& name) {
  while (!text.empty()) {
    const auto open = std::min(text.find('{'), text.size());
    plain(text.substr(0, open));
    text.remove_prefix(open);
    if (text.empty()) break;
    const auto close = text.find('}');
    if (close == std::string_view::npos) return false;
    name(text.substr(1, close - 1));
    text.remove_prefix(close + 1);
  }
  return true;
}

}  // namespace

std::string_view name_of(Intake::Action action) { return action == Intake::Action::kRegister ? "register" : "verify"; }

std::vector<std::string_view> template_names() {
  return {"bucket", "collection", "decision", "event_id", "face_id",   "first",      "full_name", "id",  "image_id",
          "key",    "last",       "name",     "now",      "person_id", "similarity", "upload_id", "uuid"};
}

Result<void> check_template(std::string_view text) {
  std::string unknown;
  const std::vector<std::string_view> known = template_names();
  const bool closed = for_each_part(
      text, [](std::string_view) {},
      [&](std::string_view name) {
        if (std::ranges::find(known, name) == known.end()) unknown = name;
      });
  if (!closed) return fail(ErrorCode::kInvalidArgument, "a brace of the template is not closed");
  if (!unknown.empty()) return fail(ErrorCode::kInvalidArgument, "templates know no {" + unknown + "}");
  return {};
}

std::string fill_template(std::string_view text, const TextMap& values) {
  std::string out;
  for_each_part(
      text, [&](std::string_view plain) { out += plain; },
      [&](std::string_view name) { out += text_of(values, name); });
  return out;
}

}  // namespace mien::app
