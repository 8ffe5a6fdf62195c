#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "import/person_import.h"

namespace mien::importing {

/// What an import has come to so far. A value.
struct Tally {
  std::size_t people_all = 0;
  std::size_t photos_all = 0;
  std::size_t people_done = 0;  ///< Of whatever outcome.

  std::size_t registered = 0;
  std::size_t completed = 0;
  std::size_t people_already = 0;
  std::size_t people_refused = 0;
  std::size_t people_unfinished = 0;
  std::size_t other_names = 0;  ///< People whom the server knows under another name.

  std::size_t added = 0;
  std::size_t photos_already = 0;
  std::size_t same = 0;
  std::size_t refused = 0;
  std::size_t remembered = 0;  ///< Of the refused: by an earlier run.
  std::size_t would_add = 0;
  std::map<std::string, std::size_t> refused_by_code;

  std::size_t skipped = 0;  ///< Files and folders that are no photos of anybody.
  std::size_t wrong = 0;    ///< Lines and names that cannot be imported.

  std::size_t photos_done() const { return added + photos_already + same + refused + would_add; }
  /// Whether everybody and everything that was listed is on the server.
  bool is_complete() const {
    return refused + wrong + people_refused + people_unfinished == 0 && people_done == people_all &&
           photos_done() == photos_all;
  }

  void count(const PhotoResult& photo);
  void count(const PersonResult& person);
  void count(const Listing& listing);
};

/// One word for reports.
const char* word(PhotoOutcome outcome);

/// The summary for people, several lines. @param dry_run  what would be done.
std::string summary_text(const Tally& tally, double seconds, bool dry_run);
/// The same as JSON, one line. @param stopped  empty, or why the import ended early.
std::string summary_json(const Tally& tally, double seconds, bool dry_run, const std::string& stopped);

}  // namespace mien::importing
