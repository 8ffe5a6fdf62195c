#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/limits.h"
#include "ports/store.h"

namespace mien::fakes {

/// Every port of ports/store.h over maps and one mutex; passes the same contract suite as the real store. Nothing
/// survives it. The ports that it hands out live as long as it does.
class MemoryStore {
 public:
  MemoryStore() = default;
  MemoryStore(const MemoryStore&) = delete;
  MemoryStore& operator=(const MemoryStore&) = delete;

  CollectionStore& collections() { return collections_; }
  FaceStore& faces() { return faces_; }
  PeopleStore& people() { return people_; }
  AuditLog& audit() { return audit_; }
  IdempotencyRecords& idempotency() { return idempotency_; }
  ChangeLog& changes() { return changes_; }

  /// While down, every function fails with kUnavailable and does nothing.
  void set_down(bool down) {
    const std::scoped_lock lock(mutex_);
    down_ = down;
  }

 private:
  struct PersonRow {
    Person person;
    Embedding fused;
  };
  /// Faces by the order in which they were added.
  struct CollectionRow {
    Collection collection;
    std::vector<std::pair<std::string, std::string>> tags;
    std::map<std::uint64_t, StoredFace> faces{};
    std::map<FaceId, std::uint64_t> position_of{};
    std::map<PersonId, PersonRow> people{};

    StoredFace* face(const FaceId& id) {
      const auto at = position_of.find(id);
      return at == position_of.end() ? nullptr : &faces.at(at->second);
    }
    Collection counted() const {
      Collection out = collection;
      out.face_count = faces.size();
      out.person_count = people.size();
      return out;
    }
    Person counted(const PersonRow& row) const {
      Person out = row.person;
      out.face_count = static_cast<std::uint32_t>(faces_of(out.id).size());
      return out;
    }
    std::set<FaceId> faces_of(const PersonId& person) const {
      std::set<FaceId> out;
      for (const auto& [position, face] : faces)
        if (face.person == person) out.insert(face.id);
      return out;
    }
  };
  /// With the person whom its response names.
  struct KeptRecord {
    IdempotencyRecord record;
    CollectionId collection;
    PersonId person;
  };
  /// What a page token stands for: tokens are numbers of these.
  struct Place {
    std::string listing;
    std::string after;
  };

  static std::unexpected<Error> no_collection() { return fail(ErrorCode::kNotFound, "No such collection."); }
  static std::unexpected<Error> no_person() { return fail(ErrorCode::kNotFound, "No such person."); }

  // The helpers below run with the mutex held.

  Result<void> check_up() const {
    if (down_) return fail(ErrorCode::kUnavailable, "The store is down.");
    return {};
  }
  Result<CollectionRow*> row_of(const CollectionId& id) {
    MIEN_TRY_VOID(check_up());
    const auto at = rows_.find(id);
    if (at == rows_.end()) return no_collection();
    return &at->second;
  }

  void log_upsert(ChangeNumber number, const CollectionId& collection, GalleryKind kind, const Uuid& key,
                  const Embedding& embedding) {
    log_.push_back({number, ChangeLog::Upsert{{collection, kind}, key, embedding}});
  }
  void log_remove(ChangeNumber number, const CollectionId& collection, GalleryKind kind, const Uuid& key) {
    log_.push_back({number, ChangeLog::Remove{{collection, kind}, key}});
  }

  StoredFace& insert_face(CollectionRow& row, StoredFace face, ChangeNumber number) {
    log_upsert(number, row.collection.id, GalleryKind::kFaces, face.id.uuid, face.embedding);
    row.position_of.emplace(face.id, ++last_position_);
    return row.faces.emplace(last_position_, std::move(face)).first->second;
  }
  void erase_face(CollectionRow& row, const FaceId& id, ChangeNumber number) {
    const auto at = row.position_of.find(id);
    log_remove(number, row.collection.id, GalleryKind::kFaces, id.uuid);
    row.faces.erase(at->second);
    row.position_of.erase(at);
  }
  /// Gives the person a face that is new or nobody's; the person's own stay as they are.
  void link_face(CollectionRow& row, const StoredFace& face, const PersonId& person, ChangeNumber number) {
    StoredFace* known = row.face(face.id);
    if (known == nullptr) {
      known = &insert_face(row, face, number);
      known->person.reset();
    }
    if (known->person) return;
    known->person = person;
    known->object = face.object;
  }
  static Result<void> check_owners(CollectionRow& row, std::span<const StoredFace> faces, const PersonId& person) {
    for (const StoredFace& face : faces)
      if (const StoredFace* known = row.face(face.id); known != nullptr && known->person && known->person != person)
        return fail(ErrorCode::kImageOfAnotherPerson, "The picture is registered for another person.");
    return {};
  }
  void keep(const std::optional<IdempotencyRecord>& record, const CollectionId& collection, const PersonId& person) {
    if (record) records_.insert_or_assign({record->actor, record->key}, KeptRecord{*record, collection, person});
  }
  /// Those of `candidates` that no row refers to, each once.
  std::vector<ObjectKey> unreferenced(const std::set<ObjectKey>& candidates) const {
    std::set<ObjectKey> left = candidates;
    for (const auto& [id, row] : rows_)
      for (const auto& [position, face] : row.faces)
        if (face.object) left.erase(*face.object);
    return {left.begin(), left.end()};
  }

