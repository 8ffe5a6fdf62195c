// Any bytes, as JSON lines and as CSV, give people whom the server would take, each photo once, and remarks with lines
// that exist; what was listed and is written again as JSON lines lists the same.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "adapters/system/system_ids.h"
#include "api/json/parse.h"
#include "api/json/writer.h"
#include "core/limits.h"
#include "import/csv_list.h"
#include "import/json_lines.h"
#include "import/person_id.h"
#include "import/s3_url.h"

namespace {

using mien::importing::Listing;
using mien::importing::PersonEntry;

void check_person(const PersonEntry& person, std::size_t lines) {
  using namespace mien::importing;
  if (person.photos.empty() || !check_id(person.id)) std::abort();
  if (person.name != person.id && !check_name(person.name)) std::abort();
  if (person.attributes_json.size() > mien::limits::kAttributesBytesMax) std::abort();
  if (!person.attributes_json.empty()) {
    const auto attributes = mien::api::parse_json(person.attributes_json);
    if (!attributes || !attributes->is_object()) std::abort();
  }
  std::set<std::string> files;
  for (const auto& photo : person.photos) {
    if (photo.file.empty() || photo.file.contains('\0') || !files.insert(photo.file).second) std::abort();
    if (photo.line == 0 || photo.line > lines) std::abort();
    if (is_s3_url(photo.file) && s3_path(*parse_s3_url(photo.file)).find_first_of("?# %25\\\r\n") == 0) std::abort();
  }
}

std::string written(const Listing& listing) {
  std::string out;
  for (const PersonEntry& person : listing.people)
    for (const auto& photo : person.photos) {
      mien::api::JsonWriter json;
      json.begin_object().member("file", photo.file).member("id", person.id);
      // A name that is only the id's stand-in was never said.
      if (person.name != person.id) json.member("name", person.name);
      json.key("consent");
      if (person.consent)
        json.boolean(*person.consent);
      else
        json.null();
      std::string line = json.end_object().take();
      if (!person.attributes_json.empty()) line.insert(line.size() - 1, ",\"attributes\":" + person.attributes_json);
      out += line + "\n";
    }
  return out;
}

bool is_same(const PersonEntry& a, const PersonEntry& b) {
  return a.id == b.id && a.name == b.name && a.consent == b.consent && a.attributes_json == b.attributes_json &&
         std::ranges::equal(a.photos, b.photos, {}, &mien::importing::PhotoRef::file, &mien::importing::PhotoRef::file);
}

void check(const Listing& listing, std::size_t lines) {
  for (const PersonEntry& person : listing.people) check_person(person, lines);
  for (const auto& remark : listing.remarks)
    if (remark.line == 0 || remark.line > lines || remark.why.code.empty() || remark.why.reason.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const mien::SystemIds ids;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  const Listing listing = mien::importing::list_json_lines(ids, text, "people");
  check(listing, lines);
  const Listing again = mien::importing::list_json_lines(ids, written(listing), "people");
  if (!again.remarks.empty() || !std::ranges::equal(listing.people, again.people, &is_same)) std::abort();
  if (const auto csv = mien::importing::list_csv(ids, text, "people")) check(*csv, lines);
  return 0;
}
