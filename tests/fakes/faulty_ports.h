#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ports/face_index.h"
#include "ports/objects.h"
#include "ports/store.h"

/// Wrappers that fail one call among all that share a plan, and pass the others on. The failing call does nothing.
namespace mien::fakes {

class FaultPlan {
 public:
  /// From now on the `number`-th call (from 1) fails.
  void fail_call(int number);
  void never();
  bool struck() const { return calls_ >= failing_; }
  /// Called at each call, before it is made; set before there are threads.
  void set_on_call(std::function<void()> on_call) { on_call_ = std::move(on_call); }
  Result<void> pass() const;

 private:
  mutable std::atomic<int> calls_{0};
  std::atomic<int> failing_{std::numeric_limits<int>::max()};
  std::function<void()> on_call_;
};

class FaultyCollections final : public CollectionStore {
 public:
  FaultyCollections(CollectionStore& inner, const FaultPlan& plan) : inner_(inner), plan_(plan) {}
  Result<void> create(const Collection& collection, std::span<const std::pair<std::string, std::string>> tags,
                      const std::optional<AuditEvent>& event) override;
  Result<Collection> find(const CollectionId& id) const override;
  Result<Page<Collection>> list(const PageRequest& page) const override;
  Result<Removal> remove(const CollectionId& id, const std::optional<AuditEvent>& event) override;

 private:
  CollectionStore& inner_;
  const FaultPlan& plan_;
};

class FaultyFaces final : public FaceStore {
 public:
  FaultyFaces(FaceStore& inner, const FaultPlan& plan) : inner_(inner), plan_(plan) {}
  Result<ChangeNumber> add(const CollectionId& collection, std::span<const StoredFace> faces,
                           const AuditEvent& event) override;
  Result<std::vector<StoredFace>> find(const CollectionId& collection, std::span<const FaceId> ids) const override;
  Result<Page<StoredFace>> list(const CollectionId& collection, const Filter& filter,
                                const PageRequest& page) const override;
  Result<Removal> remove(const CollectionId& collection, std::span<const FaceId> ids, const AuditEvent& event) override;
  Result<std::optional<PersonId>> person_of_image(const CollectionId& collection,
                                                  const Sha256& image_sha256) const override;

 private:
  FaceStore& inner_;
  const FaultPlan& plan_;
};

class FaultyPeople final : public PeopleStore {
 public:
  FaultyPeople(PeopleStore& inner, const FaultPlan& plan) : inner_(inner), plan_(plan) {}
  /// Called before each edit_faces: where a test changes the faces behind the use case's back.
  void set_before_edit(std::function<void()> before_edit) { before_edit_ = std::move(before_edit); }

  Result<ChangeNumber> register_person(const CollectionId& collection, const Registration& registration) override;
  Result<Person> find(const CollectionId& collection, const PersonId& id) const override;
  Result<std::vector<Person>> find_keys(const CollectionId& collection, std::span<const PersonKey> keys) const override;
  Result<Page<Person>> list(const CollectionId& collection, std::string_view query,
                            const PageRequest& page) const override;
  Result<Person> update(const CollectionId& collection, const PersonId& id, const Changes& changes, Timestamp now,
                        const AuditEvent& event) override;
  Result<Removal> remove(const CollectionId& collection, const PersonId& id, const AuditEvent& event) override;
  Result<Removal> edit_faces(const CollectionId& collection, const PersonId& id, const FaceEdit& edit) override;
  Result<Removal> merge(const CollectionId& collection, const PersonId& into, const PersonId& from,
                        const Merge& merge) override;

 private:
  PeopleStore& inner_;
  const FaultPlan& plan_;
  std::function<void()> before_edit_;
};

class FaultyAudit final : public AuditLog {
 public:
  FaultyAudit(AuditLog& inner, const FaultPlan& plan) : inner_(inner), plan_(plan) {}
  Result<void> append(const AuditEvent& event) override;
  Result<void> append_without_sync(const AuditEvent& event) override;
  Result<void> append_once(const AuditEvent& event) override;
  Result<Page<AuditEvent>> list(const Filter& filter, const PageRequest& page) const override;
  Result<std::vector<Count>> count(const CountFilter& filter) const override;

 private:
  AuditLog& inner_;
  const FaultPlan& plan_;
};

class FaultyChanges final : public ChangeLog {
 public:
  FaultyChanges(const ChangeLog& inner, const FaultPlan& plan) : inner_(inner), plan_(plan) {}
  Result<ChangeNumber> replay(ChangeNumber after,
                              const std::function<Result<void>(const Change&)>& visit) const override;
  Result<void> for_each_object(const std::function<void(const ObjectKey&)>& visit) const override;

 private:
  const ChangeLog& inner_;
  const FaultPlan& plan_;
};

class FaultyMarks final : public CheckpointMarks {
 public:
  FaultyMarks(CheckpointMarks& inner, const FaultPlan& plan) : inner_(inner), plan_(plan) {}
  Result<std::optional<CheckpointMark>> find() const override;
  Result<void> set(const CheckpointMark& mark) override;

 private:
  CheckpointMarks& inner_;
  const FaultPlan& plan_;
};

class FaultyObjects final : public Objects {
 public:
  FaultyObjects(Objects& inner, const FaultPlan& plan) : inner_(inner), plan_(plan) {}
  Result<void> put(const ObjectKey& key, std::span<const std::byte> bytes) override;
  Result<void> copy(const ObjectKey& from, const ObjectKey& to) override;
  Result<std::vector<std::byte>> get(const ObjectKey& key) const override;
  Result<std::unique_ptr<OpenObject>> open(const ObjectKey& key) const override;
  Result<void> remove(const ObjectKey& key) override;
  Result<void> for_each(const std::function<void(const ObjectKey&)>& visit) const override;

 private:
  Objects& inner_;
  const FaultPlan& plan_;
};

class FaultyIndex final : public FaceIndex {
 public:
  FaultyIndex(FaceIndex& inner, const FaultPlan& plan) : inner_(inner), plan_(plan) {}
  Result<void> upsert(const GalleryId& gallery, std::span<const Entry> entries) override;
  Result<void> remove(const GalleryId& gallery, std::span<const Uuid> keys) override;
  Result<void> drop(const CollectionId& collection) override;
  Result<std::vector<Hits>> nearest(const GalleryId& gallery, std::span<const Embedding> probes, std::size_t limit,
                                    float cosine_min) const override;
  Result<std::size_t> size(const GalleryId& gallery) const override;

 private:
  FaceIndex& inner_;
  const FaultPlan& plan_;
};

}  // namespace mien::fakes
