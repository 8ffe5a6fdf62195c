#include "adapters/store_sqlite/collections.h"

#include <algorithm>
#include <array>
#include <set>

#include "adapters/store_sqlite/page_token.h"
#include "adapters/store_sqlite/reviews.h"
#include "adapters/store_sqlite/rows.h"

namespace mien::sqlite {
namespace {

#define MIEN_SQL_COLLECTION \
  "SELECT name, face_model_version, created_ms, face_count, person_count, id FROM collections "

Result<Collection> collection_at(const Statement& row) {
  MIEN_TRY(CollectionId id, text_id_at<CollectionId>(row, 0));
  return Collection{.id = std::move(id),
                    .face_model_version = std::string(row.text(1)),
                    .created = from_ms(row.integer(2)),
                    .face_count = static_cast<std::uint64_t>(row.integer(3)),
                    .person_count = static_cast<std::uint64_t>(row.integer(4))};
}

/// The name after which the page begins. The token holds the row's number, because a name can be longer than a token
/// may be; the row stays when its collection is dropped, so the place is never lost.
Result<std::string> name_before(Connection& connection, const PageRequest& page, const Listing& listing) {
  MIEN_TRY(const auto cursor, read_page_token(listing, page.after));
  if (!cursor) return std::string();
  MIEN_TRY(const std::int64_t id, cursor_number(*cursor, 0, 1));
  MIEN_TRY(Statement row, connection.query("SELECT name FROM collections WHERE id = ?1", id));
  MIEN_TRY(const bool found, row.step());
  if (!found) return fail(ErrorCode::kInvalidPageToken, "The page token is not valid.");
  return std::string(row.text(0));
}

/// Deletes some thousand rows at most. True: there may be more.
Result<bool> purge_some(Connection& connection, std::int64_t collection) {
  static constexpr std::int64_t kRowsPerStep = 2000;
  // People after faces, because faces refer to them.
  static constexpr std::array<std::string_view, 3> kSteps = {
      "DELETE FROM faces WHERE sequence IN (SELECT sequence FROM faces WHERE collection = ?1 LIMIT ?2)",
      "DELETE FROM people WHERE id IN (SELECT id FROM people WHERE collection = ?1 LIMIT ?2)",
      "DELETE FROM removals WHERE id IN (SELECT id FROM removals WHERE collection = ?1 LIMIT ?2)",
  };
  for (const std::string_view sql : kSteps) {
    MIEN_TRY_VOID(connection.run(sql, collection, kRowsPerStep));
    if (connection.changed() > 0) return true;
  }
  MIEN_TRY_VOID(connection.run("UPDATE collections SET purged = 1 WHERE id = ?1", collection));
  return false;
}

Result<void> purge(Pool& pool, std::int64_t collection) {
  for (;;) {
    MIEN_TRY(const bool more, pool.write([&](Connection& connection) { return purge_some(connection, collection); }));
    if (!more) return {};
  }
}

}  // namespace

Result<void> Collections::create(const Collection& collection,
                                 std::span<const std::pair<std::string, std::string>> tags,
                                 const std::optional<AuditEvent>& event) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY_VOID(
        connection.run("INSERT INTO collections (name, face_model_version, created_ms) VALUES (?1, ?2, ?3) "
                       "ON CONFLICT (name) WHERE dropped_change IS NULL DO NOTHING",
                       collection.id.text(), collection.face_model_version, to_ms(collection.created)));
    if (connection.changed() == 0) return fail(ErrorCode::kAlreadyExists, "A collection of that id exists.");
    const std::int64_t row = connection.last_row();
    for (std::size_t i = 0; i < tags.size(); ++i)
      MIEN_TRY_VOID(connection.run("INSERT INTO tags (collection, position, key, value) VALUES (?1, ?2, ?3, ?4)", row,
                                   i, tags[i].first, tags[i].second));
    if (event) MIEN_TRY_VOID(append_event(connection, *event));
    return {};
  });
}

