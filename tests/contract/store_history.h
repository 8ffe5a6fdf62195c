#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "contract/store_samples.h"

/// Random histories of a store beside a model of what it must hold; for property and fault tests.
namespace mien::history {

/// The ports of a store, whichever it is.
struct Ports {
  CollectionStore& collections;
  FaceStore& faces;
  PeopleStore& people;
  AuditLog& audit;
  ChangeLog& changes;
  IdempotencyRecords& idempotency;
};
template <class Store>
Ports ports_of(Store& store) {
  return {store.collections(), store.faces(), store.people(), store.audit(), store.changes(), store.idempotency()};
}

struct PersonModel {
  std::uint64_t number = 0;        ///< Of the key.
  std::uint64_t fused_number = 0;  ///< Of samples::embedding.
  std::string name;
  bool operator==(const PersonModel&) const = default;
};
struct CollectionModel {
  std::map<std::uint64_t, std::string> faces;  ///< Face number to person id; empty: nobody's.
  std::map<std::string, PersonModel> people;
  bool operator==(const CollectionModel&) const = default;

  std::vector<std::uint64_t> faces_of(const std::string& person) const {
    std::vector<std::uint64_t> out;
    for (const auto& [face, owner] : faces)
      if (owner == person) out.push_back(face);
    return out;
  }
};
struct Model {
  std::map<std::string, CollectionModel> collections;
  std::size_t events = 0;
  bool operator==(const Model&) const = default;
};

inline samples::Gallery gallery_of(const Model& model) {
  samples::Gallery out;
  for (const auto& [name, collection] : model.collections) {
    const CollectionId id = samples::collection_id(name);
    for (const auto& [face, owner] : collection.faces)
      out[{id, GalleryKind::kFaces}][samples::uuid(face)] = samples::values_of(samples::embedding(face));
    for (const auto& [person, row] : collection.people)
      out[{id, GalleryKind::kPeople}][samples::person_key(row.number).uuid] =
          samples::values_of(samples::embedding(row.fused_number));
  }
  return out;
}

/// One operation: what it does to a store and what the model is when it succeeded.
struct Step {
  std::string what;
  std::function<Result<void>(const Ports&)> run;
  Model after;
  bool waits_for_disk = true;  ///< Whether it is durable once it ran.
};

/// Makes steps; a seed makes the same steps for the same models.
class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  Step next(const Model& model) {
    if (model.collections.empty()) return create(model);
    const auto at = std::next(model.collections.begin(), static_cast<std::ptrdiff_t>(below(model.collections.size())));
    const std::string name = at->first;
    switch (below(18)) {
      case 16:
      case 17:
        return audit(model);
      case 0:
        return create(model);
      case 1:
        return below(4) == 0 ? drop(model, name) : add(model, name);
      case 2:
      case 3:
      case 4:
        return add(model, name);
      case 5:
      case 6:
        return remove_faces(model, name);
      case 7:
      case 8:
      case 9:
      case 10:
        return register_person(model, name);
      case 11:
        return rename(model, name);
      case 12:
        return remove_person(model, name);
      default:
        return edit(model, name);
    }
  }

  /// What is kept of the request that registered the person of that number.
  static IdempotencyRecord record(std::uint64_t number) {
    return {.actor = "history",
            .key = "key " + std::to_string(number),
            .request_sha256 = {},
            .response = "person " + std::to_string(number),
            .created = samples::at(5000)};
  }
  /// How many people were ever to be registered.
  std::uint64_t people() const { return people_; }

 private:
  static constexpr std::uint64_t kFaceNumbers = 40;  ///< Few, so that ids meet again.

  std::uint64_t below(std::uint64_t bound) {
    return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(random_);
  }
  std::uint64_t face_number() { return 1 + below(kFaceNumbers); }
  std::string any_person(const CollectionModel& collection) {
    return std::next(collection.people.begin(), static_cast<std::ptrdiff_t>(below(collection.people.size())))->first;
  }

  template <class T>
  static Result<void> done(const Result<T>& result) {
    if (!result) return std::unexpected(result.error());
    return {};
  }

