#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"

/// `mien import`: where people and photos come from.
namespace mien::importing {

/// Why a photo is not registered: the server's code where it was asked, else a word of the same kind.
struct Refusal {
  std::string code;
  std::string reason;
};
template <class T>
using Usable = std::expected<T, Refusal>;

/// A photo as the source names it.
struct PhotoRef {
  std::string file;      ///< Unique in the source; names it in the report and in the journal.
  std::size_t line = 0;  ///< Of the list that names it; 0: no list.
};

/// One person to be on the server, with these photos.
struct PersonEntry {
  std::string id;    ///< A valid person id, given or derived.
  std::string name;  ///< A valid name.
  std::string attributes_json{};
  std::optional<bool> consent{};  ///< None: what the command line says.
  std::vector<PhotoRef> photos{};
};

/// Something of the source that is no photo of anybody.
struct Remark {
  std::string file;
  std::size_t line = 0;
  Refusal why;
  /// Whether somebody meant it to be imported: a wrong line, a name that cannot be one. Else it was only passed over.
  bool is_wrong = false;
};

struct Listing {
  std::vector<PersonEntry> people;
  std::vector<Remark> remarks;
  std::size_t photo_count() const {
    std::size_t count = 0;
    for (const PersonEntry& person : people) count += person.photos.size();
    return count;
  }
};

/// Tells whether a photo may have changed since it was last looked at.
struct PhotoStamp {
  std::uint64_t bytes = 0;
  std::int64_t changed_ns = 0;
  bool operator==(const PhotoStamp&) const = default;
};

/// A photo that was read.
struct ReadPhoto {
  std::string bytes;
  PhotoStamp stamp{};  ///< From before its bytes were read: a change meanwhile shows next time.
};

/// People with their photos, wherever they lie. Thread-safe once it is made.
class Source {
 public:
  virtual ~Source() = default;
  /// Everybody, and what was passed over. @errors kInvalidArgument  the source cannot be read at all.
  virtual Result<Listing> list() const = 0;
  /// Does not read the photo. Refuses what is not there, no file, or larger than the service takes. Where the photo
  /// lies elsewhere, this and `read` may take their time; an import that is stopped ends it, with any refusal.
  virtual Usable<PhotoStamp> stamp(const PhotoRef& photo) const = 0;
  /// The whole photo. Refuses what `stamp` refuses, what cannot be read and what does not begin as a JPEG, PNG or WebP.
  virtual Usable<ReadPhoto> read(const PhotoRef& photo) const = 0;
};

}  // namespace mien::importing
