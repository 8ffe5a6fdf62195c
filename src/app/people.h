#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/audit_sources.h"
#include "app/index_feed.h"
#include "app/person_name.h"
#include "core/fusion.h"
#include "ports/objects.h"
#include "ports/store.h"

namespace mien::app {

class ListPeople {
 public:
  explicit ListPeople(const PeopleStore& people) : people_(people) {}
  /// @errors kNotFound (collection), kInvalidPageToken, kUnavailable
  Result<Page<Person>> run(const CollectionId& collection, std::string_view query, const PageRequest& page) const {
    return people_.list(collection, query, page);
  }

 private:
  const PeopleStore& people_;
};

/// All faces of a person; none where the collection has no such person. @errors kNotFound (collection), kUnavailable
Result<std::vector<StoredFace>> faces_of_person(const FaceStore& faces, const CollectionId& collection,
                                                const PersonId& person);

/// @errors those of fuse()
Result<FusedTemplate> fuse_faces(std::span<const StoredFace> faces);

class GetPerson {
 public:
  struct Response {
    Person person;
    std::vector<StoredFace> faces;
  };
  GetPerson(const PeopleStore& people, const FaceStore& faces) : people_(people), faces_(faces) {}
  /// @errors kNotFound (collection or person), kUnavailable
  Result<Response> run(const CollectionId& collection, const PersonId& id) const;

 private:
  const PeopleStore& people_;
  const FaceStore& faces_;
};

class UpdatePerson {
 public:
  UpdatePerson(PeopleStore& people, AuditSources sources) : people_(people), sources_(sources) {}
  /// @errors kInvalidArgument (name, attributes too large), kNotFound (collection or person), kUnavailable
  Result<Person> run(const CollectionId& collection, const PersonId& id, const PeopleStore::Changes& changes,
                     const std::string& actor) const;

 private:
  PeopleStore& people_;
  AuditSources sources_;
};

class DeletePerson {
 public:
  DeletePerson(PeopleStore& people, Objects& objects, IndexFeed& feed, AuditSources sources)
      : people_(people), objects_(objects), feed_(feed), sources_(sources) {}
  /// With faces, photos and index entries; an audit line without biometrics stays. A photo's file that cannot be
  /// removed now is removed at the next start.
  /// @errors kNotFound (collection or person), kUnavailable, kStoredNotSearchable
  Result<void> run(const CollectionId& collection, const PersonId& id, const std::string& actor) const;

 private:
  PeopleStore& people_;
  Objects& objects_;
  IndexFeed& feed_;
  AuditSources sources_;
};

}  // namespace mien::app
