#include "adapters/store_sqlite/people.h"

#include <algorithm>
#include <set>

#include "adapters/store_sqlite/page_token.h"
#include "adapters/store_sqlite/reviews.h"
#include "adapters/store_sqlite/rows.h"
#include "adapters/unicode/search_form.h"
#include "core/limits.h"

namespace mien::sqlite {
namespace {

#define MIEN_SQL_PERSON \
  "SELECT key, person_id, name, attributes_json, consent, created_ms, updated_ms, face_count, id FROM people "

Result<Person> person_at(const Statement& row) {
  MIEN_TRY(const Uuid key, uuid_at(row, 0));
  MIEN_TRY(PersonId id, text_id_at<PersonId>(row, 1));
  return Person{.key = {key},
                .id = std::move(id),
                .name = std::string(row.text(2)),
                .attributes_json = std::string(row.text(3)),
                .consent = row.integer(4) != 0,
                .created = from_ms(row.integer(5)),
                .updated = from_ms(row.integer(6)),
                .face_count = static_cast<std::uint32_t>(row.integer(7))};
}

struct PersonRow {
  std::int64_t row;
  Person person;
};
Result<PersonRow> find_person(Connection& connection, std::int64_t collection, const PersonId& id) {
  MIEN_TRY(Statement row,
           connection.query(MIEN_SQL_PERSON "WHERE collection = ?1 AND person_id = ?2", collection, id.text()));
  MIEN_TRY(const bool found, row.step());
  if (!found) return fail(ErrorCode::kNotFound, "No such person.");
  MIEN_TRY(Person person, person_at(row));
  return PersonRow{row.integer(8), std::move(person)};
}

struct OwnedFace {
  FaceId id;
  std::optional<ObjectKey> object;
};
Result<std::vector<OwnedFace>> faces_of(Connection& connection, std::int64_t person) {
  MIEN_TRY(Statement row, connection.query("SELECT face_id, object FROM faces WHERE person = ?1", person));
  std::vector<OwnedFace> out;
  for (;;) {
    MIEN_TRY(const bool found, row.step());
    if (!found) return out;
    MIEN_TRY(const Uuid id, uuid_at(row, 0));
    OwnedFace face{.id = {id}, .object = std::nullopt};
    if (!row.is_null(1)) {
      MIEN_TRY(const Uuid object, uuid_at(row, 1));
      face.object = ObjectKey{object};
    }
    out.push_back(face);
  }
}

/// Gives the person a face that is new or nobody's; the person's own stay as they are. True: the face is new to the
/// collection. @errors kImageOfAnotherPerson
Result<bool> link_face(Connection& connection, std::int64_t collection, std::int64_t person, const StoredFace& face,
                       ChangeNumber change) {
  MIEN_TRY(const bool is_new, insert_face(connection, collection, face, change));
  MIEN_TRY(Statement known, connection.query("SELECT sequence, person FROM faces "
                                             "WHERE collection = ?1 AND face_id = ?2",
                                             collection, bytes_of(face.id.uuid)));
  MIEN_TRY(const bool found, known.step());
  if (!found) return damaged("face index");
  if (!known.is_null(1)) {
    if (known.integer(1) == person) return is_new;
    return fail(ErrorCode::kImageOfAnotherPerson, "The picture is registered for another person.");
  }
  MIEN_TRY(Statement update,
           connection.query("UPDATE faces SET person = ?1, object = ?3 WHERE sequence = ?2", person, known.integer(0)));
  if (face.object) update.bind(bytes_of(face.object->uuid));
  MIEN_TRY_VOID(update.run());
  return is_new;
}

/// Links all of them and counts those that are new to the collection.
Result<std::int64_t> link_faces(Connection& connection, std::int64_t collection, std::int64_t person,
                                std::span<const StoredFace> faces, ChangeNumber change) {
  std::int64_t added = 0;
  for (const StoredFace& face : faces) {
    MIEN_TRY(const bool is_new, link_face(connection, collection, person, face, change));
    added += is_new ? 1 : 0;
  }
  MIEN_TRY_VOID(connection.run(
      "UPDATE people SET face_count = (SELECT count(*) FROM faces WHERE person = ?1) WHERE id = ?1", person));
  return added;
}

Result<std::int64_t> insert_person(Connection& connection, std::int64_t collection, const Person& person,
                                   const Embedding& fused, ChangeNumber change) {
  MIEN_TRY_VOID(connection.run(
      "INSERT INTO people (collection, person_id, key, name, attributes_json, consent, fused, created_ms, updated_ms, "
      "change) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (collection, person_id) DO NOTHING",
      collection, person.id.text(), bytes_of(person.key.uuid), person.name, person.attributes_json, person.consent,
      std::span<const std::byte>(to_blob(fused)), to_ms(person.created), to_ms(person.updated), change));
  if (connection.changed() == 0) return fail(ErrorCode::kAlreadyExists, "A person of that id exists.");
  return connection.last_row();
}

bool are_exactly(const std::vector<OwnedFace>& faces, std::span<const FaceId> expected) {
  std::set<FaceId> present;
  for (const OwnedFace& face : faces) present.insert(face.id);
  return present == std::set<FaceId>(expected.begin(), expected.end());
}

Result<bool> has_exactly(Connection& connection, std::int64_t person, std::span<const FaceId> expected) {
  MIEN_TRY(const std::vector<OwnedFace> faces, faces_of(connection, person));
  return are_exactly(faces, expected);
}

}  // namespace

Result<ChangeNumber> People::register_person(const CollectionId& collection, const Registration& registration) {
  return pool_.write([&](Connection& connection) -> Result<ChangeNumber> {
    MIEN_TRY(const std::int64_t row, collection_row(connection, collection));
    MIEN_TRY(const ChangeNumber change, next_change(connection));
    MIEN_TRY(const std::int64_t person,
             insert_person(connection, row, registration.person, registration.fused, change));
    MIEN_TRY(const std::int64_t added, link_faces(connection, row, person, registration.faces, change));
    MIEN_TRY_VOID(count(connection, row, added, 1));
    MIEN_TRY_VOID(append_event(connection, registration.event));
    MIEN_TRY_VOID(keep_record(connection, registration.idempotency, person));
    return change;
  });
}

Result<Person> People::find(const CollectionId& collection, const PersonId& id) const {
  return pool_.read([&](Connection& connection) -> Result<Person> {
    MIEN_TRY(const std::int64_t row, collection_row(connection, collection));
    MIEN_TRY(PersonRow found, find_person(connection, row, id));
    return std::move(found.person);
  });
}

Result<std::vector<Person>> People::find_keys(const CollectionId& collection, std::span<const PersonKey> keys) const {
  return pool_.read([&](Connection& connection) -> Result<std::vector<Person>> {
    MIEN_TRY(const std::int64_t collection_id, collection_row(connection, collection));
    std::vector<Person> out;
    for (const PersonKey& key : keys) {
      MIEN_TRY(Statement row, connection.query(MIEN_SQL_PERSON "WHERE collection = ?1 AND key = ?2", collection_id,
                                               bytes_of(key.uuid)));
      MIEN_TRY(const bool found, row.step());
      if (!found) continue;
      MIEN_TRY(Person person, person_at(row));
      out.push_back(std::move(person));
    }
    return out;
  });
}

Result<Page<Person>> People::list(const CollectionId& collection, std::string_view query,
                                  const PageRequest& page) const {
  Listing listing("people");
  listing.add(collection.text()).add(query);
  return pool_.read([&](Connection& connection) -> Result<Page<Person>> {
    MIEN_TRY(const std::int64_t collection_id, collection_row(connection, collection));
    MIEN_TRY(const auto cursor, read_page_token(listing, page.after));
    const std::size_t limit = page_limit(page.limit);
    const PatienceGuard guard(connection, page.patience);
    // instr and not LIKE: it has no wildcards to escape and no length limit.
    MIEN_TRY(
        Statement row,
        connection.query(MIEN_SQL_PERSON
                         "WHERE collection = ?1 AND person_id > ?2 AND (?3 = '' OR instr(search_form(name), ?3) > 0 "
                         "OR instr(lower(person_id), ?3) > 0) ORDER BY person_id LIMIT ?4",
                         collection_id, cursor.value_or(""), unicode::search_form(query), limit + 1));
    Page<Person> out;
    std::size_t bytes = 0;
    for (;;) {
      const auto found = row.step();
      if (!found) {
        MIEN_TRY_VOID(page.patience.check());
        return std::unexpected(found.error());
      }
      if (!*found) return out;
      if (out.items.size() == limit || bytes >= limits::kPeoplePageBytesMax) break;
      MIEN_TRY(Person person, person_at(row));
      bytes += person.name.size() + person.attributes_json.size();
      out.items.push_back(std::move(person));
    }
    out.next = make_page_token(listing, out.items.back().id.text());
    return out;
  });
}

Result<Person> People::update(const CollectionId& collection, const PersonId& id, const Changes& changes, Timestamp now,
                              const AuditEvent& event) {
  const auto change = [&](Connection& connection) -> Result<Person> {
    MIEN_TRY(const std::int64_t collection_id, collection_row(connection, collection));
    MIEN_TRY(PersonRow found, find_person(connection, collection_id, id));
    Person& person = found.person;
    if (changes.name) person.name = *changes.name;
    if (changes.attributes_json) person.attributes_json = *changes.attributes_json;
    if (changes.consent) person.consent = *changes.consent;
    person.updated = now;
    MIEN_TRY_VOID(
        connection.run("UPDATE people SET name = ?2, attributes_json = ?3, consent = ?4, updated_ms = ?5 WHERE id = ?1",
                       found.row, person.name, person.attributes_json, person.consent, to_ms(now)));
    MIEN_TRY_VOID(append_event(connection, event));
    return person;
  };
  const bool replaces_text = changes.name || changes.attributes_json;
  return replaces_text ? pool_.erase(change) : pool_.write(change);
}

Result<PeopleStore::Removal> People::remove(const CollectionId& collection, const PersonId& id,
                                            const AuditEvent& event) {
  return pool_.erase([&](Connection& connection) -> Result<Removal> {
    MIEN_TRY(const std::int64_t row, collection_row(connection, collection));
    MIEN_TRY(const PersonRow person, find_person(connection, row, id));
    MIEN_TRY(const ChangeNumber change, next_change(connection));
    MIEN_TRY(const std::vector<OwnedFace> faces, faces_of(connection, person.row));
    std::set<ObjectKey> objects;
    for (const OwnedFace& face : faces) {
      if (face.object) objects.insert(*face.object);
      MIEN_TRY_VOID(delete_face(connection, row, face.id, change));
    }
    MIEN_TRY_VOID(log_removal(connection, row, GalleryKind::kPeople, person.person.key.uuid, change));
    MIEN_TRY_VOID(connection.run("DELETE FROM people WHERE id = ?1", person.row));
    MIEN_TRY_VOID(count(connection, row, -static_cast<std::int64_t>(faces.size()), -1));
    MIEN_TRY_VOID(append_event(connection, event));
    MIEN_TRY(std::vector<ObjectKey> unused, unreferenced(connection, objects));
    MIEN_TRY(const std::vector<ObjectKey> shown, forget_reviews(connection, collection, id));
    unused.insert(unused.end(), shown.begin(), shown.end());
    return Removal{change, std::move(unused)};
  });
}

Result<PeopleStore::Removal> People::edit_faces(const CollectionId& collection, const PersonId& id,
                                                const FaceEdit& edit) {
  const auto change_faces = [&](Connection& connection) -> Result<Removal> {
    MIEN_TRY(const std::int64_t row, collection_row(connection, collection));
    MIEN_TRY(const PersonRow person, find_person(connection, row, id));
    MIEN_TRY(const std::vector<OwnedFace> faces, faces_of(connection, person.row));
    if (!are_exactly(faces, edit.expected))
      return fail(ErrorCode::kChangedMeanwhile, "The person's faces changed meanwhile; try again.");
    MIEN_TRY(const ChangeNumber change, next_change(connection));

    std::set<ObjectKey> objects;
    const std::set<FaceId> removed(edit.removed.begin(), edit.removed.end());
    std::int64_t growth = 0;
    for (const OwnedFace& face : faces) {
      if (!removed.contains(face.id)) continue;
      if (face.object) objects.insert(*face.object);
      MIEN_TRY_VOID(delete_face(connection, row, face.id, change));
      --growth;
    }
    // The photo of an added face that the person has already is wanted by nobody.
    for (const StoredFace& face : edit.added)
      if (face.object) objects.insert(*face.object);
    MIEN_TRY(const std::int64_t added, link_faces(connection, row, person.row, edit.added, change));
    growth += added;
    MIEN_TRY(const PersonRow after, find_person(connection, row, id));
    if (after.person.face_count > limits::kFacesPerPersonMax)
      return fail(ErrorCode::kQuotaExceeded, "The person has too many faces.");

    MIEN_TRY_VOID(connection.run("UPDATE people SET fused = ?2, updated_ms = ?3, change = ?4 WHERE id = ?1", person.row,
                                 std::span<const std::byte>(to_blob(edit.fused)), to_ms(edit.now), change));
    MIEN_TRY_VOID(count(connection, row, growth, 0));
    MIEN_TRY_VOID(append_event(connection, edit.event));
    MIEN_TRY_VOID(keep_record(connection, edit.idempotency, person.row));
    MIEN_TRY(std::vector<ObjectKey> unused, unreferenced(connection, objects));
    return Removal{change, std::move(unused)};
  };
  return edit.removed.empty() ? pool_.write(change_faces) : pool_.erase(change_faces);
}

Result<PeopleStore::Removal> People::merge(const CollectionId& collection, const PersonId& into, const PersonId& from,
                                           const Merge& merge) {
  return pool_.erase([&](Connection& connection) -> Result<Removal> {
    MIEN_TRY(const std::int64_t row, collection_row(connection, collection));
    MIEN_TRY(const PersonRow stays, find_person(connection, row, into));
    MIEN_TRY(const PersonRow goes, find_person(connection, row, from));
    MIEN_TRY(const bool as_expected_into, has_exactly(connection, stays.row, merge.expected_into));
    MIEN_TRY(const bool as_expected_from, has_exactly(connection, goes.row, merge.expected_from));
    if (!as_expected_into || !as_expected_from)
      return fail(ErrorCode::kChangedMeanwhile, "The people's faces changed meanwhile; try again.");
    const std::size_t faces = merge.expected_into.size() + merge.expected_from.size();
    if (faces > limits::kFacesPerPersonMax) return fail(ErrorCode::kQuotaExceeded, "The person has too many faces.");
    MIEN_TRY(const ChangeNumber change, next_change(connection));
    MIEN_TRY_VOID(connection.run("UPDATE faces SET person = ?2 WHERE person = ?1", goes.row, stays.row));
    MIEN_TRY_VOID(connection.run("UPDATE reviews SET person_id = ?3 WHERE collection = ?1 AND person_id = ?2",
                                 collection.text(), from.text(), into.text()));
    MIEN_TRY_VOID(log_removal(connection, row, GalleryKind::kPeople, goes.person.key.uuid, change));
    MIEN_TRY_VOID(connection.run("DELETE FROM people WHERE id = ?1", goes.row));
    MIEN_TRY_VOID(
        connection.run("UPDATE people SET fused = ?2, updated_ms = ?3, change = ?4, face_count = ?5 WHERE id = ?1",
                       stays.row, std::span<const std::byte>(to_blob(merge.fused)), to_ms(merge.now), change, faces));
    MIEN_TRY_VOID(count(connection, row, 0, -1));
    MIEN_TRY_VOID(append_event(connection, merge.event));
    return Removal{change, {}};
  });
}

}  // namespace mien::sqlite
