#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "app/collections.h"
#include "app/index_faces.h"
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
inline Calibration test_calibration() {
  return *Calibration::from_knots(
      {{0.0, 0}, {0.2, -2}, {0.3, -3}, {0.4, -4}, {0.5, -5}, {0.6, -6}, {0.7, -7}, {0.8, -8}});
}

/// A unit vector with cosine `c` to the axis of `person`; vectors of different `variant`s differ in all that is left.
inline Embedding embedding_of(std::size_t person, std::size_t variant = 0, double c = 0.95) {
  std::vector<float> raw(kDimension, 0.0F);
  raw[person % 32] = static_cast<float>(c);
  raw[32 + variant % 32] = static_cast<float>(std::sqrt(1 - c * c));
  return *Embedding::normalized(raw);
}

inline ReadFace face_with(const Embedding& embedding, float width_px = 200) {
  return {.face = {.box = {0.1F, 0.2F, width_px / 1000, width_px / 1000},
                   .confidence_pct = 99,
                   .width_px = width_px,
                   .height_px = width_px,
                   .pose = {},
                   .quality = {}},
          .rejected_for = {},
          .embedding = embedding};
}

inline ReadFace rejected_face(std::vector<QualityReason> reasons, float width_px = 200) {
  ReadFace face = face_with(embedding_of(0), width_px);
  face.rejected_for = std::move(reasons);
  face.embedding.reset();
  return face;
}

inline ReadImage image_with(std::vector<ReadFace> faces) {
  return {.width_px = 1000, .height_px = 1000, .faces = std::move(faces)};
}

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
  VerifyFace verify{{reader, collections, faces, people, index, audit}, model, policy, sources};

  World() { make_collection(staff, "7.0"); }

  void make_collection(const CollectionId& id, std::string version) {
    ASSERT_OK(store.collections().create({.id = id, .face_model_version = std::move(version)}, {}, {}));
  }
  /// A picture of one person; its file's bytes.
  std::span<const std::byte> photo(std::size_t person, std::size_t variant = 0, double c = 0.95) {
    return reader.script("photo of " + std::to_string(person) + ", variant " + std::to_string(variant),
                         image_with({face_with(embedding_of(person, variant, c))}));
  }
  Result<RegisterPerson::Response> add(std::size_t person, std::string_view id = {}) {
    RegisterPerson::Request request{.collection = staff, .images = {photo(person)}, .name = "Somebody"};
    if (!id.empty()) request.id = person_id(id);
    return register_person.run(request);
  }
  std::vector<AuditEvent> events() { return store.audit().list({}, {.after = {}, .limit = 1000})->items; }
  std::size_t events_of(std::string_view action) {
    std::size_t count = 0;
    for (const AuditEvent& event : events()) count += event.action == action ? 1U : 0U;
    return count;
  }
  std::vector<StoredFace> stored_faces() { return store.faces().list(staff, {}, {.after = {}, .limit = 1000})->items; }
  std::size_t people_count() { return store.people().list(staff, "", {.after = {}, .limit = 1000})->items.size(); }
  std::size_t searchable(GalleryKind kind) const { return memory_index.size({staff, kind}).value(); }

  /// From now on notes at each call of a port whether the lock of the registrations is held: "LL" for two such calls,
  /// "-" for one without it.
  void watch_lock(std::string& calls) {
    plan.set_on_call([this, &calls] {
      bool held = false;
      std::jthread([&] {  // A thread must not try a lock that it has itself.
        held = !registrations.try_lock();
        if (!held) registrations.unlock();
      })
          .join();
      calls += held ? 'L' : '-';
    });
  }

  /// What holds after everything, faults included: rows and files agree, and every face of a person is whole.
  void expect_consistent() {
    std::set<ObjectKey> referred;
    for (const StoredFace& face : stored_faces()) {
      EXPECT_EQ(face.person.has_value(), face.object.has_value());
      if (face.object) referred.insert(*face.object);
    }
    std::set<ObjectKey> kept;
    ASSERT_OK(memory_objects.for_each([&](const ObjectKey& key) { kept.insert(key); }));
    EXPECT_EQ(referred, kept);
    const auto everybody = store.people().list(staff, "", {.after = {}, .limit = 1000});
    for (const Person& person : everybody->items) EXPECT_GT(person.face_count, 0U);
  }
};

}  // namespace mien::app::testing
