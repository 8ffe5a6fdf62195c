#include "tables/intake_table.h"

#include <utility>

#include "app/collections.h"
#include "app/intake/intake_book.h"
#include "core/table.h"

namespace mien::cli {
namespace {

using app::Intake;

void read_identity(TableFields& fields, Intake& intake) {
  const std::string rule = fields.text("identity");
  const bool registers = intake.action == Intake::Action::kRegister;
  if (registers && rule.empty())
    fields.refuse("identity", "an intake that registers people must say who pictures are of");
  if (!registers && !rule.empty()) fields.refuse("identity", "an intake that verifies faces does not take one");
  if (rule.empty()) return;
  intake.identity = fields.parsed<app::IdentityRule>(
      "identity", rule, [](const std::string& text) { return app::IdentityRule::parse(text); });
}

void read_item(TableFields& fields, Intake& intake) {
  intake.table = fields.text("table");
  if (!intake.table.empty() && !TableName::parse(intake.table))
    fields.refuse("table", "it must be 3 to 255 letters, digits, '_', '-' and '.'");
  intake.table_key = fields.text("table_key");
  intake.table_item = fields.text_map("table_item");
  if (intake.table.empty() != intake.table_item.empty())
    fields.refuse(intake.table.empty() ? "table" : "table_item", "table and table_item belong together");
  if (!intake.table_key.empty() && !intake.table_item.contains(intake.table_key))
    fields.refuse("table_key", "it must be an attribute of table_item");
  for (const auto& [attribute, text] : intake.table_item)
    if (const auto checked = app::check_template(text); !checked) fields.refuse("table_item", checked.error().message);
}

}  // namespace

Result<IntakeTable> read_intake(const toml::table& table, const std::string& where) {
  TableFields fields(table, where);
  MIEN_TRY(CollectionId people, CollectionId::parse(app::kDefaultCollection));
  IntakeTable out{.intake = {.name = fields.name(),
                             .bucket = fields.needed_text("bucket"),
                             .prefix = fields.text("prefix"),
                             .source = fields.text("source"),
                             .collection = std::move(people)},
                  .cors_origins = fields.texts("cors_origins")};
  Intake& intake = out.intake;
  if (intake.name == app::kAnnouncedUploads || intake.bucket == app::kAnnouncedUploads)
    fields.refuse("name", "mien-uploads is the service's own");
  const auto action = fields.choice("action", {"register", "verify"});
  if (!action && !fields.has("action")) fields.refuse("action", "it is missing: register or verify");
  if (action == 1) intake.action = Intake::Action::kVerify;
  if (auto collection = fields.parsed<CollectionId>("collection", fields.text("collection", app::kDefaultCollection),
                                                    [](const std::string& text) { return CollectionId::parse(text); }))
    intake.collection = *std::move(collection);
  read_identity(fields, intake);
  read_item(fields, intake);
  intake.similarity_min = fields.number("similarity_min", 0, 100);
  if (intake.similarity_min && intake.action == Intake::Action::kRegister)
    fields.refuse("similarity_min", "it is of intakes that verify faces");
  const auto keep = fields.choice("keep", {"none", "accepted", "all"});
  // A probe has served its purpose once it is judged.
  intake.keep = intake.action == Intake::Action::kVerify ? Intake::Keep::kNone : Intake::Keep::kAccepted;
  if (keep) intake.keep = static_cast<Intake::Keep>(*keep);
  intake.image_bytes_max = static_cast<std::size_t>(fields.integer(
      "image_bytes_max", std::int64_t{limits::kObjectImageBytesMax}, 1024, std::int64_t{limits::kObjectImageBytesMax}));
  MIEN_TRY_VOID(fields.finish());
  return out;
}

Result<void> check_intakes(const std::vector<IntakeTable>& intakes) {
  for (std::size_t i = 0; i < intakes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Intake& a = intakes[i].intake;
      const Intake& b = intakes[j].intake;
      if (a.name == b.name) return fail(ErrorCode::kInvalidArgument, "There are two intakes named \"" + a.name + "\".");
      if (a.source == b.source && a.bucket == b.bucket &&
          (a.prefix.starts_with(b.prefix) || b.prefix.starts_with(a.prefix)))
        return fail(ErrorCode::kInvalidArgument, "The intakes \"" + b.name + "\" and \"" + a.name +
                                                     "\" would both take some objects of the bucket \"" + a.bucket +
                                                     "\"; their prefixes must differ.");
    }
  }
  return {};
}

}  // namespace mien::cli
