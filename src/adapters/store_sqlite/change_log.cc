#include "adapters/store_sqlite/change_log.h"

#include <algorithm>
#include <array>

#include "adapters/store_sqlite/functions.h"
#include "adapters/store_sqlite/rows.h"

namespace mien::sqlite {
namespace {

/// One kind of change by rising number; column 0 is the number, 1 the collection's name, 2 the key.
class Source {
 public:
  using Read = Result<ChangeLog::Change> (*)(const Statement& row);
  Source(Statement rows, Read read) : rows_(std::move(rows)), read_(read) {}

  Result<void> advance() {
    MIEN_TRY(has_row_, rows_.step());
    return {};
  }
  bool has_row() const { return has_row_; }
  std::int64_t number() const { return rows_.integer(0); }
  Result<ChangeLog::Change> change() const { return read_(rows_); }

 private:
  Statement rows_;
  Read read_;
  bool has_row_ = false;
};

ChangeNumber number_at(const Statement& row) { return static_cast<ChangeNumber>(row.integer(0)); }

Result<ChangeLog::Change> drop_at(const Statement& row) {
  MIEN_TRY(CollectionId collection, text_id_at<CollectionId>(row, 1));
  return ChangeLog::Change{number_at(row), ChangeLog::Drop{std::move(collection)}};
}

Result<ChangeLog::Change> removal_at(const Statement& row) {
  MIEN_TRY(CollectionId collection, text_id_at<CollectionId>(row, 1));
  MIEN_TRY(const Uuid key, uuid_at(row, 2));
  const GalleryKind kind = row.integer(3) == 0 ? GalleryKind::kFaces : GalleryKind::kPeople;
  return ChangeLog::Change{number_at(row), ChangeLog::Remove{{std::move(collection), kind}, key}};
}

template <GalleryKind kKind>
Result<ChangeLog::Change> upsert_at(const Statement& row) {
  MIEN_TRY(CollectionId collection, text_id_at<CollectionId>(row, 1));
  MIEN_TRY(const Uuid key, uuid_at(row, 2));
  MIEN_TRY(Embedding embedding, embedding_at(row, 3));
  return ChangeLog::Change{number_at(row),
                           ChangeLog::Upsert{{std::move(collection), kKind}, key, std::move(embedding)}};
}

struct Query {
  std::string_view sql;
  Source::Read read;
};
// In the order in which changes of one number are applied. CROSS JOIN keeps SQLite from starting at the collections,
// which would give up the order of the index and sort every embedding.
constexpr std::array<Query, 4> kQueries = {{
    {"SELECT dropped_change, name FROM collections WHERE dropped_change > ?1 ORDER BY dropped_change", drop_at},
    {"SELECT r.change, c.name, r.key, r.kind FROM removals r CROSS JOIN collections c ON c.id = r.collection "
     "WHERE r.change > ?1 AND c.dropped_change IS NULL ORDER BY r.change, r.id",
     removal_at},
    {"SELECT f.change, c.name, f.face_id, f.embedding FROM faces f CROSS JOIN collections c ON c.id = f.collection "
     "WHERE f.change > ?1 AND c.dropped_change IS NULL ORDER BY f.change, f.sequence",
     upsert_at<GalleryKind::kFaces>},
    {"SELECT p.change, c.name, p.key, p.fused FROM people p CROSS JOIN collections c ON c.id = p.collection "
     "WHERE p.change > ?1 AND c.dropped_change IS NULL ORDER BY p.change, p.id",
     upsert_at<GalleryKind::kPeople>},
}};

}  // namespace

Result<ChangeNumber> Changes::replay(ChangeNumber after,
                                     const std::function<Result<void>(const Change&)>& visit) const {
  return pool_.read([&](Connection& connection) -> Result<ChangeNumber> {
    MIEN_TRY(const ChangeNumber last, last_change(connection));
    std::vector<Source> sources;
    for (const Query& query : kQueries) {
      MIEN_TRY(Statement rows, connection.query(query.sql, after));
      sources.emplace_back(std::move(rows), query.read);
      MIEN_TRY_VOID(sources.back().advance());
    }
    for (;;) {
      Source* next = nullptr;
      for (Source& source : sources)
        if (source.has_row() && (next == nullptr || source.number() < next->number())) next = &source;
      if (next == nullptr) return last;
      MIEN_TRY(const Change change, next->change());
      MIEN_TRY_VOID(visit(change));
      MIEN_TRY_VOID(next->advance());
    }
  });
}

Result<void> Changes::prune() {
  static constexpr std::int64_t kRowsPerStep = 2000;  // Keeps the log small.
  for (bool more = true; more;) {
    MIEN_TRY(more, pool_.write([](Connection& connection) -> Result<bool> {
      MIEN_TRY_VOID(
          connection.run("DELETE FROM removals WHERE id IN (SELECT id FROM removals LIMIT ?1)", kRowsPerStep));
      return connection.changed() > 0;
    }));
  }
  return {};
}

Result<void> Changes::for_each_object(const std::function<void(const ObjectKey&)>& visit) const {
  return pool_.read([&](Connection& connection) -> Result<void> {
    for (const std::string_view sql : {"SELECT DISTINCT f.object FROM faces f INDEXED BY faces_by_object "
                                       "CROSS JOIN collections c ON c.id = f.collection "
                                       "WHERE f.object IS NOT NULL AND c.dropped_change IS NULL",
                                       "SELECT blob FROM objects", "SELECT blob FROM parts",
                                       "SELECT object FROM reviews WHERE object IS NOT NULL"}) {
      MIEN_TRY(Statement row, connection.query(sql));
      for (;;) {
        MIEN_TRY(const bool found, row.step());
        if (!found) break;
        MIEN_TRY(const Uuid object, uuid_at(row, 0));
        visit(ObjectKey{object});
      }
    }
    return visit_code_objects(connection, visit);
  });
}

}  // namespace mien::sqlite
