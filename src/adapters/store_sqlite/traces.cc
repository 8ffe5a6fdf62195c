#include "adapters/store_sqlite/traces.h"

#include <utility>

#include "adapters/store_sqlite/rows.h"

namespace mien::sqlite {
namespace {

struct OwnerRows {
  std::int64_t person;
  std::optional<std::int64_t> face;
};

/// nullopt: the owner has gone.
Result<std::optional<OwnerRows>> rows_of(Connection& connection, const TraceOwner& owner) {
  MIEN_TRY(Statement person,
           connection.query("SELECT p.id, p.collection FROM people p JOIN collections c ON c.id = p.collection "
                            "WHERE c.name = ?1 AND c.dropped_change IS NULL AND p.person_id = ?2",
                            owner.collection.text(), owner.person.text()));
  MIEN_TRY(const bool has_person, person.step());
  if (!has_person) return std::nullopt;
  OwnerRows rows{.person = person.integer(0), .face = std::nullopt};
  if (!owner.face) return rows;
  MIEN_TRY(Statement face,
           connection.query("SELECT sequence FROM faces WHERE collection = ?1 AND face_id = ?2 AND person = ?3",
                            person.integer(1), bytes_of(owner.face->uuid), rows.person));
  MIEN_TRY(const bool has_face, face.step());
  if (!has_face) return std::nullopt;
  rows.face = face.integer(0);
  return rows;
}

}  // namespace

Result<void> Traces::note(const Trace& trace, const TraceOwner& owner) {
  return pool_.write_without_sync([&](Connection& connection) -> Result<void> {
    MIEN_TRY(const std::optional<OwnerRows> rows, rows_of(connection, owner));
    // With a new id: whoever is about to remove what was there before must not find this one forgotten with it.
    MIEN_TRY(Statement row,
             connection.query("INSERT OR REPLACE INTO traces (kind, source, container, key, sequence, lost, person, "
                              "face) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                              std::to_underlying(trace.kind), trace.source, trace.container, trace.key,
                              static_cast<std::int64_t>(trace.sequence), rows ? 0 : 1));
    if (rows) row.bind(rows->person);
    if (rows && rows->face) row.bind(*rows->face);
    return row.run();
  });
}

Result<std::vector<TraceStore::Lost>> Traces::lost(std::uint64_t after, std::size_t limit) const {
  return pool_.read([&](Connection& connection) -> Result<std::vector<Lost>> {
    MIEN_TRY(Statement row, connection.query("SELECT id, kind, source, container, key, sequence FROM traces "
                                             "WHERE lost = 1 AND id > ?1 ORDER BY id LIMIT ?2",
                                             static_cast<std::int64_t>(after), limit));
    std::vector<Lost> out;
    for (;;) {
      MIEN_TRY(const bool more, row.step());
      if (!more) return out;
      out.push_back({.id = static_cast<std::uint64_t>(row.integer(0)),
                     .trace = {.kind = row.integer(1) == 0 ? Trace::Kind::kObject : Trace::Kind::kItem,
                               .source = std::string(row.text(2)),
                               .container = std::string(row.text(3)),
                               .key = std::string(row.text(4)),
                               .sequence = static_cast<std::uint64_t>(row.integer(5))}});
    }
  });
}

Result<void> Traces::forget(std::uint64_t id) {
  MIEN_TRY_VOID(pool_.write([&](Connection& connection) {
    return connection.run("DELETE FROM traces WHERE id = ?1", static_cast<std::int64_t>(id));
  }));
  pool_.empty_log_soon();  // Keys tell of people.
  return {};
}

}  // namespace mien::sqlite