  Step create(const Model& model) {
    std::string name = "c" + std::to_string(below(4));
    Model after = model;
    if (model.collections.contains(name)) return audit(model);
    after.collections[name];
    return {"create " + name,
            [name](const Ports& ports) { return ports.collections.create(samples::collection(name), {}, {}); },
            std::move(after)};
  }
  Step audit(const Model& model) {
    Model after = model;
    ++after.events;
    if (below(2) == 0)
      return {"audit without sync",
              [](const Ports& ports) { return ports.audit.append_without_sync(samples::event("audit")); },
              std::move(after), false};
    return {"audit", [](const Ports& ports) { return ports.audit.append(samples::event("audit")); }, std::move(after)};
  }
  Step drop(const Model& model, const std::string& name) {
    Model after = model;
    after.collections.erase(name);
    return {"drop " + name,
            [name](const Ports& ports) { return done(ports.collections.remove(samples::collection_id(name), {})); },
            std::move(after)};
  }
  Step add(const Model& model, const std::string& name) {
    std::vector<StoredFace> faces;
    Model after = model;
    for (std::uint64_t i = 0; i <= below(3); ++i) {
      const std::uint64_t number = face_number();
      faces.push_back(samples::face(number));
      after.collections[name].faces.try_emplace(number);
    }
    ++after.events;
    return {"add to " + name,
            [name, faces](const Ports& ports) {
              return done(ports.faces.add(samples::collection_id(name), faces, samples::event("add")));
            },
            std::move(after)};
  }
  Step remove_faces(const Model& model, const std::string& name) {
    std::vector<FaceId> ids;
    Model after = model;
    auto& faces = after.collections[name].faces;
    for (std::uint64_t i = 0; i < 6; ++i) {
      const std::uint64_t number = face_number();
      ids.push_back(samples::face_id(number));
      if (const auto at = faces.find(number); at != faces.end() && at->second.empty()) faces.erase(at);
    }
    ++after.events;
    return {"remove from " + name,
            [name, ids](const Ports& ports) {
              return done(ports.faces.remove(samples::collection_id(name), ids, samples::event("remove")));
            },
            std::move(after)};
  }
  Step register_person(const Model& model, const std::string& name) {
    const std::string id = "p" + std::to_string(below(12));
    const CollectionModel& before = model.collections.at(name);
    if (before.people.contains(id)) return edit(model, name);
    const std::uint64_t number = ++people_;
    std::vector<StoredFace> faces;
    Model after = model;
    CollectionModel& collection = after.collections[name];
    for (std::uint64_t i = 0; i <= below(3); ++i) {
      const std::uint64_t face = face_number();
      if (const auto at = before.faces.find(face); at != before.faces.end() && !at->second.empty()) continue;
      faces.push_back(samples::face_with_photo(face));
      collection.faces[face] = id;
    }
    collection.people[id] = {number, number + 500'000, "Name of " + id};
    ++after.events;
    auto registration = samples::registration(id, number, faces);
    registration.idempotency = record(number);
    return {"register " + id + " in " + name,
            [name, registration = std::move(registration)](const Ports& ports) {
              return done(ports.people.register_person(samples::collection_id(name), registration));
            },
            std::move(after)};
  }
  Step rename(const Model& model, const std::string& name) {
    if (model.collections.at(name).people.empty()) return add(model, name);
    const std::string id = any_person(model.collections.at(name));
    const std::string renamed = "Name " + std::to_string(below(1000));
    Model after = model;
    after.collections[name].people[id].name = renamed;
    ++after.events;
    return {"rename " + id + " in " + name,
            [name, id, renamed](const Ports& ports) {
              return done(ports.people.update(samples::collection_id(name), samples::person_id(id), {.name = renamed},
                                              samples::at(6000), samples::event("rename")));
            },
            std::move(after)};
  }
  Step remove_person(const Model& model, const std::string& name) {
    if (model.collections.at(name).people.empty()) return add(model, name);
    const std::string id = any_person(model.collections.at(name));
    Model after = model;
    CollectionModel& collection = after.collections[name];
    collection.people.erase(id);
    std::erase_if(collection.faces, [&](const auto& face) { return face.second == id; });
    ++after.events;
    return {"remove " + id + " from " + name,
            [name, id](const Ports& ports) {
              return done(ports.people.remove(samples::collection_id(name), samples::person_id(id),
                                              samples::event("remove_person")));
            },
            std::move(after)};
  }
  Step edit(const Model& model, const std::string& name) {
    const CollectionModel& before = model.collections.at(name);
    if (before.people.empty()) return add(model, name);
    const std::string id = any_person(before);
    Model after = model;
    CollectionModel& collection = after.collections[name];
    const std::uint64_t fused = 900'000 + below(1000);
    PeopleStore::FaceEdit edit{.expected = {},
                               .added = {},
                               .removed = {},
                               .fused = samples::embedding(fused),
                               .now = samples::at(7000),
                               .event = samples::event("edit")};
    for (const std::uint64_t face : before.faces_of(id)) {
      edit.expected.push_back(samples::face_id(face));
      if (below(2) == 0) continue;
      edit.removed.push_back(samples::face_id(face));
      collection.faces.erase(face);
    }
    for (std::uint64_t i = 0; i < below(4); ++i) {
      const std::uint64_t face = face_number();
      if (const auto at = before.faces.find(face); at != before.faces.end() && !at->second.empty() && at->second != id)
        continue;
      edit.added.push_back(samples::face_with_photo(face));
      collection.faces[face] = id;
    }
    collection.people[id].fused_number = fused;
    ++after.events;
    return {"edit " + id + " in " + name,
            [name, id, edit](const Ports& ports) {
              return done(ports.people.edit_faces(samples::collection_id(name), samples::person_id(id), edit));
            },
            std::move(after)};
  }

  std::mt19937_64 random_;
  std::uint64_t people_ = 0;
};

/// What is wrong with the idempotency records: each person has his own, and those whose registration failed, numbers
/// above `registered`, have none.
inline std::string records_difference(const Ports& ports, const Model& model, std::uint64_t registered,
                                      std::uint64_t tried) {
  std::set<std::uint64_t> there;
  for (const auto& [name, collection] : model.collections)
    for (const auto& [id, person] : collection.people) there.insert(person.number);
  for (std::uint64_t number = 1; number <= tried; ++number) {
    if (!there.contains(number) && number <= registered) continue;  // Removed since.
    const IdempotencyRecord wanted = Maker::record(number);
    const auto found = ports.idempotency.find(wanted.actor, wanted.key, samples::at(0));
    if (!found) return "records: " + found.error().message + found.error().detail;
    if (found->has_value() != there.contains(number)) return "the record of person " + std::to_string(number);
    if (*found && (*found)->response != wanted.response) return "the response to person " + std::to_string(number);
  }
  return {};
}

/// Everything of an acknowledged page-by-page listing.
template <class T, class List>
Result<std::vector<T>> all_of(List list) {
  std::vector<T> out;
  PageRequest page{.after = "", .limit = 7};
  do {
    MIEN_TRY(Page<T> found, list(page));
    for (T& item : found.items) out.push_back(std::move(item));
    page.after = std::move(found.next);
  } while (!page.after.empty());
  return out;
}

/// What differs between the store and the model; empty: nothing.
inline std::string difference(const Ports& ports, const Model& model) {
  const auto collections = all_of<Collection>([&](const PageRequest& page) { return ports.collections.list(page); });
  if (!collections) return "collections: " + collections.error().message + collections.error().detail;
  std::set<std::string> names;
  std::set<ObjectKey> objects;
  for (const Collection& collection : *collections) {
    const std::string name = collection.id.text();
    names.insert(name);
    if (!model.collections.contains(name)) return "collection " + name + " should not be there";
    const CollectionModel& expected = model.collections.at(name);
    CollectionModel found;
    const auto faces =
        all_of<StoredFace>([&](const PageRequest& page) { return ports.faces.list(collection.id, {}, page); });
    if (!faces) return "faces: " + faces.error().message + faces.error().detail;
    for (const StoredFace& face : *faces) {
      const std::uint64_t number = std::uint64_t{face.id.uuid.bytes[15]} + (std::uint64_t{face.id.uuid.bytes[14]} << 8);
      found.faces[number] = face.person ? face.person->text() : "";
      if (face.object) objects.insert(*face.object);
      if (face.object.has_value() != face.person.has_value()) return "a face has a photo or a person, not both";
    }
    if (found.faces != expected.faces) return "the faces of " + name;
    const auto people =
        all_of<Person>([&](const PageRequest& page) { return ports.people.list(collection.id, "", page); });
    if (!people) return "people: " + people.error().message + people.error().detail;
    if (people->size() != expected.people.size()) return "the people of " + name;
    for (const Person& person : *people) {
      const auto at = expected.people.find(person.id.text());
      if (at == expected.people.end() || at->second.name != person.name ||
          samples::person_key(at->second.number) != person.key ||
          person.face_count != expected.faces_of(person.id.text()).size())
        return "person " + person.id.text() + " of " + name;
    }
    if (collection.face_count != expected.faces.size() || collection.person_count != expected.people.size())
      return "the counts of " + name;
  }
  if (names.size() != model.collections.size()) return "a collection is missing";
  const auto events = all_of<AuditEvent>([&](const PageRequest& page) { return ports.audit.list({}, page); });
  if (!events || events->size() != model.events) return "the number of events";
  std::set<ObjectKey> referred;
  if (!ports.changes.for_each_object([&](const ObjectKey& key) { referred.insert(key); }) || referred != objects)
    return "the objects";
  samples::Gallery gallery;
  if (!samples::follow(ports.changes, 0, gallery)) return "the replay";
  if (samples::tidy(gallery) != gallery_of(model)) return "the gallery";
  return {};
}

}  // namespace mien::history
