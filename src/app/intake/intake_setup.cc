#include "app/intake/intake_setup.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "app/collections.h"
#include "app/intake/intake_book.h"
#include "app/settings/setup_fields.h"
#include "core/ascii.h"
#include "core/table.h"

namespace mien::app {
namespace {

/// In the order of Intake::Keep.
constexpr std::array<std::string_view, 3> kKeeps{"none", "accepted", "all"};

void read_identity(SetupFields& fields, Intake& intake) {
  const std::string rule = fields.text("identity");
  const bool registers = intake.action == Intake::Action::kRegister;
  if (registers && rule.empty())
    fields.refuse("identity", "an intake that registers people must say who pictures are of");
  if (!registers && !rule.empty()) fields.refuse("identity", "an intake that verifies faces does not take one");
  if (rule.empty()) return;
  intake.identity =
      fields.parsed<IdentityRule>("identity", rule, [](const std::string& text) { return IdentityRule::parse(text); });
}

void read_item(SetupFields& fields, Intake& intake) {
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
    if (attribute.empty() || std::ranges::any_of(attribute, is_control))
      fields.refuse("table_item", "an attribute has a name without control characters");
  for (const auto& [attribute, text] : intake.table_item)
    if (const auto checked = check_template(text); !checked) fields.refuse("table_item", checked.error().message);
}

/// CorsRule's invariant, and as long as a host and a port can be.
bool is_cors_origin(std::string_view text) {
  constexpr std::size_t kBytesMax = 256;
  return !text.empty() && text.size() <= kBytesMax && std::ranges::count(text, '*') <= 1 &&
         std::ranges::none_of(text, is_control);
}

}  // namespace

Result<Intake> read_intake(const SetupTable& table, const std::string& where) {
  SetupFields fields(table, where);
  MIEN_TRY(CollectionId people, CollectionId::parse(kDefaultCollection));
  Intake intake{.name = fields.name(),
                .bucket = fields.needed_text("bucket"),
                .prefix = fields.text("prefix"),
                .source = fields.text("source"),
                .collection = std::move(people),
                .cors_origins = fields.texts("cors_origins")};
  if (intake.name == kAnnouncedUploads || intake.bucket == kAnnouncedUploads)
    fields.refuse("name", "mien-uploads is the service's own");
  const auto action = fields.choice("action", {"register", "verify"});
  if (!action && !fields.has("action")) fields.refuse("action", "it is missing: register or verify");
  if (action == 1) intake.action = Intake::Action::kVerify;
  if (auto collection = fields.parsed<CollectionId>("collection", fields.text("collection", kDefaultCollection),
                                                    [](const std::string& text) { return CollectionId::parse(text); }))
    intake.collection = *std::move(collection);
  read_identity(fields, intake);
  read_item(fields, intake);
  intake.similarity_min = fields.number("similarity_min", 0, 100);
  if (intake.similarity_min && intake.action == Intake::Action::kRegister)
    fields.refuse("similarity_min", "it is of intakes that verify faces");
  // A probe has served its purpose once it is judged.
  intake.keep = intake.action == Intake::Action::kVerify ? Intake::Keep::kNone : Intake::Keep::kAccepted;
  if (const auto keep = fields.choice("keep", kKeeps)) intake.keep = static_cast<Intake::Keep>(*keep);
  intake.image_bytes_max = static_cast<std::size_t>(fields.integer(
      "image_bytes_max", std::int64_t{limits::kObjectImageBytesMax}, 1024, std::int64_t{limits::kObjectImageBytesMax}));
  if (intake.prefix.size() > limits::kHookKeyBytesMax || std::ranges::any_of(intake.prefix, is_control))
    fields.refuse("prefix", "it is the beginning of a key: up to 1024 bytes, no control characters");
  for (const std::string& origin : intake.cors_origins)
    if (!is_cors_origin(origin))
      fields.refuse("cors_origins", "each is one line of up to 256 bytes with at most one '*'");
  if (!intake.source.empty() && !intake.cors_origins.empty())
    fields.refuse("cors_origins", "the bucket is another server's");
  MIEN_TRY_VOID(fields.finish());
  return intake;
}

SetupTable setup_of(const Intake& intake) {
  SetupTable table{{"name", intake.name},
                   {"bucket", intake.bucket},
                   {"action", std::string(name_of(intake.action))},
                   {"collection", intake.collection.text()},
                   {"keep", std::string(kKeeps[static_cast<std::size_t>(intake.keep)])},
                   {"image_bytes_max", static_cast<std::int64_t>(intake.image_bytes_max)}};
  const auto add = [&](const char* key, const auto& value) {
    if (!value.empty()) table.emplace(key, value);
  };
  add("prefix", intake.prefix);
  add("source", intake.source);
  add("table", intake.table);
  add("table_key", intake.table_key);
  add("table_item", intake.table_item);
  add("cors_origins", intake.cors_origins);
  if (intake.identity) table.emplace("identity", intake.identity->text());
  if (intake.similarity_min) table.emplace("similarity_min", *intake.similarity_min);
  return table;
}

Result<void> check_intakes(const std::vector<Intake>& intakes, const SourceNames& sources) {
  if (intakes.size() > limits::kIntakesMax)
    return fail(ErrorCode::kQuotaExceeded, "There may be " + std::to_string(limits::kIntakesMax) + " intakes.");
  for (auto a = intakes.begin(); a != intakes.end(); ++a) {
    if (!a->source.empty() && !sources.contains(a->source))
      return fail(ErrorCode::kInvalidArgument,
                  "The intake \"" + a->name + "\" names a source that there is not: \"" + a->source + "\".");
    for (auto b = intakes.begin(); b != a; ++b) {
      if (a->name == b->name)
        return fail(ErrorCode::kInvalidArgument, "There are two intakes named \"" + a->name + "\".");
      if (a->source == b->source && a->bucket == b->bucket &&
          (a->prefix.starts_with(b->prefix) || b->prefix.starts_with(a->prefix)))
        return fail(ErrorCode::kInvalidArgument, "The intakes \"" + b->name + "\" and \"" + a->name +
                                                     "\" would both take some objects of the bucket \"" + a->bucket +
                                                     "\"; their prefixes must differ.");
    }
  }
  return {};
}

}  // namespace mien::app
