#include "import/folder_source.h"

#include <algorithm>
#include <system_error>

#include "import/person_id.h"

namespace mien::importing {
namespace {

namespace fs = std::filesystem;

enum class Kind : std::uint8_t { kFile, kFolder, kOther };
struct Entry {
  std::string name;
  Kind kind = Kind::kOther;
  Refusal why{};  ///< Of kOther.
};

Entry look_at(const fs::directory_entry& item, Links links) {
  Entry entry{.name = item.path().filename().string()};
  std::error_code error;
  const bool is_link = item.is_symlink(error);
  if (is_link && links == Links::kRefuse) {
    entry.why = {"file_link", "it is a link; --follow-links follows them"};
    return entry;
  }
  const fs::file_status status = fs::status(item.path(), error);
  if (fs::is_regular_file(status))
    entry.kind = Kind::kFile;
  else if (fs::is_directory(status))
    entry.kind = Kind::kFolder;
  else if (is_link)
    entry.why = {"file_link", "it is a link that leads nowhere, or in a circle"};
  else
    entry.why = {"file_kind", "it is no ordinary file"};
  return entry;
}

/// What lies in a folder, by name. @errors kInvalidArgument
Result<std::vector<Entry>> entries_of(const fs::path& folder, Links links) {
  std::vector<Entry> out;
  std::error_code error;
  for (fs::directory_iterator item(folder, error), end; !error && item != end; item.increment(error))
    out.push_back(look_at(*item, links));
  if (error)
    return fail(ErrorCode::kInvalidArgument,
                "Cannot read the folder " + folder.string() + ": " + error.message() + ".");
  std::ranges::sort(out, {}, &Entry::name);
  return out;
}

}  // namespace

Result<Listing> FolderSource::list() const {
  MIEN_TRY(const std::vector<Entry> entries, entries_of(root_, links_));
  Listing listing;
  for (const Entry& entry : entries) {
    if (entry.kind == Kind::kFolder)
      list_person(entry.name, listing);
    else if (entry.kind == Kind::kFile)
      listing.remarks.push_back({.file = entry.name, .why = {"no_person", "it lies in no person's folder"}});
    else
      listing.remarks.push_back({.file = entry.name, .why = entry.why});
  }
  return listing;
}

void FolderSource::list_person(const std::string& name, Listing& listing) const {
  const auto wrong = [&](std::string code, std::string reason) {
    listing.remarks.push_back({.file = name, .why = {std::move(code), std::move(reason)}, .is_wrong = true});
  };
  if (const auto good = check_name(name); !good) return wrong("invalid_name", good.error().message);
  const auto entries = entries_of(root_ / name, links_);
  if (!entries) return wrong("file_unreadable", entries.error().message);
  PersonEntry person{.id = derive_person_id(ids_, collection_, name).text(), .name = name};
  for (const Entry& entry : *entries) {
    const std::string file = name + "/" + entry.name;
    if (entry.kind == Kind::kFile &&
        (has_photo_extension(entry.name) || looks_like_photo((root_ / file).string(), links_)))
      person.photos.push_back({.file = file});
    else if (entry.kind == Kind::kFile)
      listing.remarks.push_back({.file = file, .why = {"other_file", "it is no JPEG, PNG or WebP"}});
    else if (entry.kind == Kind::kFolder)
      listing.remarks.push_back({.file = file, .why = {"file_kind", "folders in a person's folder are not looked at"}});
    else
      listing.remarks.push_back({.file = file, .why = entry.why});
  }
  if (person.photos.empty())
    listing.remarks.push_back({.file = name, .why = {"no_photos", "there is no photo in it"}});
  else
    listing.people.push_back(std::move(person));
}

Usable<PhotoStamp> FolderSource::stamp(const PhotoRef& photo) const {
  return stamp_photo_file((root_ / photo.file).string(), links_);
}

Usable<ReadPhoto> FolderSource::read(const PhotoRef& photo) const {
  return read_photo_file((root_ / photo.file).string(), links_);
}

}  // namespace mien::importing
