#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "app/turns.h"
#include "core/ids.h"
#include "core/patience.h"
#include "ports/image_decoder.h"
#include "ports/image_encoder.h"
#include "ports/objects.h"
#include "ports/store.h"

namespace mien::app {

/// A picture that a person was registered with: as it was sent, or the face cut out of it for a list. Thread-safe.
class GetPersonPhoto {
 public:
  struct Request {
    CollectionId collection;
    PersonId person;
    std::optional<FaceId> face{};            ///< None: the first that has a picture.
    std::optional<std::uint32_t> side_px{};  ///< Of the square cut round the face; none: the whole file.
    Patience patience{};
  };
  struct Response {
    std::vector<std::byte> file;
    ImageFormat format = ImageFormat::kJpeg;
  };
  /// All borrowed; they outlive this object.
  struct Ports {
    const PeopleStore& people;
    const FaceStore& faces;
    const Objects& objects;
    const ImageDecoder& decoder;
    const ImageEncoder& encoder;
    Turns& turns;  ///< Of those who decode: a picture of the largest size has 240 MB of pixels.
  };
  explicit GetPersonPhoto(Ports ports) : ports_(ports) {}
  /// @errors kInvalidArgument (side_px), kNotFound (collection, person, face, or its picture), kOverloaded,
  /// kUnavailable,
  ///   and those of Patience
  Result<Response> run(const Request& request) const;

 private:
  Result<StoredFace> find_face(const Request& request) const;
  Result<std::vector<std::byte>> cut_out(std::span<const std::byte> file, const BoundingBox& box,
                                         std::uint32_t side_px) const;

  Ports ports_;
};

}  // namespace mien::app
