#pragma once

#include <atomic>
#include <functional>
#include <limits>
#include <optional>
#include <span>
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
  void fail_call(int number) {
    calls_ = 0;
    failing_ = number;
  }
  void never() { failing_ = std::numeric_limits<int>::max(); }
  bool struck() const { return calls_ >= failing_; }
  /// Called at each call, before it is made; set before there are threads.
  void set_on_call(std::function<void()> on_call) { on_call_ = std::move(on_call); }
  Result<void> pass() const {
    if (on_call_) on_call_();
    if (++calls_ == failing_) return fail(ErrorCode::kUnavailable, "The planned fault.");
    return {};
  }

 private:
  mutable std::atomic<int> calls_{0};
  std::atomic<int> failing_{std::numeric_limits<int>::max()};
  std::function<void()> on_call_;
};

class FaultyCollections final : public CollectionStore {
 public:
  FaultyCollections(CollectionStore& inner, const FaultPlan& plan) : inner_(inner), plan_(plan) {}
  Result<void> create(const Collection& collection, std::span<const std::pair<std::string, std::string>> tags,
                      const std::optional<AuditEvent>& event) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.create(collection, tags, event);
  }
  Result<Collection> find(const CollectionId& id) const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.find(id);
  }
  Result<Page<Collection>> list(const PageRequest& page) const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.list(page);
  }
  Result<Removal> remove(const CollectionId& id, const std::optional<AuditEvent>& event) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.remove(id, event);
  }

 private:
  CollectionStore& inner_;
  const FaultPlan& plan_;
};

class FaultyFaces final : public FaceStore {
 public:
  FaultyFaces(FaceStore& inner, const FaultPlan& plan) : inner_(inner), plan_(plan) {}
  Result<ChangeNumber> add(const CollectionId& collection, std::span<const StoredFace> faces,
                           const AuditEvent& event) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.add(collection, faces, event);
  }
  Result<std::vector<StoredFace>> find(const CollectionId& collection, std::span<const FaceId> ids) const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.find(collection, ids);
  }
  Result<Page<StoredFace>> list(const CollectionId& collection, const Filter& filter,
                                const PageRequest& page) const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.list(collection, filter, page);
  }
  Result<Removal> remove(const CollectionId& collection, std::span<const FaceId> ids,
                         const AuditEvent& event) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.remove(collection, ids, event);
  }
  Result<std::optional<PersonId>> person_of_image(const CollectionId& collection,
                                                  const Sha256& image_sha256) const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.person_of_image(collection, image_sha256);
  }

 private:
  FaceStore& inner_;
  const FaultPlan& plan_;
};

class FaultyPeople final : public PeopleStore {
 public:
  FaultyPeople(PeopleStore& inner, const FaultPlan& plan) : inner_(inner), plan_(plan) {}
  /// Called before each edit_faces: where a test changes the faces behind the use case's back.
  void set_before_edit(std::function<void()> before_edit) { before_edit_ = std::move(before_edit); }

  Result<ChangeNumber> register_person(const CollectionId& collection, const Registration& registration) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.register_person(collection, registration);
  }
  Result<Person> find(const CollectionId& collection, const PersonId& id) const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.find(collection, id);
  }
  Result<std::vector<Person>> find_keys(const CollectionId& collection,
                                        std::span<const PersonKey> keys) const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.find_keys(collection, keys);
  }
  Result<Page<Person>> list(const CollectionId& collection, std::string_view query,
                            const PageRequest& page) const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.list(collection, query, page);
  }
  Result<Person> update(const CollectionId& collection, const PersonId& id, const Changes& changes, Timestamp now,
                        const AuditEvent& event) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.update(collection, id, changes, now, event);
  }
  Result<Removal> remove(const CollectionId& collection, const PersonId& id, const AuditEvent& event) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.remove(collection, id, event);
  }
  Result<Removal> edit_faces(const CollectionId& collection, const PersonId& id, const FaceEdit& edit) override {
    MIEN_TRY_VOID(plan_.pass());
    if (before_edit_) before_edit_();
    return inner_.edit_faces(collection, id, edit);
  }

 private:
  PeopleStore& inner_;
  const FaultPlan& plan_;
  std::function<void()> before_edit_;
};

class FaultyAudit final : public AuditLog {
 public:
  FaultyAudit(AuditLog& inner, const FaultPlan& plan) : inner_(inner), plan_(plan) {}
  Result<void> append(const AuditEvent& event) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.append(event);
  }
  Result<void> append_without_sync(const AuditEvent& event) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.append_without_sync(event);
  }
  Result<void> append_once(const AuditEvent& event) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.append_once(event);
  }
  Result<Page<AuditEvent>> list(const Filter& filter, const PageRequest& page) const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.list(filter, page);
  }

 private:
  AuditLog& inner_;
  const FaultPlan& plan_;
};

class FaultyChanges final : public ChangeLog {
 public:
  FaultyChanges(const ChangeLog& inner, const FaultPlan& plan) : inner_(inner), plan_(plan) {}
  Result<ChangeNumber> replay(ChangeNumber after,
                              const std::function<Result<void>(const Change&)>& visit) const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.replay(after, visit);
  }
  Result<void> for_each_object(const std::function<void(const ObjectKey&)>& visit) const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.for_each_object(visit);
  }

 private:
  const ChangeLog& inner_;
  const FaultPlan& plan_;
};

class FaultyMarks final : public CheckpointMarks {
 public:
  FaultyMarks(CheckpointMarks& inner, const FaultPlan& plan) : inner_(inner), plan_(plan) {}
  Result<std::optional<CheckpointMark>> find() const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.find();
  }
  Result<void> set(const CheckpointMark& mark) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.set(mark);
  }

 private:
  CheckpointMarks& inner_;
  const FaultPlan& plan_;
};

class FaultyObjects final : public Objects {
 public:
  FaultyObjects(Objects& inner, const FaultPlan& plan) : inner_(inner), plan_(plan) {}
  Result<void> put(const ObjectKey& key, std::span<const std::byte> bytes) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.put(key, bytes);
  }
  Result<void> copy(const ObjectKey& from, const ObjectKey& to) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.copy(from, to);
  }
  Result<std::vector<std::byte>> get(const ObjectKey& key) const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.get(key);
  }
  Result<std::unique_ptr<OpenObject>> open(const ObjectKey& key) const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.open(key);
  }
  Result<void> remove(const ObjectKey& key) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.remove(key);
  }
  Result<void> for_each(const std::function<void(const ObjectKey&)>& visit) const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.for_each(visit);
  }

 private:
  Objects& inner_;
  const FaultPlan& plan_;
};

class FaultyIndex final : public FaceIndex {
 public:
  FaultyIndex(FaceIndex& inner, const FaultPlan& plan) : inner_(inner), plan_(plan) {}
  Result<void> upsert(const GalleryId& gallery, std::span<const Entry> entries) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.upsert(gallery, entries);
  }
  Result<void> remove(const GalleryId& gallery, std::span<const Uuid> keys) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.remove(gallery, keys);
  }
  Result<void> drop(const CollectionId& collection) override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.drop(collection);
  }
  Result<std::vector<Hits>> nearest(const GalleryId& gallery, std::span<const Embedding> probes, std::size_t limit,
                                    float cosine_min) const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.nearest(gallery, probes, limit, cosine_min);
  }
  Result<std::size_t> size(const GalleryId& gallery) const override {
    MIEN_TRY_VOID(plan_.pass());
    return inner_.size(gallery);
  }

 private:
  FaceIndex& inner_;
  const FaultPlan& plan_;
};

}  // namespace mien::fakes