Result<Collection> Collections::find(const CollectionId& id) const {
  return pool_.read([&](Connection& connection) -> Result<Collection> {
    MIEN_TRY(Statement row,
             connection.query(MIEN_SQL_COLLECTION "WHERE name = ?1 AND dropped_change IS NULL", id.text()));
    MIEN_TRY(const bool found, row.step());
    if (!found) return fail(ErrorCode::kNotFound, "No such collection.");
    return collection_at(row);
  });
}

Result<Page<Collection>> Collections::list(const PageRequest& page) const {
  const Listing listing("collections");
  return pool_.read([&](Connection& connection) -> Result<Page<Collection>> {
    MIEN_TRY(const std::string after, name_before(connection, page, listing));
    const std::size_t limit = page_limit(page.limit);
    MIEN_TRY(Statement row,
             connection.query(MIEN_SQL_COLLECTION "WHERE dropped_change IS NULL AND name > ?1 ORDER BY name LIMIT ?2",
                              after, limit + 1));
    Page<Collection> out;
    std::int64_t last = 0;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return out;
      if (out.items.size() == limit) break;
      MIEN_TRY(Collection collection, collection_at(row));
      out.items.push_back(std::move(collection));
      last = row.integer(5);
    }
    out.next = make_page_token(listing, number_cursor(last));
    return out;
  });
}

Result<CollectionStore::Removal> Collections::remove(const CollectionId& id, const std::optional<AuditEvent>& event) {
  std::int64_t collection = 0;
  auto removal = pool_.write([&](Connection& connection) -> Result<Removal> {
    MIEN_TRY(collection, collection_row(connection, id));
    MIEN_TRY(const ChangeNumber change, next_change(connection));
    std::set<ObjectKey> objects;
    {
      MIEN_TRY(Statement row,
               connection.query("SELECT object FROM faces INDEXED BY faces_by_object "  // Reads no row: faces are big.
                                "WHERE object IS NOT NULL AND collection = ?1",
                                collection));
      for (;;) {
        MIEN_TRY(const bool found, row.step());
        if (!found) break;
        MIEN_TRY(const Uuid object, uuid_at(row, 0));
        objects.insert(ObjectKey{object});
      }
    }
    MIEN_TRY_VOID(
        connection.run("UPDATE collections SET dropped_change = ?2, face_count = 0, person_count = 0 "
                       "WHERE id = ?1",
                       collection, change));
    MIEN_TRY_VOID(connection.run("DELETE FROM tags WHERE collection = ?1", collection));
    MIEN_TRY_VOID(forget_checkpoint(connection));
    if (event) MIEN_TRY_VOID(append_event(connection, *event));
    MIEN_TRY(std::vector<ObjectKey> unused, unreferenced(connection, objects));
    MIEN_TRY(const std::vector<ObjectKey> shown, forget_reviews(connection, id, std::nullopt));
    unused.insert(unused.end(), shown.begin(), shown.end());
    return Removal{change, std::move(unused)};
  });
  // The collection is gone for every reader from here on, so trouble with its rows is no failure of this call: they are
  // purged at the next start.
  if (removal) {
    static_cast<void>(purge(pool_, collection));
    pool_.empty_log_of_removed();
  }
  return removal;
}

Result<void> Collections::purge_dropped() {
  MIEN_TRY(const std::vector<std::int64_t> left,
           pool_.read([](Connection& connection) -> Result<std::vector<std::int64_t>> {
             MIEN_TRY(Statement row, connection.query("SELECT id FROM collections "
                                                      "WHERE dropped_change IS NOT NULL AND purged = 0"));
             std::vector<std::int64_t> out;
             for (;;) {
               MIEN_TRY(const bool found, row.step());
               if (!found) return out;
               out.push_back(row.integer(0));
             }
           }));
  for (const std::int64_t collection : left) MIEN_TRY_VOID(purge(pool_, collection));
  if (!left.empty()) pool_.empty_log_of_removed();
  return {};
}

}  // namespace mien::sqlite
