#include "import/list_people.h"

#include <utility>

#include "api/json/parse.h"
#include "app/person_name.h"
#include "import/person_id.h"
#include "import/s3_url.h"

namespace mien::importing {
namespace {

std::unexpected<Error> refuse(std::string why) { return fail(ErrorCode::kInvalidArgument, std::move(why)); }

Result<void> check_attributes(std::string_view text) {
  MIEN_TRY_VOID(app::check_attributes_size(text));
  const auto parsed = api::parse_json(text);
  if (!parsed) return refuse("The attributes are no JSON: " + parsed.error().message);
  if (!parsed->is_object()) return refuse("The attributes are no JSON object.");
  return {};
}

Result<void> check_file(std::string_view file) {
  if (file.empty()) return refuse("The line names no file.");
  if (file.find('\0') != std::string_view::npos) return refuse("The name of the file has a zero byte.");
  if (is_s3_url(file)) {
    MIEN_TRY_VOID(parse_s3_url(file));
  } else if (file.starts_with("http://") || file.starts_with("https://")) {
    return refuse("The photo is at an address of the web; only files and s3://BUCKET/KEY are read.");
  }
  return {};
}

Result<void> check_row(const ListRow& row) {
  if (row.files.empty()) return refuse("The line names no file.");
  for (const std::string& file : row.files) MIEN_TRY_VOID(check_file(file));
  if (row.name.empty() && row.id.empty()) return refuse("The line says neither name nor id.");
  if (!row.name.empty()) MIEN_TRY_VOID(check_name(row.name));
  if (!row.id.empty()) MIEN_TRY_VOID(check_id(row.id));
  if (!row.attributes_json.empty()) MIEN_TRY_VOID(check_attributes(row.attributes_json));
  return {};
}

}  // namespace

void ListPeople::add(const ListRow& row, std::size_t line) {
  if (const auto joined = join(row, line); !joined)
    reject(joined.error().message, row.files.size() == 1 ? row.files.front() : "", line);
}

void ListPeople::reject(const std::string& reason, const std::string& file, std::size_t line) {
  listing_.remarks.push_back({.file = file, .line = line, .why = {"wrong_line", reason}, .is_wrong = true});
}

/// @errors kInvalidArgument  the line is wrong, or contradicts an earlier one of the same person.
Result<void> ListPeople::join(const ListRow& row, std::size_t line) {
  MIEN_TRY_VOID(check_row(row));
  const std::string id = row.id.empty() ? derive_person_id(ids_, collection_, row.name).text() : row.id;
  const auto known = places_.find(id);
  PersonEntry added{.id = id, .name = ""};
  PersonEntry& person = known == places_.end() ? added : listing_.people[known->second];
  const auto contradicts = [](std::string_view what) {
    return refuse("The line gives the person another " + std::string(what) + " than an earlier line.");
  };
  const auto differs = [](const std::string& before, const std::string& now) {
    return !before.empty() && !now.empty() && before != now;
  };
  if (differs(person.name, row.name)) return contradicts("name");
  if (differs(person.attributes_json, row.attributes_json)) return contradicts("attributes");
  if (person.consent && row.consent && person.consent != row.consent) return contradicts("consent");
  if (person.name.empty()) person.name = row.name;
  if (person.attributes_json.empty()) person.attributes_json = row.attributes_json;
  if (!person.consent) person.consent = row.consent;
  for (const std::string& file : row.files) {
    if (files_.insert(id + '\0' + file).second)
      person.photos.push_back({.file = file, .line = line});
    else
      listing_.remarks.push_back(
          {.file = file, .line = line, .why = {"same_file", "it was named for the same person before"}});
  }
  if (known == places_.end()) {
    places_.emplace(id, listing_.people.size());
    listing_.people.push_back(std::move(added));
  }
  return {};
}

Listing ListPeople::take() && {
  // A person whom no line gives a name has only an id; the id is shown then.
  for (PersonEntry& person : listing_.people)
    if (person.name.empty()) person.name = person.id;
  return std::move(listing_);
}

}  // namespace mien::importing
