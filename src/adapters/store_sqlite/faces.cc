#include "adapters/store_sqlite/faces.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "adapters/store_sqlite/page_token.h"
#include "adapters/store_sqlite/rows.h"

namespace mien::sqlite {
namespace {

Listing listing_of(const CollectionId& collection, const FaceStore::Filter& filter) {
  Listing listing("faces");
  listing.add(collection.text()).add(filter.person ? filter.person->text() : "");
  for (const FaceId& id : filter.ids) listing.add(id.text());
  if (filter.owner == FaceStore::Owner::kNobody) listing.add("nobody's");
  return listing;
}

/// All rows of a statement that gives face columns.
Result<std::vector<FaceRow>> faces_of(Statement row) {
  std::vector<FaceRow> out;
  for (;;) {
    MIEN_TRY(const bool found, row.step());
    if (!found) return out;
    MIEN_TRY(FaceRow face, face_at(row));
    out.push_back(std::move(face));
  }
}

/// The faces with these ids that come after `after`. The ids are looked up one by one: they are few, and a statement
/// with a list in it could not be prepared once.
Result<std::vector<FaceRow>> chosen(Connection& connection, std::int64_t collection, const FaceStore::Filter& filter,
                                    std::int64_t after, std::size_t count) {
  std::set<std::int64_t> sequences;
  for (const FaceId& id : filter.ids) {
    MIEN_TRY(Statement row, connection.query("SELECT f.sequence, p.person_id FROM faces f "
                                             "LEFT JOIN people p ON p.id = f.person "
                                             "WHERE f.collection = ?1 AND f.face_id = ?2",
                                             collection, bytes_of(id.uuid)));
    MIEN_TRY(const bool found, row.step());
    if (!found || row.integer(0) <= after) continue;
    if (filter.person && row.text(1) != filter.person->text()) continue;
    sequences.insert(row.integer(0));
  }
  std::vector<FaceRow> out;
  for (const std::int64_t sequence : sequences) {
    if (out.size() == count) break;
    MIEN_TRY(Statement row, connection.query(MIEN_SQL_FACE "WHERE f.sequence = ?1", sequence));
    MIEN_TRY(const bool found, row.step());
    if (!found) continue;
    MIEN_TRY(FaceRow face, face_at(row));
    out.push_back(std::move(face));
  }
  return out;
}

Result<std::vector<FaceRow>> page_of(Connection& connection, std::int64_t collection, const FaceStore::Filter& filter,
                                     std::int64_t after, std::size_t count) {
  if (!filter.ids.empty()) return chosen(connection, collection, filter, after, count);
  if (filter.person) {
    MIEN_TRY(Statement rows,
             connection.query(MIEN_SQL_FACE
                              "WHERE f.person = (SELECT id FROM people WHERE collection = ?1 AND person_id = ?2) "
                              "AND f.sequence > ?3 ORDER BY f.sequence LIMIT ?4",
                              collection, filter.person->text(), after, count));
    return faces_of(std::move(rows));
  }
  if (filter.owner == FaceStore::Owner::kNobody) {
    MIEN_TRY(Statement rows, connection.query(MIEN_SQL_FACE "WHERE f.collection = ?1 AND f.person IS NULL AND "
                                                            "f.sequence > ?2 ORDER BY f.sequence LIMIT ?3",
                                              collection, after, count));
    return faces_of(std::move(rows));
  }
  MIEN_TRY(Statement rows, connection.query(MIEN_SQL_FACE "WHERE f.collection = ?1 AND f.sequence > ?2 "
                                                          "ORDER BY f.sequence LIMIT ?3",
                                            collection, after, count));
  return faces_of(std::move(rows));
}

}  // namespace

Result<ChangeNumber> Faces::add(const CollectionId& collection, std::span<const StoredFace> faces,
                                const AuditEvent& event) {
  return pool_.write([&](Connection& connection) -> Result<ChangeNumber> {
    MIEN_TRY(const std::int64_t row, collection_row(connection, collection));
    MIEN_TRY(const ChangeNumber last, last_change(connection));
    std::int64_t added = 0;
    for (const StoredFace& face : faces) {
      MIEN_CHECK(!face.object);  // Nobody could ever delete the photo of a face that belongs to nobody.
      MIEN_TRY(const bool is_new, insert_face(connection, row, face, last + 1));
      added += is_new ? 1 : 0;
    }
    MIEN_TRY_VOID(append_event(connection, event));
    if (added == 0) return last;
    MIEN_TRY_VOID(count(connection, row, added, 0));
    return next_change(connection);
  });
}

Result<std::vector<StoredFace>> Faces::find(const CollectionId& collection, std::span<const FaceId> ids) const {
  return pool_.read([&](Connection& connection) -> Result<std::vector<StoredFace>> {
    MIEN_TRY(const std::int64_t collection_id, collection_row(connection, collection));
    std::vector<StoredFace> out;
    for (const FaceId& id : ids) {
      MIEN_TRY(Statement row, connection.query(MIEN_SQL_FACE "WHERE f.collection = ?1 AND f.face_id = ?2",
                                               collection_id, bytes_of(id.uuid)));
      MIEN_TRY(const bool found, row.step());
      if (!found) continue;
      MIEN_TRY(FaceRow face, face_at(row));
      out.push_back(std::move(face.face));
    }
    return out;
  });
}

Result<Page<StoredFace>> Faces::list(const CollectionId& collection, const Filter& filter,
                                     const PageRequest& page) const {
  const Listing listing = listing_of(collection, filter);
  return pool_.read([&](Connection& connection) -> Result<Page<StoredFace>> {
    MIEN_TRY(const std::int64_t row, collection_row(connection, collection));
    MIEN_TRY(const auto cursor, read_page_token(listing, page.after));
    std::int64_t after = 0;
    if (cursor) {
      MIEN_TRY(after, cursor_number(*cursor, 0, 1));
    }
    const std::size_t limit = page_limit(page.limit);
    MIEN_TRY(std::vector<FaceRow> rows, page_of(connection, row, filter, after, limit + 1));
    Page<StoredFace> out;
    if (rows.size() > limit) {
      rows.pop_back();
      out.next = make_page_token(listing, number_cursor(rows.back().sequence));
    }
    for (FaceRow& face : rows) out.items.push_back(std::move(face.face));
    return out;
  });
}

Result<FaceStore::Removal> Faces::remove(const CollectionId& collection, std::span<const FaceId> ids,
                                         const AuditEvent& event) {
  return pool_.erase([&](Connection& connection) -> Result<Removal> {
    MIEN_TRY(const std::int64_t row, collection_row(connection, collection));
    MIEN_TRY(const ChangeNumber last, last_change(connection));
    Removal out;
    out.change = last;
    std::unordered_set<FaceId> seen;
    for (const FaceId& id : ids) {
      if (!seen.insert(id).second) continue;
      MIEN_TRY(Statement face, connection.query("SELECT p.person_id FROM faces f LEFT JOIN people p ON p.id = f.person "
                                                "WHERE f.collection = ?1 AND f.face_id = ?2",
                                                row, bytes_of(id.uuid)));
      MIEN_TRY(const bool found, face.step());
      if (!found) {
        out.not_found.push_back(id);
      } else if (!face.is_null(0)) {
        MIEN_TRY(PersonId person, text_id_at<PersonId>(face, 0));
        out.belongs_to_person.emplace_back(id, std::move(person));
      } else {
        MIEN_TRY_VOID(delete_face(connection, row, id, last + 1));
        out.removed.push_back(id);
      }
    }
    MIEN_TRY_VOID(append_event(connection, event));
    if (out.removed.empty()) return out;
    MIEN_TRY_VOID(count(connection, row, -static_cast<std::int64_t>(out.removed.size()), 0));
    MIEN_TRY(out.change, next_change(connection));
    return out;
  });
}

Result<std::optional<PersonId>> Faces::person_of_image(const CollectionId& collection,
                                                       const Sha256& image_sha256) const {
  return pool_.read([&](Connection& connection) -> Result<std::optional<PersonId>> {
    MIEN_TRY(const std::int64_t collection_id, collection_row(connection, collection));
    MIEN_TRY(Statement row,
             connection.query("SELECT p.person_id FROM faces f JOIN people p ON p.id = f.person "
                              "WHERE f.collection = ?1 AND f.image_sha256 = ?2 AND f.person IS NOT NULL LIMIT 1",
                              collection_id, std::span<const std::byte>(image_sha256)));
    MIEN_TRY(const bool found, row.step());
    if (!found) return std::nullopt;
    return text_id_at<PersonId>(row, 0);
  });
}

}  // namespace mien::sqlite
