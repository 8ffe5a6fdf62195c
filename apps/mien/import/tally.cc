#include "import/tally.h"

#include <algorithm>
#include <cstdio>

#include "api/json/writer.h"

namespace mien::importing {
namespace {

std::string line(const char* label, const std::string& text) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%-10s ", label);
  return buffer + text + "\n";
}

std::string rounded(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.1f", value);
  return buffer;
}

void add(std::string& list, std::size_t count, const std::string& what) {
  if (count > 0) list += (list.empty() ? "" : ", ") + std::to_string(count) + " " + what;
}

}  // namespace

void Tally::count(const PhotoResult& photo) {
  switch (photo.outcome) {
    case PhotoOutcome::kAdded:
      ++added;
      return;
    case PhotoOutcome::kAlready:
      ++photos_already;
      return;
    case PhotoOutcome::kSame:
      ++same;
      return;
    case PhotoOutcome::kRefused:
      ++refused;
      remembered += photo.is_remembered ? 1 : 0;
      ++refused_by_code[photo.why.code];
      return;
    case PhotoOutcome::kUnsent:  // What is left of photos_all.
      return;
    case PhotoOutcome::kWouldAdd:
      ++would_add;
      return;
  }
}

void Tally::count(const PersonResult& person) {
  ++people_done;
  other_names += person.has_other_name ? 1 : 0;
  switch (person.outcome) {
    case PersonOutcome::kRegistered:
      ++registered;
      return;
    case PersonOutcome::kCompleted:
      ++completed;
      return;
    case PersonOutcome::kAlready:
      ++people_already;
      return;
    case PersonOutcome::kRefused:
      ++people_refused;
      return;
    case PersonOutcome::kUnfinished:
      ++people_unfinished;
      return;
  }
}

void Tally::count(const Listing& listing) {
  people_all = listing.people.size();
  photos_all = listing.photo_count();
  for (const Remark& remark : listing.remarks) ++(remark.is_wrong ? wrong : skipped);
}

const char* word(PhotoOutcome outcome) {
  switch (outcome) {
    case PhotoOutcome::kAdded:
      return "added";
    case PhotoOutcome::kAlready:
      return "already_there";
    case PhotoOutcome::kSame:
      return "same_photo";
    case PhotoOutcome::kRefused:
      return "refused";
    case PhotoOutcome::kUnsent:
      return "unsent";
    case PhotoOutcome::kWouldAdd:
      return "would_add";
  }
  return "";
}

std::string summary_text(const Tally& t, double seconds, bool dry_run) {
  std::string people;
  add(people, t.registered, dry_run ? "would be registered" : "registered");
  add(people, t.completed, dry_run ? "would be completed" : "completed");
  add(people, t.people_already, "already there");
  add(people, t.people_refused, "refused");
  add(people, t.people_unfinished + t.people_all - t.people_done, "unfinished");
  std::string photos;
  add(photos, t.added, "added");
  add(photos, t.would_add, "would be sent");
  add(photos, t.photos_already, "already there");
  add(photos, t.same, "the same as another");
  add(photos, t.refused, "refused");
  add(photos, t.photos_all - t.photos_done(), "unsent");
  std::string out = line("people", people.empty() ? "none" : people) + line("photos", photos.empty() ? "none" : photos);
  std::string codes;
  for (const auto& [code, count] : t.refused_by_code) add(codes, count, code);
  if (!codes.empty()) out += line("refused", codes);
  if (t.remembered > 0)
    out += line("", std::to_string(t.remembered) + " of these by an earlier run; --retry-refused sends them again");
  std::string others;
  add(others, t.skipped, "passed over");
  add(others, t.wrong, "wrong lines or names");
  add(others, t.other_names, "people whom the server knows under another name");
  if (!others.empty()) out += line("besides", others);
  out += line("time", rounded(seconds) + " s" +
                          (dry_run || seconds <= 0
                               ? ""
                               : ", " + rounded(static_cast<double>(t.added + t.refused - t.remembered) / seconds) +
                                     " photos/s"));
  return out;
}

std::string summary_json(const Tally& t, double seconds, bool dry_run, const std::string& stopped) {
  api::JsonWriter json;
  const auto number = [&](const char* name, std::size_t count) { json.key(name).unsigned_integer(count); };
  json.begin_object().key("dry_run").boolean(dry_run).key("people").begin_object();
  number("registered", t.registered);
  number("completed", t.completed);
  number("already_there", t.people_already);
  number("refused", t.people_refused);
  number("unfinished", t.people_unfinished + t.people_all - t.people_done);
  number("other_name", t.other_names);
  json.end_object().key("photos").begin_object();
  number("added", t.added);
  if (dry_run) number("would_add", t.would_add);
  number("already_there", t.photos_already);
  number("same_photo", t.same);
  number("refused", t.refused);
  number("refused_earlier", t.remembered);
  number("unsent", t.photos_all - t.photos_done());
  json.end_object().key("refused_by_code").begin_object();
  for (const auto& [code, count] : t.refused_by_code) number(code.c_str(), count);
  json.end_object();
  number("passed_over", t.skipped);
  number("wrong", t.wrong);
  json.key("seconds").number(seconds);
  json.key("photos_per_second")
      .number(seconds > 0 ? static_cast<double>(t.added + t.refused - t.remembered) / seconds : 0.0);
  if (!stopped.empty()) json.member("stopped", stopped);
  return json.end_object().take();
}

}  // namespace mien::importing
