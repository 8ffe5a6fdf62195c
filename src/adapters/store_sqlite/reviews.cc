#include "adapters/store_sqlite/reviews.h"

#include <limits>

#include "adapters/store_sqlite/page_token.h"
#include "adapters/store_sqlite/rows.h"

namespace mien::sqlite {
namespace {

#define MIEN_SQL_REVIEW                                                                                          \
  "SELECT sequence, event_id, at_ms, collection, matched, person_id, similarity, threshold, box_left, box_top, " \
  "box_width, box_height, object, state, closed_by, closed_ms FROM reviews "

Result<std::optional<ObjectKey>> object_at(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  MIEN_TRY(const Uuid object, uuid_at(row, column));
  return ObjectKey{object};
}

Result<Review> review_at(const Statement& row) {
  MIEN_TRY(const Uuid id, uuid_at(row, 1));
  MIEN_TRY(PersonId person, text_id_at<PersonId>(row, 5));
  MIEN_TRY(const auto object, object_at(row, 12));
  Review review{.id = {id},
                .at = from_ms(row.integer(2)),
                .collection = std::string(row.text(3)),
                .matched = row.integer(4) != 0,
                .person = std::move(person),
                .similarity = static_cast<float>(row.real(6)),
                .threshold = row.real(7),
                .box = {static_cast<float>(row.real(8)), static_cast<float>(row.real(9)),
                        static_cast<float>(row.real(10)), static_cast<float>(row.real(11))},
                .object = object,
                .state = static_cast<Review::State>(row.integer(13)),
                .closed_by = std::string(row.text(14))};
  if (!row.is_null(15)) review.closed = from_ms(row.integer(15));
  return review;
}

/// The objects of the rows of a statement that gives nothing else.
Result<std::vector<ObjectKey>> objects_of(Statement row) {
  std::vector<ObjectKey> out;
  for (;;) {
    MIEN_TRY(const bool found, row.step());
    if (!found) return out;
    MIEN_TRY(const auto object, object_at(row, 0));
    if (object) out.push_back(*object);
  }
}

Result<void> insert(Connection& connection, const Review& review) {
  MIEN_TRY(Statement statement,
           connection.query(
               "INSERT INTO reviews (event_id, at_ms, collection, matched, person_id, similarity, threshold, box_left, "
               "box_top, box_width, box_height, state, closed_by, object) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
               "?10, ?11, 0, '', ?12) ON CONFLICT (event_id) DO NOTHING",
               bytes_of(review.id.uuid), to_ms(review.at), review.collection, review.matched, review.person.text(),
               double{review.similarity}, review.threshold, double{review.box.left}, double{review.box.top},
               double{review.box.width}, double{review.box.height}));
  if (review.object)
    statement.bind(bytes_of(review.object->uuid));
  else
    statement.bind(nullptr);
  return statement.run();
}

/// Those that wait beyond `waiting_max` go, oldest first.
Result<std::vector<ObjectKey>> make_room(Connection& connection, std::size_t waiting_max) {
#define MIEN_SQL_BEYOND                                                                                                \
  "reviews WHERE sequence IN (SELECT sequence FROM reviews WHERE (state <> 0) = 0 ORDER BY at_ms DESC, sequence DESC " \
  "LIMIT -1 OFFSET ?1)"
  MIEN_TRY(Statement row, connection.query("SELECT object FROM " MIEN_SQL_BEYOND, waiting_max));
  MIEN_TRY(auto objects, objects_of(std::move(row)));
  MIEN_TRY_VOID(connection.run("DELETE FROM " MIEN_SQL_BEYOND, waiting_max));
  return objects;
}

std::unexpected<Error> no_review() { return fail(ErrorCode::kNotFound, "There is no such review."); }

}  // namespace

Result<std::vector<ObjectKey>> Reviews::add(const Review& review, std::size_t waiting_max) {
  return pool_.write([&](Connection& connection) -> Result<std::vector<ObjectKey>> {
    MIEN_TRY_VOID(insert(connection, review));
    const bool is_new = connection.changed() > 0;
    MIEN_TRY(std::vector<ObjectKey> unused, make_room(connection, waiting_max));
    if (!is_new && review.object) unused.push_back(*review.object);
    return unused;
  });
}

Result<Review> Reviews::find(const EventId& id) const {
  return pool_.read([&](Connection& connection) -> Result<Review> {
    MIEN_TRY(Statement row, connection.query(MIEN_SQL_REVIEW "WHERE event_id = ?1", bytes_of(id.uuid)));
    MIEN_TRY(const bool found, row.step());
    if (!found) return no_review();
    return review_at(row);
  });
}

Result<Page<Review>> Reviews::list(const Filter& filter, const PageRequest& page) const {
  Listing listing("reviews");
  listing.add(filter.which == Which::kWaiting ? "waiting" : "closed");
  listing.add(filter.collection ? "=" + *filter.collection : "");
  return pool_.read([&](Connection& connection) -> Result<Page<Review>> {
    MIEN_TRY(const auto token, read_page_token(listing, page.after));
    std::int64_t at_ms = std::numeric_limits<std::int64_t>::max();
    std::int64_t sequence = at_ms;
    if (token) {
      MIEN_TRY(at_ms, cursor_number(*token, 0, 2));
      MIEN_TRY(sequence, cursor_number(*token, 1, 2));
    }
    const std::size_t limit = page_limit(page.limit);
    MIEN_TRY(Statement row, connection.query(MIEN_SQL_REVIEW
                                             "WHERE (state <> 0) = ?1 AND (at_ms, sequence) < (?2, ?3) AND (?4 = '' OR "
                                             "collection = ?4) ORDER BY at_ms DESC, sequence DESC LIMIT ?5",
                                             filter.which == Which::kClosed ? 1 : 0, at_ms, sequence,
                                             filter.collection.value_or(""), limit + 1));
    Page<Review> out;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return out;
      if (out.items.size() == limit) break;
      MIEN_TRY(Review review, review_at(row));
      at_ms = row.integer(2);
      sequence = row.integer(0);
      out.items.push_back(std::move(review));
    }
    out.next = make_page_token(listing, number_cursor(at_ms, sequence));
    return out;
  });
}

