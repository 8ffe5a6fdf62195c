#include "adapters/store_sqlite/rows.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace mien::sqlite {
namespace {

template <class Array>
Result<Array> array_at(const Statement& row, int column, std::string_view what) {
  const std::span<const std::byte> blob = row.blob(column);
  Array out{};
  if (blob.size() != out.size()) return damaged(what);
  std::memcpy(out.data(), blob.data(), blob.size());
  return out;
}

}  // namespace

std::unexpected<Error> damaged(std::string_view what) {
  return fail(ErrorCode::kUnavailable, std::string(kDamaged), "a stored " + std::string(what) + " is malformed");
}

std::vector<std::byte> to_blob(const Embedding& embedding) {
  std::vector<std::byte> out;
  out.reserve(embedding.dimension() * sizeof(float));
  for (const float value : embedding.values()) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::byte>(bits >> shift & 0xFF));
  }
  return out;
}

Result<Embedding> embedding_at(const Statement& row, int column) {
  const std::span<const std::byte> blob = row.blob(column);
  if (blob.size() % sizeof(float) != 0) return damaged("embedding");
  std::vector<float> values(blob.size() / sizeof(float));
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint32_t bits = 0;
    for (std::size_t byte = sizeof bits; byte-- > 0;)
      bits = bits << 8 | std::to_integer<std::uint32_t>(blob[i * sizeof bits + byte]);
    values[i] = std::bit_cast<float>(bits);
  }
  auto embedding = Embedding::restored(std::move(values));
  if (!embedding) return damaged("embedding");
  return embedding;
}

Result<Uuid> uuid_at(const Statement& row, int column) {
  MIEN_TRY(const auto bytes, (array_at<decltype(Uuid::bytes)>(row, column, "id")));
  return Uuid{bytes};
}

Result<Sha256> sha256_at(const Statement& row, int column) { return array_at<Sha256>(row, column, "digest"); }

Result<std::int64_t> collection_row(Connection& connection, const CollectionId& id) {
  MIEN_TRY(Statement row,
           connection.query("SELECT id FROM collections WHERE name = ?1 AND dropped_change IS NULL", id.text()));
  MIEN_TRY(const bool found, row.step());
  if (!found) return fail(ErrorCode::kNotFound, "No such collection.");
  return row.integer(0);
}

Result<ChangeNumber> next_change(Connection& connection) {
  MIEN_TRY_VOID(connection.run("UPDATE state SET change = change + 1 WHERE id = 1"));
  return last_change(connection);
}

Result<ChangeNumber> last_change(Connection& connection) {
  MIEN_TRY(Statement row, connection.query("SELECT change FROM state WHERE id = 1"));
  MIEN_TRY(const bool found, row.step());
  if (!found) return damaged("change counter");
  return static_cast<ChangeNumber>(row.integer(0));
}

Result<FaceRow> face_at(const Statement& row) {
  MIEN_TRY(const Uuid id, uuid_at(row, 1));
  MIEN_TRY(const Uuid image, uuid_at(row, 2));
  MIEN_TRY(const Sha256 sha256, sha256_at(row, 4));
  MIEN_TRY(Embedding embedding, embedding_at(row, 10));
  const auto real = [&](int column) { return static_cast<float>(row.real(column)); };
  FaceRow out{.sequence = row.integer(0),
              .face = {.id = {id},
                       .image = {image},
                       .image_sha256 = sha256,
                       .box = {real(5), real(6), real(7), real(8)},
                       .confidence_pct = real(9),
                       .embedding = std::move(embedding),
                       .created = from_ms(row.integer(13))}};
  if (!row.is_null(3)) {
    MIEN_TRY(out.face.external_image, text_id_at<ExternalImageId>(row, 3));
  }
  if (!row.is_null(11)) {
    MIEN_TRY(out.face.person, text_id_at<PersonId>(row, 11));
  }
  if (!row.is_null(12)) {
    MIEN_TRY(const Uuid object, uuid_at(row, 12));
    out.face.object = ObjectKey{object};
  }
  return out;
}

