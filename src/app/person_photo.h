#pragma once

#include <cstdint>
#include <optional>

#include "app/cut_photo.h"
#include "core/ids.h"
#include "ports/store.h"

namespace mien::app {

/// A picture that a person was registered with. Thread-safe.
class GetPersonPhoto {
 public:
  struct Request {
    CollectionId collection;
    PersonId person;
    std::optional<FaceId> face{};            ///< None: the first that has a picture.
    std::optional<std::uint32_t> side_px{};  ///< As CutPhoto's.
    Patience patience{};
  };
  /// All borrowed; they outlive this object.
  GetPersonPhoto(const PeopleStore& people, const FaceStore& faces, const CutPhoto& cut)
      : people_(people), faces_(faces), cut_(cut) {}
  /// @errors kNotFound (collection, person, face, or its picture), and those of CutPhoto
  Result<Photo> run(const Request& request) const;

 private:
  Result<StoredFace> find_face(const Request& request) const;

  const PeopleStore& people_;
  const FaceStore& faces_;
  const CutPhoto& cut_;
};

}  // namespace mien::app
