#include "adapters/store_sqlite/audit.h"

#include <limits>

#include "adapters/store_sqlite/page_token.h"
#include "adapters/store_sqlite/rows.h"

namespace mien::sqlite {
namespace {

// Events of one moment go by the order in which they came.
#define MIEN_SQL_EVENT_PAGE "(at_ms, sequence) < (?1, ?2) ORDER BY at_ms DESC, sequence DESC LIMIT ?3"

struct Cursor {
  std::int64_t at_ms;
  std::int64_t sequence;
};

Result<Statement> events_before(Connection& connection, const AuditLog::Filter& filter, const Cursor& before,
                                std::size_t count) {
  if (filter.subject && filter.collection)
    return connection.query(MIEN_SQL_EVENT
                            "WHERE subject = ?4 AND subject <> '' AND collection = ?5 AND " MIEN_SQL_EVENT_PAGE,
                            before.at_ms, before.sequence, count, *filter.subject, *filter.collection);
  if (filter.subject && filter.subject->empty())
    return connection.query(MIEN_SQL_EVENT "WHERE subject = '' AND " MIEN_SQL_EVENT_PAGE, before.at_ms, before.sequence,
                            count);
  if (filter.subject)
    return connection.query(MIEN_SQL_EVENT "WHERE subject = ?4 AND subject <> '' AND " MIEN_SQL_EVENT_PAGE,
                            before.at_ms, before.sequence, count, *filter.subject);
  if (filter.collection)
    return connection.query(MIEN_SQL_EVENT "WHERE collection = ?4 AND " MIEN_SQL_EVENT_PAGE, before.at_ms,
                            before.sequence, count, *filter.collection);
  return connection.query(MIEN_SQL_EVENT "WHERE " MIEN_SQL_EVENT_PAGE, before.at_ms, before.sequence, count);
}

}  // namespace

Result<void> Audit::append(const AuditEvent& event) {
  return pool_.write([&](Connection& connection) { return append_event(connection, event); });
}

Result<void> Audit::append_without_sync(const AuditEvent& event) {
  return pool_.write_without_sync([&](Connection& connection) { return append_event(connection, event); });
}

Result<void> Audit::append_once(const AuditEvent& event) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY(Statement row, connection.query("SELECT 1 FROM events WHERE event_id = ?1", bytes_of(event.id.uuid)));
    MIEN_TRY(const bool exists, row.step());
    if (exists) return {};
    return append_event(connection, event);
  });
}

Result<Page<AuditEvent>> Audit::list(const Filter& filter, const PageRequest& page) const {
  Listing listing("events");
  listing.add(filter.collection ? "=" + *filter.collection : "").add(filter.subject ? "=" + *filter.subject : "");
  return pool_.read([&](Connection& connection) -> Result<Page<AuditEvent>> {
    MIEN_TRY(const auto token, read_page_token(listing, page.after));
    constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();
    Cursor cursor{kEnd, kEnd};
    if (token) {
      MIEN_TRY(cursor.at_ms, cursor_number(*token, 0, 2));
      MIEN_TRY(cursor.sequence, cursor_number(*token, 1, 2));
    }
    const std::size_t limit = page_limit(page.limit);
    MIEN_TRY(Statement row, events_before(connection, filter, cursor, limit + 1));
    Page<AuditEvent> out;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return out;
      if (out.items.size() == limit) break;
      MIEN_TRY(AuditEvent event, event_at(row));
      cursor = {row.integer(2), row.integer(0)};
      out.items.push_back(std::move(event));
    }
    out.next = make_page_token(listing, number_cursor(cursor.at_ms, cursor.sequence));
    return out;
  });
}

}  // namespace mien::sqlite
