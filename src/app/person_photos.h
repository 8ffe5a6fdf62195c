#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/active_model.h"
#include "app/pending_objects.h"
#include "app/people_policy.h"
#include "ports/face_reader.h"
#include "ports/ids.h"
#include "ports/objects.h"
#include "ports/store.h"

namespace mien::app {

/// One picture that shows exactly one face, good enough to keep.
struct PersonPhoto {
  std::span<const std::byte> file;  ///< Borrowed from the request.
  Sha256 sha256{};
  std::size_t number = 0;  ///< Position in the request, from 1; for messages.
  DetectedFace detected;
  Embedding embedding;
};

/// What a face must pass to be kept, or compared.
inline constexpr QualityFilter kPersonPhotoFilter = QualityFilter::kAuto;

/// Whether another face has half the area of the largest, which is the first: people in the background are none.
bool has_rival(std::span<const ReadFace> faces);

/// The one face of a picture: the largest, if no other has half its area (people in the background are no
/// obstacle), and if it passes the filter.
/// @errors kNoFaceInImage, kSeveralFaces, kLowQuality (message names the reasons), and those of FaceReader
Result<ReadFace> read_single_face(const FaceReader& reader, std::span<const std::byte> image, const Patience& patience);

/// Reads every picture of a registration. The first that is refused decides; its number stands in the message where
/// there are several. @errors those of read_single_face, kInvalidArgument (no picture, too many, or one twice)
Result<std::vector<PersonPhoto>> read_person_photos(const FaceReader& reader, const Ids& ids,
                                                    std::span<const std::span<const std::byte>> images,
                                                    const Patience& patience);

/// Writes the pictures as objects, in their order.
/// @param same  an object that has the bytes of the only picture
/// @errors those of PendingObjects::put
Result<std::vector<ObjectKey>> put_photos(PendingObjects& objects, const Ids& ids, std::span<const PersonPhoto> photos,
                                          const std::optional<ObjectKey>& same = std::nullopt);

/// The faces of the pictures, each with the object that was written of it. The person's id is their ExternalImageId.
/// @errors those of ExternalImageId::parse
Result<std::vector<StoredFace>> faces_of_photos(const Ids& ids, const PersonId& person,
                                                std::span<const PersonPhoto> photos, std::span<const ObjectKey> objects,
                                                Timestamp now);

/// That no picture belongs to a person other than `allowed`.
/// @errors kImageOfAnotherPerson (message says which picture), kNotFound (collection), kUnavailable
Result<void> check_images_are_free(const FaceStore& faces, const CollectionId& collection,
                                   std::span<const PersonPhoto> photos, const std::optional<PersonId>& allowed);

}  // namespace mien::app
