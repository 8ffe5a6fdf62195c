#pragma once

#include <filesystem>
#include <string>

#include "import/photo_file.h"
#include "import/source.h"
#include "ports/ids.h"

namespace mien::importing {

inline constexpr std::size_t kCsvFileBytesMax = std::size_t{256} * 1024 * 1024;

/// A CSV file with a line for each photo; docs/formats/import.md describes it. Links that it names are followed: it
/// could name what they lead to as well.
class CsvSource final : public Source {
 public:
  /// Borrows `ids`.
  CsvSource(const Ids& ids, std::filesystem::path file, std::string collection)
      : ids_(ids), file_(std::move(file)), collection_(std::move(collection)) {}
  /// People in the order in which they are first named. @errors kInvalidArgument  no such file, or its header is wrong.
  Result<Listing> list() const override;
  Usable<PhotoStamp> stamp(const PhotoRef& photo) const override;
  Usable<std::string> read(const PhotoRef& photo) const override;

 private:
  std::string path_of(const PhotoRef& photo) const;

  const Ids& ids_;
  std::filesystem::path file_;
  std::string collection_;
};

/// The people of a CSV text. @errors kInvalidArgument  the header is wrong or missing.
Result<Listing> list_csv(const Ids& ids, std::string_view text, const std::string& collection);

}  // namespace mien::importing
