#pragma once

#include <filesystem>
#include <string>

#include "import/photo_file.h"
#include "import/s3_photos.h"
#include "import/source.h"
#include "ports/ids.h"

namespace mien::importing {

inline constexpr std::size_t kListBytesMax = std::size_t{256} * 1024 * 1024;

/// A list of photos and whose they are, as CSV or JSON lines; docs/formats/import.md describes both. The photos are
/// files or lie on an S3 server. Links that it names are followed: it could name what they lead to as well.
class ListSource final : public Source {
 public:
  enum class Form : std::uint8_t { kCsv, kJsonLines };
  /// By the end of the file's name, else by how the text begins: JSON lines begin with an object.
  static Form form_of(const std::filesystem::path& file, std::string_view text);

  /// Borrows `ids` and `s3`.
  ListSource(const Ids& ids, std::filesystem::path file, std::string collection, const S3Photos& s3)
      : ids_(ids), file_(std::move(file)), collection_(std::move(collection)), s3_(s3) {}
  /// People in the order in which they are first named.
  /// @errors kInvalidArgument  no such file, or the header of the CSV file is wrong.
  Result<Listing> list() const override;
  Usable<PhotoStamp> stamp(const PhotoRef& photo) const override;
  Usable<ReadPhoto> read(const PhotoRef& photo) const override;

 private:
  std::string path_of(const PhotoRef& photo) const;

  const Ids& ids_;
  std::filesystem::path file_;
  std::string collection_;
  const S3Photos& s3_;
};

}  // namespace mien::importing
