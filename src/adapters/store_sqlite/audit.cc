#include "adapters/store_sqlite/audit.h"

#include <algorithm>
#include <limits>

#include "adapters/store_sqlite/page_token.h"
#include "adapters/store_sqlite/rows.h"
#include "core/limits.h"

namespace mien::sqlite {
namespace {

// Events of one moment go by the order in which they came.
#define MIEN_SQL_EVENT_PAGE "(at_ms, sequence) < (?1, ?2) AND at_ms >= ?3 ORDER BY at_ms DESC, sequence DESC LIMIT ?4"

struct Cursor {
  std::int64_t at_ms;
  std::int64_t sequence;
};

Result<Statement> events_before(Connection& connection, const AuditLog::Filter& filter, const Cursor& before,
                                std::size_t count) {
  const std::int64_t from_ms = filter.from ? to_ms(*filter.from) : std::numeric_limits<std::int64_t>::min();
  if (filter.subject && filter.collection)
    return connection.query(MIEN_SQL_EVENT
                            "WHERE subject = ?5 AND subject <> '' AND collection = ?6 AND " MIEN_SQL_EVENT_PAGE,
                            before.at_ms, before.sequence, from_ms, count, *filter.subject, *filter.collection);
  if (filter.subject && filter.subject->empty())
    return connection.query(MIEN_SQL_EVENT "WHERE subject = '' AND " MIEN_SQL_EVENT_PAGE, before.at_ms, before.sequence,
                            from_ms, count);
  if (filter.subject)
    return connection.query(MIEN_SQL_EVENT "WHERE subject = ?5 AND subject <> '' AND " MIEN_SQL_EVENT_PAGE,
                            before.at_ms, before.sequence, from_ms, count, *filter.subject);
  if (filter.collection)
    return connection.query(MIEN_SQL_EVENT "WHERE collection = ?5 AND " MIEN_SQL_EVENT_PAGE, before.at_ms,
                            before.sequence, from_ms, count, *filter.collection);
  return connection.query(MIEN_SQL_EVENT "WHERE " MIEN_SQL_EVENT_PAGE, before.at_ms, before.sequence, from_ms, count);
}

/// Few are wanted of many: they are looked for row by row, so far at a time.
bool is_selective(const AuditLog::Filter& filter) { return !filter.actions.empty() || !filter.outcomes.empty(); }

bool is_among(const std::vector<std::string>& words, const std::string& word) {
  return words.empty() || std::ranges::find(words, word) != words.end();
}

void add_to(Listing& listing, const std::vector<std::string>& words) {
  for (const std::string& word : words) listing.add("=" + word);
  listing.add("");
}

Listing listing_of(const AuditLog::Filter& filter) {
  Listing listing("events");
  listing.add(filter.collection ? "=" + *filter.collection : "").add(filter.subject ? "=" + *filter.subject : "");
  if (is_selective(filter)) {
    add_to(listing, filter.actions);
    add_to(listing, filter.outcomes);
  }
  if (filter.from) listing.add("from " + std::to_string(to_ms(*filter.from)));
  if (filter.to) listing.add("to " + std::to_string(to_ms(*filter.to)));
  return listing;
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
  const Listing listing = listing_of(filter);
  return pool_.read([&](Connection& connection) -> Result<Page<AuditEvent>> {
    MIEN_TRY(const auto token, read_page_token(listing, page.after));
    constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();
    // Of events at `to` none comes before this.
    Cursor cursor{filter.to ? to_ms(*filter.to) : kEnd, filter.to ? 0 : kEnd};
    if (token) {
      MIEN_TRY(cursor.at_ms, cursor_number(*token, 0, 2));
      MIEN_TRY(cursor.sequence, cursor_number(*token, 1, 2));
    }
    const std::size_t limit = page_limit(page.limit);
    const std::size_t rows_max = is_selective(filter) ? limits::kEventsScannedPerPage : limit;
    MIEN_TRY(Statement row, events_before(connection, filter, cursor, rows_max + 1));
    Page<AuditEvent> out;
    for (std::size_t rows = 0;; ++rows) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return out;
      if (out.items.size() == limit || rows == rows_max) break;
      MIEN_TRY(AuditEvent event, event_at(row));
      cursor = {row.integer(2), row.integer(0)};
      if (is_among(filter.actions, event.action) && is_among(filter.outcomes, event.outcome))
        out.items.push_back(std::move(event));
    }
    out.next = make_page_token(listing, number_cursor(cursor.at_ms, cursor.sequence));
    return out;
  });
}

Result<std::vector<Audit::Count>> Audit::count(const CountFilter& filter) const {
  return pool_.read([&](Connection& connection) -> Result<std::vector<Count>> {
    const std::int64_t first = hour_of(filter.from);
    const std::int64_t end = hour_of(filter.to + kHour - std::chrono::milliseconds(1));
    MIEN_TRY(Statement row,
             filter.collection
                 ? connection.query("SELECT hour, action, outcome, sum(count) FROM event_counts WHERE hour >= ?1 AND "
                                    "hour < ?2 AND collection = ?3 GROUP BY hour, action, outcome ORDER BY 1, 2, 3",
                                    first, end, *filter.collection)
                 : connection.query("SELECT hour, action, outcome, sum(count) FROM event_counts WHERE hour >= ?1 AND "
                                    "hour < ?2 GROUP BY hour, action, outcome ORDER BY 1, 2, 3",
                                    first, end));
    std::vector<Count> out;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return out;
      out.push_back({.hour = Timestamp(kHour * row.integer(0)),
                     .action = std::string(row.text(1)),
                     .outcome = std::string(row.text(2)),
                     .count = static_cast<std::uint64_t>(row.integer(3))});
    }
  });
}

}  // namespace mien::sqlite
