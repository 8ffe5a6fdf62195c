#include "import/json_lines.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <utility>

#include "api/json/parse.h"
#include "api/rest/json_shapes.h"
#include "core/ascii.h"
#include "import/list_people.h"

namespace mien::importing {
namespace {

namespace bj = boost::json;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlanks = " \t\r";

std::unexpected<Error> refuse(std::string why) { return fail(ErrorCode::kInvalidArgument, std::move(why)); }

Result<std::string> text_of(const bj::value& value, std::string_view member) {
  if (const bj::string* text = value.if_string()) return std::string(text->data(), text->size());
  return refuse("The member " + std::string(member) + " is no text.");
}

Result<void> take_files(const bj::value& value, ListRow& row) {
  const bj::array* files = value.if_array();
  if (!files) return refuse("The member files is no array.");
  for (const bj::value& file : *files) {
    MIEN_TRY(row.files.emplace_back(), text_of(file, "files"));
  }
  return {};
}

/// One member of a line's object. `null` says as much as a member that is missing.
Result<void> take_member(std::string_view name, const bj::value& value, ListRow& row) {
  if (value.is_null()) return {};
  if (name == "file") {
    MIEN_TRY(row.files.emplace_back(), text_of(value, name));
  } else if (name == "files") {
    return take_files(value, row);
  } else if (name == "name") {
    MIEN_TRY(row.name, text_of(value, name));
  } else if (name == "id") {
    MIEN_TRY(row.id, text_of(value, name));
  } else if (name == "attributes") {
    if (!value.is_object()) return refuse("The attributes are no JSON object.");
    row.attributes_json = api::rest::json_text(value);
  } else if (name == "consent") {
    if (!value.is_bool()) return refuse("The consent is neither true nor false.");
    row.consent = value.get_bool();
  } else {
    return refuse("The line has a member of unknown name; known are file, files, name, id, attributes and consent.");
  }
  return {};
}

/// @errors kInvalidArgument
Result<ListRow> read_row(std::string_view line) {
  if (line.size() > kJsonLineBytesMax)
    return refuse("The line is longer than " + std::to_string(kJsonLineBytesMax / 1024) + " KB.");
  MIEN_TRY(const bj::value value, api::parse_json(line));
  const bj::object* object = value.if_object();
  if (!object) return refuse("The line is no JSON object.");
  if (object->contains("file") && object->contains("files")) return refuse("The line has both file and files.");
  ListRow row;
  for (const auto& member : *object)
    MIEN_TRY_VOID(take_member({member.key().data(), member.key().size()}, member.value(), row));
  return row;
}

}  // namespace

Listing list_json_lines(const Ids& ids, std::string_view text, const std::string& collection) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  ListPeople people(ids, collection);
  std::size_t faults = 0;
  for (std::size_t number = 1; !text.empty() && faults < kJsonLineFaultsMax; ++number) {
    const auto end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end), kBlanks);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty()) continue;
    const auto row = read_row(line);
    if (row) {
      people.add(*row, number);
      continue;
    }
    const bool is_last = ++faults == kJsonLineFaultsMax;
    people.reject(row.error().message + (is_last ? " Too many lines are wrong; the rest is not looked at." : ""), "",
                  number);
  }
  return std::move(people).take();
}

}  // namespace mien::importing
