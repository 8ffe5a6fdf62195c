#include "import/person_id.h"

#include <span>

#include "app/person_name.h"
#include "core/ascii.h"

namespace mien::importing {

PersonId derive_person_id(const Ids& ids, std::string_view collection, std::string_view name) {
  // Neither may hold a zero byte, so that no two pairs make the same text.
  std::string text = "mien import person 1";
  for (const std::string_view part : {collection, name}) text.append(1, '\0').append(part);
  auto id = PersonId::parse(Uuid::from_digest(ids.sha256(std::as_bytes(std::span(text)))).text());
  MIEN_CHECK(id.has_value());
  return *std::move(id);
}

Result<void> check_name(std::string_view name) {
  MIEN_TRY_VOID(app::check_person_name(name));
  if (trimmed(name).empty()) return fail(ErrorCode::kInvalidArgument, "A name must not be blank.");
  return {};
}

Result<void> check_id(std::string_view id) {
  MIEN_TRY(const PersonId parsed, PersonId::parse(id));
  return app::check_new_person_id(parsed);
}

}  // namespace mien::importing
