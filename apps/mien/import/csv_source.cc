#include "import/csv_source.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "api/json/parse.h"
#include "app/person_name.h"
#include "core/ascii.h"
#include "files.h"
#include "import/csv.h"
#include "import/person_id.h"

namespace mien::importing {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> kColumns{"file", "name", "id", "attributes", "consent"};
enum Column : std::size_t { kFile, kName, kId, kAttributes, kConsent };

/// Where each column stands in a line.
struct Header {
  std::array<std::optional<std::size_t>, kColumns.size()> place{};
  std::size_t count = 0;

  std::string_view of(const CsvRecord& record, Column column) const {
    const auto& at = place[column];
    if (!at) return {};
    // A file's name may begin with a blank; nothing else may.
    const std::string_view text = record.fields[*at];
    return column == kFile ? text : trimmed(text);
  }
};

Result<Header> read_header(CsvReader& reader) {
  const auto wrong = [](const std::string& why) {
    return fail(ErrorCode::kInvalidArgument, "The header of the CSV file " + why +
                                                 "; it must name the columns: file, name and, where wanted, id, "
                                                 "attributes and consent.");
  };
  const auto record = reader.next();
  if (!record) return wrong("is missing");
  if (!record->fault.empty()) return wrong(record->fault);
  Header header{.count = record->fields.size()};
  for (std::size_t i = 0; i < record->fields.size(); ++i) {
    const std::string name = lower_case(trimmed(record->fields[i]));
    const auto known = std::ranges::find(kColumns, name);
    if (known == kColumns.end()) return wrong("has a column " + std::to_string(i + 1) + " of unknown name");
    auto& place = header.place[static_cast<std::size_t>(known - kColumns.begin())];
    if (place) return wrong("names a column twice");
    place = i;
  }
  if (!header.place[kFile]) return wrong("has no column file");
  if (!header.place[kName] && !header.place[kId]) return wrong("has no column name");
  return header;
}

/// What one line says.
struct Row {
  std::string file;
  std::string name;
  std::string id;
  std::string attributes;
  std::optional<bool> consent;
};

Result<void> check_attributes(std::string_view text) {
  MIEN_TRY_VOID(app::check_attributes_size(text));
  const auto parsed = api::parse_json(text);
  if (!parsed) return fail(ErrorCode::kInvalidArgument, "The attributes are no JSON: " + parsed.error().message);
  if (!parsed->is_object()) return fail(ErrorCode::kInvalidArgument, "The attributes are no JSON object.");
  return {};
}

Result<Row> read_row(const Header& header, const CsvRecord& record) {
  if (!record.fault.empty()) return fail(ErrorCode::kInvalidArgument, "The line " + record.fault + ".");
  if (record.fields.size() != header.count)
    return fail(ErrorCode::kInvalidArgument, "The line has " + std::to_string(record.fields.size()) +
                                                 " fields and the header " + std::to_string(header.count) + ".");
  Row row{.file = std::string(header.of(record, kFile)),
          .name = std::string(header.of(record, kName)),
          .id = std::string(header.of(record, kId)),
          .attributes = std::string(header.of(record, kAttributes)),
          .consent = {}};
  if (row.file.empty()) return fail(ErrorCode::kInvalidArgument, "The line names no file.");
  if (row.file.find('\0') != std::string::npos)
    return fail(ErrorCode::kInvalidArgument, "The name of the file has a zero byte.");
  if (row.name.empty() && row.id.empty())
    return fail(ErrorCode::kInvalidArgument, "The line says neither name nor id.");
  if (!row.name.empty()) MIEN_TRY_VOID(check_name(row.name));
  if (!row.id.empty()) MIEN_TRY_VOID(check_id(row.id));
  if (!row.attributes.empty()) MIEN_TRY_VOID(check_attributes(row.attributes));
  const std::string consent = lower_case(header.of(record, kConsent));
  if (consent == "true" || consent == "false")
    row.consent = consent == "true";
  else if (!consent.empty())
    return fail(ErrorCode::kInvalidArgument, "The consent is neither true nor false.");
  return row;
}

/// Puts the lines of one person together.
class People {
 public:
  People(const Ids& ids, const std::string& collection, Listing& listing)
      : ids_(ids), collection_(collection), listing_(listing) {}

  /// @errors kInvalidArgument  the line contradicts an earlier one of the same person.
  Result<void> add(const Row& row, std::size_t line) {
    const std::string id = row.id.empty() ? derive_person_id(ids_, collection_, row.name).text() : row.id;
    const auto [known, is_new] = places_.try_emplace(id, listing_.people.size());
    if (is_new) listing_.people.push_back({.id = id, .name = ""});
    PersonEntry& person = listing_.people[known->second];
    const auto differs = [](const std::string& before, const std::string& now) {
      return !before.empty() && !now.empty() && before != now;
    };
    if (differs(person.name, row.name)) return contradicts("name");
    if (differs(person.attributes_json, row.attributes)) return contradicts("attributes");
    if (person.consent && row.consent && person.consent != row.consent) return contradicts("consent");
    if (person.name.empty()) person.name = row.name;
    if (person.attributes_json.empty()) person.attributes_json = row.attributes;
    if (!person.consent) person.consent = row.consent;
    if (!files_.insert(id + '\0' + row.file).second) {
      listing_.remarks.push_back(
          {.file = row.file, .line = line, .why = {"same_file", "an earlier line names it for the same person"}});
      return {};
    }
    person.photos.push_back({.file = row.file, .line = line});
    return {};
  }

 private:
  static Result<void> contradicts(const std::string& what) {
    return fail(ErrorCode::kInvalidArgument, "The line gives the person another " + what + " than an earlier line.");
  }

  const Ids& ids_;
  const std::string& collection_;
  Listing& listing_;
  std::map<std::string, std::size_t> places_;
  std::set<std::string> files_;
};

}  // namespace

Result<Listing> list_csv(const Ids& ids, std::string_view text, const std::string& collection) {
  CsvReader reader(text);
  MIEN_TRY(const Header header, read_header(reader));
  Listing listing;
  People people(ids, collection, listing);
  while (const auto record = reader.next()) {
    const auto row = read_row(header, *record);
    const Result<void> added = row ? people.add(*row, record->line) : std::unexpected(row.error());
    if (!added)
      listing.remarks.push_back({.file = row ? row->file : "",
                                 .line = record->line,
                                 .why = {"wrong_line", added.error().message},
                                 .is_wrong = true});
  }
  // A person whom no line gives a name has only an id; the id is shown then.
  for (PersonEntry& person : listing.people)
    if (person.name.empty()) person.name = person.id;
  // One whose only line was refused after all has no photo.
  std::erase_if(listing.people, [](const PersonEntry& person) { return person.photos.empty(); });
  return listing;
}

Result<Listing> CsvSource::list() const {
  const auto text = cli::read_text(file_, kCsvFileBytesMax);
  if (text) return list_csv(ids_, *text, collection_);
  return fail(ErrorCode::kInvalidArgument,
              "Cannot read the CSV file " + file_.string() + ": " + text.error().why + ".");
}

std::string CsvSource::path_of(const PhotoRef& photo) const {
  return (file_.parent_path() / fs::path(photo.file)).string();  // An absolute one stays as it is.
}

Usable<PhotoStamp> CsvSource::stamp(const PhotoRef& photo) const {
  return stamp_photo_file(path_of(photo), Links::kFollow);
}

Usable<std::string> CsvSource::read(const PhotoRef& photo) const {
  return read_photo_file(path_of(photo), Links::kFollow);
}

}  // namespace mien::importing
