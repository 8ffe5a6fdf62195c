#include "import/csv_list.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/ascii.h"
#include "import/csv.h"
#include "import/list_people.h"

namespace mien::importing {
namespace {

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

/// What one line says. @errors kInvalidArgument
Result<ListRow> read_row(const Header& header, const CsvRecord& record) {
  if (!record.fault.empty()) return fail(ErrorCode::kInvalidArgument, "The line " + record.fault + ".");
  if (record.fields.size() != header.count)
    return fail(ErrorCode::kInvalidArgument, "The line has " + std::to_string(record.fields.size()) +
                                                 " fields and the header " + std::to_string(header.count) + ".");
  ListRow row{.name = std::string(header.of(record, kName)),
              .id = std::string(header.of(record, kId)),
              .attributes_json = std::string(header.of(record, kAttributes))};
  if (const auto file = header.of(record, kFile); !file.empty()) row.files.emplace_back(file);
  const std::string consent = lower_case(header.of(record, kConsent));
  if (consent == "true" || consent == "false")
    row.consent = consent == "true";
  else if (!consent.empty())
    return fail(ErrorCode::kInvalidArgument, "The consent is neither true nor false.");
  return row;
}

}  // namespace

Result<Listing> list_csv(const Ids& ids, std::string_view text, const std::string& collection) {
  CsvReader reader(text);
  MIEN_TRY(const Header header, read_header(reader));
  ListPeople people(ids, collection);
  while (const auto record = reader.next()) {
    const auto row = read_row(header, *record);
    if (row)
      people.add(*row, record->line);
    else
      people.reject(row.error().message, "", record->line);
  }
  return std::move(people).take();
}

}  // namespace mien::importing
