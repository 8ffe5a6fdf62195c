#pragma once

#include <filesystem>
#include <string>

#include "import/photo_file.h"
#include "import/source.h"
#include "ports/ids.h"

namespace mien::importing {

/// A folder that has a folder for each person: its name is the person's, the photos in it are the person's photos.
/// Nothing deeper is looked at, so that links cannot lead in a circle.
class FolderSource final : public Source {
 public:
  /// Borrows `ids`.
  FolderSource(const Ids& ids, std::filesystem::path root, std::string collection, Links links)
      : ids_(ids), root_(std::move(root)), collection_(std::move(collection)), links_(links) {}
  /// People and photos in the order of their names' bytes.
  Result<Listing> list() const override;
  Usable<PhotoStamp> stamp(const PhotoRef& photo) const override;
  Usable<ReadPhoto> read(const PhotoRef& photo) const override;

 private:
  void list_person(const std::string& name, Listing& listing) const;

  const Ids& ids_;
  std::filesystem::path root_;
  std::string collection_;
  Links links_;
};

}  // namespace mien::importing
