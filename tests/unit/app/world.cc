#include "unit/app/world.h"

#include <cmath>
#include <set>
#include <thread>
#include <utility>

namespace mien::app::testing {

Calibration test_calibration() {
  return *Calibration::from_knots(
      {{0.0, 0}, {0.2, -2}, {0.3, -3}, {0.4, -4}, {0.5, -5}, {0.6, -6}, {0.7, -7}, {0.8, -8}});
}

Embedding embedding_of(std::size_t person, std::size_t variant, double c) {
  std::vector<float> raw(kDimension, 0.0F);
  raw[person % 32] = static_cast<float>(c);
  raw[32 + variant % 32] = static_cast<float>(std::sqrt(1 - c * c));
  return *Embedding::normalized(raw);
}

ReadFace face_with(const Embedding& embedding, float width_px) {
  return {.face = {.box = {0.1F, 0.2F, width_px / 1000, width_px / 1000},
                   .confidence_pct = 99,
                   .width_px = width_px,
                   .height_px = width_px,
                   .pose = {},
                   .quality = {}},
          .rejected_for = {},
          .embedding = embedding};
}

ReadFace rejected_face(std::vector<QualityReason> reasons, float width_px) {
  ReadFace face = face_with(embedding_of(0), width_px);
  face.rejected_for = std::move(reasons);
  face.embedding.reset();
  return face;
}

ReadImage image_with(std::vector<ReadFace> faces) {
  return {.width_px = 1000, .height_px = 1000, .faces = std::move(faces)};
}

World::World() { make_collection(staff, "7.0"); }

World::~World() = default;

void World::make_collection(const CollectionId& id, std::string version) {
  ASSERT_OK(store.collections().create({.id = id, .face_model_version = std::move(version)}, {}, {}));
}

std::span<const std::byte> World::photo(std::size_t person, std::size_t variant, double c) {
  return reader.script("photo of " + std::to_string(person) + ", variant " + std::to_string(variant),
                       image_with({face_with(embedding_of(person, variant, c))}));
}

Result<RegisterPerson::Response> World::add(std::size_t person, std::string_view id) {
  RegisterPerson::Request request{.collection = staff, .images = {photo(person)}, .name = "Somebody"};
  if (!id.empty()) request.id = person_id(id);
  return register_person.run(request);
}

std::vector<AuditEvent> World::events() { return store.audit().list({}, {.after = {}, .limit = 1000})->items; }

std::size_t World::events_of(std::string_view action) {
  std::size_t count = 0;
  for (const AuditEvent& event : events()) count += event.action == action ? 1U : 0U;
  return count;
}

std::vector<StoredFace> World::stored_faces() {
  return store.faces().list(staff, {}, {.after = {}, .limit = 1000})->items;
}

std::size_t World::people_count() { return store.people().list(staff, "", {.after = {}, .limit = 1000})->items.size(); }

void World::watch_lock(std::string& calls) {
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

void World::expect_consistent() {
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

}  // namespace mien::app::testing