Result<std::vector<ObjectKey>> Reviews::close(const EventId& id, const Closing& closing) {
  return pool_.write([&](Connection& connection) -> Result<std::vector<ObjectKey>> {
    std::vector<ObjectKey> unused;
    {
      MIEN_TRY(Statement row,
               connection.query("SELECT state, object FROM reviews WHERE event_id = ?1", bytes_of(id.uuid)));
      MIEN_TRY(const bool found, row.step());
      if (!found) return no_review();
      if (row.integer(0) != 0) return fail(ErrorCode::kChangedMeanwhile, "Somebody has looked at it already.");
      MIEN_TRY(const auto object, object_at(row, 1));
      if (object) unused.push_back(*object);
    }
    MIEN_TRY_VOID(connection.run(
        "UPDATE reviews SET state = ?2, object = NULL, closed_by = ?3, closed_ms = ?4 WHERE event_id = ?1",
        bytes_of(id.uuid), static_cast<std::int64_t>(closing.state), closing.by, to_ms(closing.at)));
    MIEN_TRY_VOID(append_event(connection, closing.event));
    return unused;
  });
}

Result<std::vector<ObjectKey>> Reviews::purge(Timestamp before) {
  return pool_.write([&](Connection& connection) -> Result<std::vector<ObjectKey>> {
    MIEN_TRY(Statement row, connection.query("SELECT object FROM reviews WHERE at_ms < ?1", to_ms(before)));
    MIEN_TRY(auto objects, objects_of(std::move(row)));
    MIEN_TRY_VOID(connection.run("DELETE FROM reviews WHERE at_ms < ?1", to_ms(before)));
    return objects;
  });
}

Result<std::vector<ObjectKey>> forget_reviews(Connection& connection, const CollectionId& collection,
                                              const std::optional<PersonId>& person) {
  const std::string id = person ? person->text() : "";
  MIEN_TRY(Statement row, connection.query("SELECT object FROM reviews WHERE collection = ?1 AND (?2 = '' OR person_id "
                                           "= ?2)",
                                           collection.text(), id));
  MIEN_TRY(auto objects, objects_of(std::move(row)));
  MIEN_TRY_VOID(connection.run("DELETE FROM reviews WHERE collection = ?1 AND (?2 = '' OR person_id = ?2)",
                               collection.text(), id));
  return objects;
}

Result<std::optional<std::string>> Settings::find(std::string_view name) const {
  return pool_.read([&](Connection& connection) -> Result<std::optional<std::string>> {
    MIEN_TRY(Statement row, connection.query("SELECT value FROM settings WHERE name = ?1", name));
    MIEN_TRY(const bool found, row.step());
    if (!found) return std::nullopt;
    return std::string(row.text(0));
  });
}

Result<void> Settings::put(const TextMap& values, const AuditEvent& event) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    for (const auto& [name, value] : values)
      MIEN_TRY_VOID(connection.run(
          "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
          name, value));
    return append_event(connection, event);
  });
}

}  // namespace mien::sqlite