  /// Where the page begins: the text after which its items come, nullopt for the first page.
  Result<std::optional<std::string>> start_of(const PageRequest& page, const std::string& listing) const {
    if (page.after.empty()) return std::nullopt;
    const auto place = places_.find(page.after);
    if (place == places_.end() || place->second.listing != listing)
      return fail(ErrorCode::kInvalidPageToken, "The page token is not valid.");
    return place->second.after;
  }
  std::string token_for(const std::string& listing, std::string after) {
    std::string token = "page-" + std::to_string(places_.size());
    places_.emplace(token, Place{listing, std::move(after)});
    return token;
  }
  /// Cuts `items`, which begin where the page begins, to the page. `place_of` names an item's place.
  template <class T, class PlaceOf>
  Page<T> cut(std::vector<T> items, const PageRequest& page, const std::string& listing, PlaceOf place_of) {
    const std::size_t limit = std::max<std::size_t>(page.limit, 1);
    Page<T> out;
    const bool more = items.size() > limit;
    if (more) items.erase(items.begin() + static_cast<std::ptrdiff_t>(limit), items.end());
    out.items = std::move(items);
    if (more) out.next = token_for(listing, place_of(out.items.back()));
    return out;
  }

  class Collections final : public CollectionStore {
   public:
    explicit Collections(MemoryStore& store) : store_(store) {}
    Result<void> create(const Collection& collection, std::span<const std::pair<std::string, std::string>> tags,
                        const std::optional<AuditEvent>& event) override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY_VOID(store_.check_up());
      if (store_.rows_.contains(collection.id))
        return fail(ErrorCode::kAlreadyExists, "A collection of that id exists.");
      store_.rows_.emplace(collection.id, CollectionRow{collection, {tags.begin(), tags.end()}});
      if (event) store_.events_.push_back(*event);
      return {};
    }
    Result<Collection> find(const CollectionId& id) const override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY(const CollectionRow* row, store_.row_of(id));
      return row->counted();
    }
    Result<Page<Collection>> list(const PageRequest& page) const override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY_VOID(store_.check_up());
      MIEN_TRY(const auto after, store_.start_of(page, "collections"));
      std::vector<Collection> items;
      for (const auto& [id, row] : store_.rows_)
        if (!after || id.text() > *after) items.push_back(row.counted());
      return store_.cut(std::move(items), page, "collections", [](const Collection& item) { return item.id.text(); });
    }
    Result<Removal> remove(const CollectionId& id, const std::optional<AuditEvent>& event) override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY(CollectionRow * row, store_.row_of(id));
      std::set<ObjectKey> objects;
      for (const auto& [position, face] : row->faces)
        if (face.object) objects.insert(*face.object);
      store_.rows_.erase(id);
      std::erase_if(store_.records_, [&](const auto& entry) { return entry.second.collection == id; });
      store_.log_.push_back({++store_.last_change_, ChangeLog::Drop{id}});
      if (event) store_.events_.push_back(*event);
      return Removal{store_.last_change_, store_.unreferenced(objects)};
    }

   private:
    MemoryStore& store_;
  };

  class Faces final : public FaceStore {
   public:
    explicit Faces(MemoryStore& store) : store_(store) {}
    Result<ChangeNumber> add(const CollectionId& collection, std::span<const StoredFace> faces,
                             const AuditEvent& event) override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY(CollectionRow * row, store_.row_of(collection));
      const ChangeNumber next = store_.last_change_ + 1;
      for (const StoredFace& face : faces) {
        MIEN_CHECK(!face.object);
        if (row->face(face.id) != nullptr) continue;
        store_.insert_face(*row, face, next).person.reset();
        store_.last_change_ = next;
      }
      store_.events_.push_back(event);
      return store_.last_change_;
    }
    Result<std::vector<StoredFace>> find(const CollectionId& collection, std::span<const FaceId> ids) const override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY(CollectionRow * row, store_.row_of(collection));
      std::vector<StoredFace> out;
      for (const FaceId& id : ids)
        if (const StoredFace* face = row->face(id)) out.push_back(*face);
      return out;
    }
    Result<Page<StoredFace>> list(const CollectionId& collection, const Filter& filter,
                                  const PageRequest& page) const override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY(CollectionRow * row, store_.row_of(collection));
      std::string listing = "faces/" + collection.text() + '/' + (filter.person ? filter.person->text() : "");
      for (const FaceId& id : filter.ids) listing += '/' + id.text();
      MIEN_TRY(const auto after, store_.start_of(page, listing));
      const std::uint64_t begin = after ? std::stoull(*after) : 0;
      std::vector<StoredFace> items;
      for (auto at = row->faces.upper_bound(begin); at != row->faces.end(); ++at) {
        const StoredFace& face = at->second;
        if (filter.person && face.person != filter.person) continue;
        if (!filter.ids.empty() && std::ranges::find(filter.ids, face.id) == filter.ids.end()) continue;
        items.push_back(face);
      }
      return store_.cut(std::move(items), page, listing,
                        [&](const StoredFace& item) { return std::to_string(row->position_of.at(item.id)); });
    }
    Result<Removal> remove(const CollectionId& collection, std::span<const FaceId> ids,
                           const AuditEvent& event) override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY(CollectionRow * row, store_.row_of(collection));
      const ChangeNumber next = store_.last_change_ + 1;
      Removal out;
      std::set<FaceId> seen;
      for (const FaceId& id : ids) {
        if (!seen.insert(id).second) continue;
        const StoredFace* face = row->face(id);
        if (face == nullptr) {
          out.not_found.push_back(id);
        } else if (face->person) {
          out.belongs_to_person.emplace_back(id, *face->person);
        } else {
          store_.erase_face(*row, id, next);
          store_.last_change_ = next;
          out.removed.push_back(id);
        }
      }
      store_.events_.push_back(event);
      out.change = store_.last_change_;
      return out;
    }
    Result<std::optional<PersonId>> person_of_image(const CollectionId& collection,
                                                    const Sha256& image_sha256) const override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY(CollectionRow * row, store_.row_of(collection));
      for (const auto& [position, face] : row->faces)
        if (face.person && face.image_sha256 == image_sha256) return face.person;
      return std::nullopt;
    }

   private:
    MemoryStore& store_;
  };

  class People final : public PeopleStore {
   public:
    explicit People(MemoryStore& store) : store_(store) {}
    Result<ChangeNumber> register_person(const CollectionId& collection, const Registration& registration) override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY(CollectionRow * row, store_.row_of(collection));
      const Person& person = registration.person;
      if (row->people.contains(person.id)) return fail(ErrorCode::kAlreadyExists, "A person of that id exists.");
      MIEN_TRY_VOID(check_owners(*row, registration.faces, person.id));
      const ChangeNumber change = ++store_.last_change_;
      for (const StoredFace& face : registration.faces) store_.link_face(*row, face, person.id, change);
      row->people.emplace(person.id, PersonRow{person, registration.fused});
      store_.log_upsert(change, collection, GalleryKind::kPeople, person.key.uuid, registration.fused);
      store_.events_.push_back(registration.event);
      store_.keep(registration.idempotency, collection, person.id);
      return change;
    }
    Result<Person> find(const CollectionId& collection, const PersonId& id) const override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY(CollectionRow * row, store_.row_of(collection));
      MIEN_TRY(const PersonRow* person, find_in(*row, id));
      return row->counted(*person);
    }
    Result<std::vector<Person>> find_keys(const CollectionId& collection,
                                          std::span<const PersonKey> keys) const override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY(CollectionRow * row, store_.row_of(collection));
      std::vector<Person> out;
      for (const PersonKey& key : keys)
        for (const auto& [id, person] : row->people)
          if (person.person.key == key) out.push_back(row->counted(person));
      return out;
    }
    Result<Page<Person>> list(const CollectionId& collection, std::string_view query,
                              const PageRequest& page) const override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY(CollectionRow * row, store_.row_of(collection));
      const std::string listing = "people/" + collection.text() + '/' + std::string(query);
      MIEN_TRY(const auto after, store_.start_of(page, listing));
      const std::string wanted = ascii_lower(query);
      std::vector<Person> items;
      for (const auto& [id, person] : row->people) {
        if (after && id.text() <= *after) continue;
        if (ascii_lower(person.person.name).find(wanted) == std::string::npos &&
            ascii_lower(id.text()).find(wanted) == std::string::npos)
          continue;
        items.push_back(row->counted(person));
      }
      return store_.cut(std::move(items), page, listing, [](const Person& item) { return item.id.text(); });
    }
    Result<Person> update(const CollectionId& collection, const PersonId& id, const Changes& changes, Timestamp now,
                          const AuditEvent& event) override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY(CollectionRow * row, store_.row_of(collection));
      MIEN_TRY(PersonRow * found, find_in(*row, id));
      Person& person = found->person;
      if (changes.name) person.name = *changes.name;
      if (changes.attributes_json) person.attributes_json = *changes.attributes_json;
      if (changes.consent) person.consent = *changes.consent;
      person.updated = now;
      store_.events_.push_back(event);
      return row->counted(*found);
    }
    Result<Removal> remove(const CollectionId& collection, const PersonId& id, const AuditEvent& event) override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY(CollectionRow * row, store_.row_of(collection));
      MIEN_TRY(const PersonRow* person, find_in(*row, id));
      const ChangeNumber change = ++store_.last_change_;
      std::set<ObjectKey> objects;
      for (const FaceId& face : row->faces_of(id)) {
        if (const auto object = row->face(face)->object) objects.insert(*object);
        store_.erase_face(*row, face, change);
      }
      store_.log_remove(change, collection, GalleryKind::kPeople, person->person.key.uuid);
      row->people.erase(id);
      std::erase_if(store_.records_, [&](const auto& entry) {
        return entry.second.collection == collection && entry.second.person == id;
      });
      store_.events_.push_back(event);
      return Removal{change, store_.unreferenced(objects)};
    }
    Result<Removal> edit_faces(const CollectionId& collection, const PersonId& id, const FaceEdit& edit) override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY(CollectionRow * row, store_.row_of(collection));
      MIEN_TRY(PersonRow * person, find_in(*row, id));
      std::set<FaceId> faces = row->faces_of(id);
      if (faces != std::set<FaceId>(edit.expected.begin(), edit.expected.end()))
        return fail(ErrorCode::kChangedMeanwhile, "The person's faces changed meanwhile; try again.");
      MIEN_TRY_VOID(check_owners(*row, edit.added, id));
      const std::set<FaceId> before = faces;
      for (const FaceId& face : edit.removed) faces.erase(face);
      for (const StoredFace& face : edit.added) faces.insert(face.id);
      if (faces.size() > limits::kFacesPerPersonMax)
        return fail(ErrorCode::kQuotaExceeded, "The person has too many faces.");
      const ChangeNumber change = ++store_.last_change_;
      std::set<ObjectKey> objects;
      for (const FaceId& face : std::set<FaceId>(edit.removed.begin(), edit.removed.end())) {
        if (!before.contains(face)) continue;
        if (const auto object = row->face(face)->object) objects.insert(*object);
        store_.erase_face(*row, face, change);
      }
      for (const StoredFace& face : edit.added) {
        if (face.object) objects.insert(*face.object);
        store_.link_face(*row, face, id, change);
      }
      person->fused = edit.fused;
      person->person.updated = edit.now;
      store_.log_upsert(change, collection, GalleryKind::kPeople, person->person.key.uuid, edit.fused);
      store_.events_.push_back(edit.event);
      store_.keep(edit.idempotency, collection, id);
      return Removal{change, store_.unreferenced(objects)};
    }

   private:
    static Result<PersonRow*> find_in(CollectionRow& row, const PersonId& id) {
      const auto at = row.people.find(id);
      if (at == row.people.end()) return no_person();
      return &at->second;
    }
    static std::string ascii_lower(std::string_view text) {
      std::string out(text);
      for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      return out;
    }
    MemoryStore& store_;
  };

  class Audit final : public AuditLog {
   public:
    explicit Audit(MemoryStore& store) : store_(store) {}
    Result<void> append(const AuditEvent& event) override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY_VOID(store_.check_up());
      store_.events_.push_back(event);
      return {};
    }
    Result<void> append_without_sync(const AuditEvent& event) override { return append(event); }
    Result<Page<AuditEvent>> list(const Filter& filter, const PageRequest& page) const override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY_VOID(store_.check_up());
      const std::string listing = "audit/" + (filter.collection ? '=' + *filter.collection : "") + '/' +
                                  (filter.subject ? '=' + *filter.subject : "");
      MIEN_TRY(const auto after, store_.start_of(page, listing));
      std::vector<std::size_t> order;
      for (std::size_t i = store_.events_.size(); i-- > 0;) {
        const AuditEvent& event = store_.events_[i];
        if (filter.collection && event.collection != *filter.collection) continue;
        if (filter.subject && event.subject != *filter.subject) continue;
        order.push_back(i);
      }
      // Of events of one moment the later one stands first.
      std::ranges::sort(order, std::ranges::greater{},
                        [&](std::size_t i) { return std::pair(store_.events_[i].at, i); });
      if (after) {
        const std::size_t last = std::stoull(*after);
        const auto later = [&](std::size_t i) {
          return std::pair(store_.events_[i].at, i) >= std::pair(store_.events_[last].at, last);
        };
        std::erase_if(order, later);
      }
      const auto cut = store_.cut(std::move(order), page, listing, [](std::size_t i) { return std::to_string(i); });
      Page<AuditEvent> out;
      for (const std::size_t i : cut.items) out.items.push_back(store_.events_[i]);
      out.next = cut.next;
      return out;
    }

   private:
    MemoryStore& store_;
  };

  class Idempotency final : public IdempotencyRecords {
   public:
    explicit Idempotency(MemoryStore& store) : store_(store) {}
    Result<std::optional<IdempotencyRecord>> find(std::string_view actor, std::string_view key,
                                                  Timestamp not_before) const override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY_VOID(store_.check_up());
      const auto at = store_.records_.find({std::string(actor), std::string(key)});
      if (at == store_.records_.end() || at->second.record.created < not_before) return std::nullopt;
      return at->second.record;
    }
    Result<void> purge(Timestamp not_before) override {
      const std::scoped_lock lock(store_.mutex_);
      MIEN_TRY_VOID(store_.check_up());
      std::erase_if(store_.records_, [&](const auto& entry) { return entry.second.record.created < not_before; });
      return {};
    }

   private:
    MemoryStore& store_;
  };

  class Changes final : public ChangeLog {
   public:
    explicit Changes(MemoryStore& store) : store_(store) {}
    Result<ChangeNumber> replay(ChangeNumber after,
                                const std::function<Result<void>(const Change&)>& visit) const override {
      std::vector<Change> log;
      ChangeNumber last = 0;
      {
        const std::scoped_lock lock(store_.mutex_);
        MIEN_TRY_VOID(store_.check_up());
        for (const Change& change : store_.log_)
          if (change.number > after) log.push_back(change);
        last = store_.last_change_;
      }
      for (const Change& change : log) MIEN_TRY_VOID(visit(change));
      return last;
    }
    Result<void> for_each_object(const std::function<void(const ObjectKey&)>& visit) const override {
      std::set<ObjectKey> objects;
      {
        const std::scoped_lock lock(store_.mutex_);
        MIEN_TRY_VOID(store_.check_up());
        for (const auto& [id, row] : store_.rows_)
          for (const auto& [position, face] : row.faces)
            if (face.object) objects.insert(*face.object);
      }
      for (const ObjectKey& object : objects) visit(object);
      return {};
    }

   private:
    MemoryStore& store_;
  };

  std::mutex mutex_;  ///< Guards everything below up to the ports.
  bool down_ = false;
  ChangeNumber last_change_ = 0;
  std::uint64_t last_position_ = 0;
  std::map<CollectionId, CollectionRow> rows_;
  std::vector<ChangeLog::Change> log_;
  std::vector<AuditEvent> events_;
  std::map<std::pair<std::string, std::string>, KeptRecord> records_;
  std::map<std::string, Place> places_;

  Collections collections_{*this};
  Faces faces_{*this};
  People people_{*this};
  Audit audit_{*this};
  Idempotency idempotency_{*this};
  Changes changes_{*this};
};

}  // namespace mien::fakes
