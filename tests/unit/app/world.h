#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/adopt_faces.h"
#include "app/collections.h"
#include "app/index_faces.h"
#include "app/merge_people.h"
#include "app/people.h"
#include "app/person_faces.h"
#include "app/register_person.h"
#include "app/verify_face.h"
#include "fakes/brute_force_index.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_ids.h"
#include "fakes/fake_reader.h"
#include "fakes/faulty_ports.h"
#include "fakes/memory_objects.h"
#include "fakes/memory_store.h"

/// Succeeds where a Result holds the error code; shows what it holds else.
#define EXPECT_FAILS(result, expected_code)                                                       \
  do {                                                                                            \
    const auto& checked = (result);                                                               \
    ASSERT_FALSE(checked.has_value());                                                            \
    EXPECT_EQ(static_cast<int>(checked.error().code), static_cast<int>(ErrorCode::expected_code)) \
        << checked.error().message;                                                               \
  } while (false)
#define ASSERT_OK(result) ASSERT_TRUE((result).has_value()) << (result).error().message

namespace mien::app::testing {

inline constexpr std::size_t kDimension = 64;

/// Similarity 50, 60 ... 90, 99, 99.9 at cosines .2, .3 ... .6, .7, .8.
Calibration test_calibration();

/// A unit vector with cosine `c` to the axis of `person`; vectors of different `variant`s differ in all that is left.
Embedding embedding_of(std::size_t person, std::size_t variant = 0, double c = 0.95);

ReadFace face_with(const Embedding& embedding, float width_px = 200);

ReadFace rejected_face(std::vector<QualityReason> reasons, float width_px = 200);

ReadImage image_with(std::vector<ReadFace> faces);

inline CollectionId collection_id(std::string_view text) { return *CollectionId::parse(text); }
inline PersonId person_id(std::string_view text) { return *PersonId::parse(text); }

/// Everything that the use cases need, over fakes; each port call can be made to fail through `plan`. One collection,
/// "staff", exists.
struct World {
  fakes::MemoryStore store;
  fakes::MemoryObjects memory_objects;
  fakes::BruteForceIndex memory_index;
  fakes::FaultPlan plan;
  fakes::FaultyCollections collections{store.collections(), plan};
  fakes::FaultyFaces faces{store.faces(), plan};
  fakes::FaultyPeople people{store.people(), plan};
  fakes::FaultyAudit audit{store.audit(), plan};
  fakes::FaultyChanges changes{store.changes(), plan};
  fakes::FaultyObjects objects{memory_objects, plan};
  fakes::FaultyIndex index{memory_index, plan};
  fakes::FakeClock clock;
  fakes::FakeIds ids;
  fakes::FakeReader reader;
  ActiveModel model{"7.0", test_calibration()};
  PeoplePolicy policy;
  AuditSources sources{clock, ids};
  IndexFeed feed{changes, index};
  std::mutex registrations;
  CollectionId staff = collection_id("staff");

  RegistrationPorts ports{reader, collections, faces, people, objects, index, feed, store.audit(), registrations};
  IndexFaces index_faces{reader, collections, faces, feed, model, sources};
  RegisterPerson register_person{ports, model, policy, sources};
  GetPerson get_person{people, faces};
  UpdatePerson update_person{people, sources};
  DeletePerson delete_person{people, objects, feed, sources};
  AddPersonFaces add_faces{ports, model, policy, sources};
  DeletePersonFace delete_face{people, faces, objects, feed, sources};
  AdoptFaces adopt_faces{ports, model, policy, sources};
  MergePeople merge_people{ports, model, policy, sources};
  VerifyFace verify{{reader, collections, faces, people, index, audit}, model, policy, sources};

  World();
  ~World();

  void make_collection(const CollectionId& id, std::string version);
  /// A picture of one person; its file's bytes.
  std::span<const std::byte> photo(std::size_t person, std::size_t variant = 0, double c = 0.95);
  Result<RegisterPerson::Response> add(std::size_t person, std::string_view id = {});
  std::vector<AuditEvent> events();
  std::size_t events_of(std::string_view action);
  std::vector<StoredFace> stored_faces();
  std::size_t people_count();
  std::size_t searchable(GalleryKind kind) const { return memory_index.size({staff, kind}).value(); }

  /// From now on notes at each call of a port whether the lock of the registrations is held: "LL" for two such calls,
  /// "-" for one without it.
  void watch_lock(std::string& calls);

  /// What holds after everything, faults included: rows and files agree, and every face of a person is whole.
  void expect_consistent();
};

}  // namespace mien::app::testing
