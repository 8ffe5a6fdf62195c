#include "app/face_ids.h"

#include <span>
#include <string>

namespace mien::app {
namespace {

/// Digest of a labelled, unambiguous concatenation: label and digest have fixed lengths, the free text comes last.
Uuid derive(const Ids& ids, std::string_view label, const Sha256& image, std::size_t ordinal,
            const std::optional<ExternalImageId>& external_image) {
  std::string text(label);
  text.append(reinterpret_cast<const char*>(image.data()), image.size());
  text += static_cast<char>(ordinal & 0xFF);
  text += external_image ? '+' : '-';
  if (external_image) text += external_image->text();
  return Uuid::from_digest(ids.sha256(std::as_bytes(std::span(text))));
}

}  // namespace

FaceId derive_face_id(const Ids& ids, const Sha256& image, std::size_t ordinal,
                      const std::optional<ExternalImageId>& external_image) {
  return {derive(ids, "face", image, ordinal, external_image)};
}

ImageId derive_image_id(const Ids& ids, const Sha256& image, const std::optional<ExternalImageId>& external_image) {
  return {derive(ids, "imag", image, 0, external_image)};
}

}  // namespace mien::app