Result<bool> insert_face(Connection& connection, std::int64_t collection, const StoredFace& face, ChangeNumber change) {
  MIEN_TRY(Statement insert,
           connection.query("INSERT INTO faces (collection, face_id, image_id, image_sha256, box_left, box_top, "
                            "box_width, box_height, confidence_pct, created_ms, change, embedding, external_image) "
                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) "
                            "ON CONFLICT (collection, face_id) DO NOTHING",
                            collection, bytes_of(face.id.uuid), bytes_of(face.image.uuid),
                            std::span<const std::byte>(face.image_sha256), face.box.left, face.box.top, face.box.width,
                            face.box.height, face.confidence_pct, to_ms(face.created), change,
                            std::span<const std::byte>(to_blob(face.embedding))));
  if (face.external_image) insert.bind(face.external_image->text());  // What is not bound is NULL.
  MIEN_TRY_VOID(insert.run());
  return connection.changed() == 1;
}

Result<void> forget_checkpoint(Connection& connection) { return connection.run("DELETE FROM checkpoint"); }

Result<void> delete_face(Connection& connection, std::int64_t collection, const FaceId& face, ChangeNumber change) {
  MIEN_TRY_VOID(
      connection.run("DELETE FROM faces WHERE collection = ?1 AND face_id = ?2", collection, bytes_of(face.uuid)));
  return log_removal(connection, collection, GalleryKind::kFaces, face.uuid, change);
}

Result<void> log_removal(Connection& connection, std::int64_t collection, GalleryKind kind, const Uuid& key,
                         ChangeNumber change) {
  MIEN_TRY_VOID(forget_checkpoint(connection));
  return connection.run("INSERT INTO removals (change, collection, kind, key) VALUES (?1, ?2, ?3, ?4)", change,
                        collection, kind == GalleryKind::kFaces ? 0 : 1, bytes_of(key));
}

Result<void> count(Connection& connection, std::int64_t collection, std::int64_t faces, std::int64_t people) {
  return connection.run(
      "UPDATE collections SET face_count = face_count + ?2, person_count = person_count + ?3 WHERE id = ?1", collection,
      faces, people);
}

Result<std::vector<ObjectKey>> unreferenced(Connection& connection, const std::set<ObjectKey>& candidates) {
  std::vector<ObjectKey> out;
  for (const ObjectKey& object : candidates) {
    MIEN_TRY(Statement row, connection.query("SELECT 1 FROM faces f JOIN collections c ON c.id = f.collection "
                                             "WHERE f.object = ?1 AND c.dropped_change IS NULL LIMIT 1",
                                             bytes_of(object.uuid)));
    MIEN_TRY(const bool found, row.step());
    if (!found) out.push_back(object);
  }
  return out;
}

Result<AuditEvent> event_at(const Statement& row) {
  MIEN_TRY(const Uuid id, uuid_at(row, 1));
  AuditEvent event{.id = {id},
                   .at = from_ms(row.integer(2)),
                   .actor = std::string(row.text(3)),
                   .action = std::string(row.text(4)),
                   .collection = std::string(row.text(5)),
                   .subject = std::string(row.text(6)),
                   .outcome = std::string(row.text(7))};
  if (!row.is_null(8)) event.similarity = static_cast<float>(row.real(8));
  return event;
}

Result<void> append_event(Connection& connection, const AuditEvent& event) {
  MIEN_TRY(Statement insert,
           connection.query("INSERT INTO events (event_id, at_ms, actor, action, collection, subject, outcome, "
                            "similarity) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                            bytes_of(event.id.uuid), to_ms(event.at), event.actor, event.action, event.collection,
                            event.subject, event.outcome));
  if (event.similarity) insert.bind(double{*event.similarity});
  MIEN_TRY_VOID(insert.run());
  return connection.run(
      "INSERT INTO event_counts (hour, collection, action, outcome, count) VALUES (?1, ?2, ?3, ?4, 1) "
      "ON CONFLICT (hour, collection, action, outcome) DO UPDATE SET count = count + 1",
      hour_of(event.at), event.collection, event.action, event.outcome);
}

Result<void> keep_record(Connection& connection, const std::optional<IdempotencyRecord>& record, std::int64_t person) {
  if (!record) return {};
  return connection.run(
      "INSERT OR REPLACE INTO idempotency (actor, key, request_sha256, response, created_ms, person) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      record->actor, record->key, std::span<const std::byte>(record->request_sha256), record->response,
      to_ms(record->created), person);
}

}  // namespace mien::sqlite
