#pragma once

#include <mutex>

#include "app/index_feed.h"
#include "ports/face_index.h"
#include "ports/face_reader.h"
#include "ports/objects.h"
#include "ports/store.h"

namespace mien::app {

/// What gives pictures to people.
struct RegistrationPorts {
  const FaceReader& reader;
  const CollectionStore& collections;
  const FaceStore& faces;
  PeopleStore& people;
  Objects& objects;
  const FaceIndex& index;
  IndexFeed& feed;
  AuditLog& audit;
  /// One for the whole process. Whoever gives a picture to a person looks for duplicates and commits under it: two at
  /// once would each miss the other. The costly part, reading the pictures and writing the files, happens before.
  std::mutex& registrations;
};

}  // namespace mien::app
