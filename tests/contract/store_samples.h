#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "ports/store.h"

/// Made-up rows for the tests of stores. Everything follows from small numbers, so that a failure can be read.
namespace mien::samples {

inline constexpr std::size_t kDimension = 8;

inline Uuid uuid(std::uint64_t number) {
  Uuid id;
  for (std::size_t i = 0; i < 8; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return id;
}
inline FaceId face_id(std::uint64_t number) { return {uuid(number)}; }
inline ObjectKey object_key(std::uint64_t number) { return {uuid(number + 0x0B000000)}; }
inline PersonKey person_key(std::uint64_t number) { return {uuid(number + 0x9E000000)}; }
inline CollectionId collection_id(std::string_view text) { return CollectionId::parse(text).value(); }
inline PersonId person_id(std::string_view text) { return PersonId::parse(text).value(); }
inline Timestamp at(std::int64_t ms) { return Timestamp(std::chrono::milliseconds(ms)); }

inline Embedding embedding(std::uint64_t number) {
  std::mt19937_64 random(number);
  std::normal_distribution<float> normal;
  std::vector<float> values(kDimension);
  for (float& value : values) value = normal(random);
  return Embedding::normalized(values).value();
}

inline Sha256 sha256(std::uint64_t number) {
  Sha256 out{};
  for (std::size_t i = 0; i < 8; ++i) out[i] = static_cast<std::byte>(number >> (8 * i));
  return out;
}

inline AuditEvent event(std::string action, std::int64_t at_ms = 1000) {
  return {.id = {uuid(77)},
          .at = at(at_ms),
          .actor = "MIENTEST",
          .action = std::move(action),
          .collection = "people",
          .subject = "",
          .outcome = "ok"};
}

inline IdempotencyRecord record(std::string actor, std::string key, std::int64_t created_ms,
                                std::string response = "{}") {
  return {.actor = std::move(actor),
          .key = std::move(key),
          .request_sha256 = sha256(5),
          .response = std::move(response),
          .created = at(created_ms)};
}

inline StoredFace face(std::uint64_t number) {
  return {.id = face_id(number),
          .image = {uuid(number + 0x10000)},
          .image_sha256 = sha256(number),
          .box = {0.1F, -0.25F, 0.5F, 1.125F},
          .confidence_pct = 99.9F,
          .embedding = embedding(number),
          .created = at(1'700'000'000'123)};
}
inline StoredFace face_with_photo(std::uint64_t number) {
  StoredFace out = face(number);
  out.object = object_key(number);
  return out;
}

inline Collection collection(std::string_view id) {
  return {.id = collection_id(id), .face_model_version = "7.0", .created = at(1'600'000'000'456)};
}

inline PeopleStore::Registration registration(std::string_view id, std::uint64_t number,
                                              std::vector<StoredFace> faces) {
  return {.person = {.key = person_key(number),
                     .id = person_id(id),
                     .name = "Name of " + std::string(id),
                     .attributes_json = R"({"floor":3})",
                     .consent = true,
                     .created = at(5000),
                     .updated = at(5000)},
          .fused = embedding(number + 500'000),
          .faces = std::move(faces),
          .event = event("register_person")};
}

/// What an index would hold: embeddings by gallery and key.
using Gallery = std::map<GalleryId, std::map<Uuid, std::vector<float>>>;

inline std::vector<float> values_of(const Embedding& embedding) {
  return {embedding.values().begin(), embedding.values().end()};
}

inline void apply(Gallery& gallery, const ChangeLog::Change& change) {
  if (const auto* upsert = std::get_if<ChangeLog::Upsert>(&change.what)) {
    gallery[upsert->gallery][upsert->key] = values_of(upsert->embedding);
  } else if (const auto* removal = std::get_if<ChangeLog::Remove>(&change.what)) {
    gallery[removal->gallery].erase(removal->key);
  } else {
    const CollectionId& id = std::get<ChangeLog::Drop>(change.what).collection;
    gallery.erase({id, GalleryKind::kFaces});
    gallery.erase({id, GalleryKind::kPeople});
  }
}

/// Without galleries that hold nothing.
inline Gallery tidy(Gallery gallery) {
  std::erase_if(gallery, [](const auto& entry) { return entry.second.empty(); });
  return gallery;
}

/// Applies what came after `after` and returns the last number.
inline Result<ChangeNumber> follow(const ChangeLog& changes, ChangeNumber after, Gallery& gallery) {
  ChangeNumber last = after;
  MIEN_TRY(const ChangeNumber covered, changes.replay(after, [&](const ChangeLog::Change& change) -> Result<void> {
    if (change.number < last || change.number <= after) return fail(ErrorCode::kInternal, "change numbers do not rise");
    last = change.number;
    apply(gallery, change);
    return {};
  }));
  if (covered < last) return fail(ErrorCode::kInternal, "the last number is not covered");
  return covered;
}

}  // namespace mien::samples
