#include "app/person_photos.h"

#include <algorithm>
#include <utility>

#include "app/face_ids.h"
#include "app/largest_face.h"
#include "core/limits.h"

namespace mien::app {
namespace {

/// A face of less than half the area of the largest is somebody in the background, not a rival.
constexpr float kRivalAreaShare = 0.5F;

Error numbered(Error error, std::size_t number, std::size_t count) {
  if (count > 1) error.message = "Picture " + std::to_string(number) + ": " + error.message;
  return error;
}

float area_px(const DetectedFace& face) { return face.width_px * face.height_px; }

}  // namespace

bool has_rival(std::span<const ReadFace> faces) {
  return std::ranges::any_of(faces.subspan(1), [&](const ReadFace& other) {
    return area_px(other.face) >= kRivalAreaShare * area_px(faces.front().face);
  });
}

Result<ReadFace> read_single_face(const FaceReader& reader, std::span<const std::byte> image,
                                  const Patience& patience) {
  MIEN_TRY(ReadImage read, read_largest_face(reader, image,
                                             {.accepted = AcceptedFormats::kJpegPngWebp,
                                              .bytes_max = limits::kObjectImageBytesMax,
                                              .filter = kPersonPhotoFilter,
                                              .patience = patience}));
  ReadFace& largest = read.faces.front();
  if (has_rival(read.faces))
    return fail(ErrorCode::kSeveralFaces, "The picture shows several faces; exactly one is needed.");
  MIEN_TRY_VOID(check_usable(largest));
  return std::move(largest);
}

Result<std::vector<PersonPhoto>> read_person_photos(const FaceReader& reader, const Ids& ids,
                                                    std::span<const std::span<const std::byte>> images,
                                                    const Patience& patience) {
  if (images.empty() || images.size() > limits::kImagesPerRegistrationMax)
    return fail(ErrorCode::kInvalidArgument,
                "Between 1 and " + std::to_string(limits::kImagesPerRegistrationMax) + " pictures are needed.");
  std::vector<Sha256> digests;
  for (const auto image : images) {
    const Sha256 digest = ids.sha256(image);
    if (const auto same = std::ranges::find(digests, digest); same != digests.end())
      return fail(ErrorCode::kInvalidArgument, "Pictures " + std::to_string(same - digests.begin() + 1) + " and " +
                                                   std::to_string(digests.size() + 1) + " are the same.");
    digests.push_back(digest);
  }
  std::vector<PersonPhoto> photos;
  for (std::size_t i = 0; i < images.size(); ++i) {
    auto face = read_single_face(reader, images[i], patience);
    if (!face) return std::unexpected(numbered(std::move(face).error(), i + 1, images.size()));
    photos.push_back({.file = images[i],
                      .sha256 = digests[i],
                      .number = i + 1,
                      .detected = face->face,
                      .embedding = *std::move(face->embedding)});
  }
  return photos;
}

Result<std::vector<ObjectKey>> put_photos(PendingObjects& objects, const Ids& ids, std::span<const PersonPhoto> photos,
                                          const std::optional<ObjectKey>& same) {
  std::vector<ObjectKey> out;
  for (const PersonPhoto& photo : photos) {
    const ObjectKey key{ids.random()};
    MIEN_TRY_VOID(same && photos.size() == 1 ? objects.copy_or_put(*same, key, photo.file)
                                             : objects.put(key, photo.file));
    out.push_back(key);
  }
  return out;
}

Result<std::vector<StoredFace>> faces_of_photos(const Ids& ids, const PersonId& person,
                                                std::span<const PersonPhoto> photos, std::span<const ObjectKey> objects,
                                                Timestamp now) {
  MIEN_TRY(const ExternalImageId external_image, ExternalImageId::parse(person.text()));
  std::vector<StoredFace> faces;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    const PersonPhoto& photo = photos[i];
    faces.push_back({.id = derive_face_id(ids, photo.sha256, 0, external_image),
                     .image = derive_image_id(ids, photo.sha256, external_image),
                     .external_image = external_image,
                     .image_sha256 = photo.sha256,
                     .box = photo.detected.box,
                     .confidence_pct = photo.detected.confidence_pct,
                     .embedding = photo.embedding,
                     .person = person,
                     .object = objects[i],
                     .created = now});
  }
  return faces;
}

Result<void> check_images_are_free(const FaceStore& faces, const CollectionId& collection,
                                   std::span<const PersonPhoto> photos, const std::optional<PersonId>& allowed) {
  for (const PersonPhoto& photo : photos) {
    MIEN_TRY(const std::optional<PersonId> owner, faces.person_of_image(collection, photo.sha256));
    if (owner && owner != allowed)
      return std::unexpected(
          Error{.code = ErrorCode::kImageOfAnotherPerson,
                .message = "Picture " + std::to_string(photo.number) + " is registered for another person.",
                .subject = owner->text()});
  }
  return {};
}

}  // namespace mien::app
