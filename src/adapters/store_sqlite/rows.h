#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store_sqlite/database.h"
#include "ports/store.h"

/// What several of the ports need: rows to values and back, the change counter, the removals.
namespace mien::sqlite {

std::unexpected<Error> damaged(std::string_view what);

inline std::span<const std::byte> bytes_of(const Uuid& id) { return std::as_bytes(std::span(id.bytes)); }
inline std::int64_t to_ms(Timestamp at) { return at.time_since_epoch().count(); }
/// Events are counted by the hour.
inline constexpr std::chrono::milliseconds kHour = std::chrono::hours(1);
inline std::int64_t hour_of(Timestamp at) {
  return std::chrono::floor<std::chrono::hours>(at.time_since_epoch()).count();
}
inline Timestamp from_ms(std::int64_t ms) { return Timestamp(std::chrono::milliseconds(ms)); }

/// float32, little-endian, one after the other.
std::vector<std::byte> to_blob(const Embedding& embedding);
Result<Embedding> embedding_at(const Statement& row, int column);
Result<Uuid> uuid_at(const Statement& row, int column);
Result<Sha256> sha256_at(const Statement& row, int column);
template <class Id>
Result<Id> text_id_at(const Statement& row, int column) {
  auto id = Id::parse(row.text(column));
  if (!id) return damaged("text id");
  return id;
}

/// The row of the collection that has this name now. @errors kNotFound
Result<std::int64_t> collection_row(Connection& connection, const CollectionId& id);

/// The next change number. Inside a write transaction: numbers are given in commit order because there is one writer,
/// and a number whose transaction is rolled back was never given.
Result<ChangeNumber> next_change(Connection& connection);
Result<ChangeNumber> last_change(Connection& connection);

/// Columns of face_at; `f` is the row of faces, `p` its person's.
#define MIEN_SQL_FACE                                                                                           \
  "SELECT f.sequence, f.face_id, f.image_id, f.external_image, f.image_sha256, f.box_left, f.box_top, "         \
  "f.box_width, f.box_height, f.confidence_pct, f.embedding, p.person_id, f.object, f.created_ms FROM faces f " \
  "LEFT JOIN people p ON p.id = f.person "
struct FaceRow {
  std::int64_t sequence;
  StoredFace face;
};
Result<FaceRow> face_at(const Statement& row);

/// Adds a face of nobody. False: the collection has its id already, nothing was done.
Result<bool> insert_face(Connection& connection, std::int64_t collection, const StoredFace& face, ChangeNumber change);

/// For every transaction that removes an embedding: no copy of the index that was made before it may be used.
Result<void> forget_checkpoint(Connection& connection);
/// Deletes one face's row and logs the removal; the caller keeps the counts.
Result<void> delete_face(Connection& connection, std::int64_t collection, const FaceId& face, ChangeNumber change);
/// Forgets the checkpoint, too.
Result<void> log_removal(Connection& connection, std::int64_t collection, GalleryKind kind, const Uuid& key,
                         ChangeNumber change);
/// Adds to the collection's counts; either may be negative.
Result<void> count(Connection& connection, std::int64_t collection, std::int64_t faces, std::int64_t people);

/// Those of `candidates` that no row of a live collection refers to.
Result<std::vector<ObjectKey>> unreferenced(Connection& connection, const std::set<ObjectKey>& candidates);

/// Columns of event_at.
#define MIEN_SQL_EVENT \
  "SELECT sequence, event_id, at_ms, actor, action, collection, subject, outcome, similarity FROM events "
Result<AuditEvent> event_at(const Statement& row);
Result<void> append_event(Connection& connection, const AuditEvent& event);
/// Replaces what has the same actor and key: only an expired record can be there. The record goes with the person, by
/// row, whom its response names.
Result<void> keep_record(Connection& connection, const std::optional<IdempotencyRecord>& record, std::int64_t person);

}  // namespace mien::sqlite
