#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <mutex>
#include <vector>

#include "adapters/index_exact/exact_index.h"
#include "adapters/objects_fs/fs_objects.h"
#include "adapters/store_sqlite/sqlite_store.h"
#include "api/router.h"
#include "app/object_sweep.h"
#include "contract/store_samples.h"
#include "fakes/temp_dir.h"
#include "unit/rest/world.h"
#include "unit/s3/surface.h"

namespace mien::fault {

using RestWorld = api::rest::World;

/// The service over the real store, photos and index; only faces, clock and ids are the test's.
class RealServiceTest : public testing::Test {
 protected:
  RealServiceTest();
  ~RealServiceTest() override;

  /// The index has what the store has, and every photo its row.
  void check_state();

  fakes::TempDir dir_;
  RestWorld samples_;  ///< Its reader, clock, ids, keys, log and metrics; its stores are not used.
  std::unique_ptr<SqliteStore> store_ = SqliteStore::open(dir_ / "mien.db", {}).value();
  std::unique_ptr<FsObjects> objects_ = FsObjects::open(dir_ / "objects").value();
  index_exact::ExactIndex index_{0};
  std::mutex registrations_;
  api::rekognition::World& base_ = samples_.base;
  app::IndexFeed feed_{store_->changes(), index_};
  app::RegistrationPorts ports_{
      base_.reader, store_->collections(), store_->faces(), store_->people(), *objects_, index_,
      feed_,        store_->audit(),       registrations_};
  app::RegisterPerson register_{ports_, base_.model, samples_.policy, base_.sources};
  app::ListPeople list_people_{store_->people()};
  app::GetPerson get_person_{store_->people(), store_->faces()};
  app::UpdatePerson update_person_{store_->people(), base_.sources};
  app::DeletePerson delete_person_{store_->people(), *objects_, feed_, base_.sources};
  app::AddPersonFaces add_faces_{ports_, base_.model, samples_.policy, base_.sources};
  app::DeletePersonFace delete_face_{store_->people(), store_->faces(), *objects_, feed_, base_.sources};
  app::VerifyFace verify_{
      {base_.reader, store_->collections(), store_->faces(), store_->people(), index_, store_->audit()},
      base_.model,
      samples_.policy,
      base_.sources};
  app::IdempotencyGate gate_{store_->idempotency(), feed_, base_.clock};
  api::rest::PeopleRoutes people_{
      {register_, list_people_, get_person_, update_person_, delete_person_, add_faces_, delete_face_, verify_, gate_},
      base_.ids};
  app::ListEvents list_events_{store_->audit()};
  app::CountEvents count_events_{store_->audit()};
  api::rest::AuditRoutes audit_{{list_events_, count_events_}};
  api::rest::RestApi rest_{all_routes(), base_.keys};

  std::vector<api::rest::Route> all_routes() const {
    std::vector<api::rest::Route> routes = people_.routes();
    std::ranges::move(audit_.routes(), std::back_inserter(routes));
    return routes;
  }

  app::CreateCollection create_collection_{store_->collections(), base_.model, base_.sources};
  app::DescribeCollection describe_collection_{store_->collections()};
  app::ListCollections list_collections_{store_->collections()};
  app::DeleteCollection delete_collection_{store_->collections(), *objects_, feed_, base_.model, base_.sources};
  app::IndexFaces index_faces_{base_.reader, store_->collections(), store_->faces(), feed_, base_.model, base_.sources};
  app::ListFaces list_faces_{store_->collections(), store_->faces()};
  app::DeleteFaces delete_faces_{store_->faces(), feed_, base_.sources};
  app::SearchFaces search_faces_{store_->collections(), store_->faces(), index_,
                                 base_.model,           store_->audit(), base_.sources};
  app::SearchFacesByImage search_by_image_{base_.reader, store_->collections(), store_->faces(), index_,
                                           base_.model,  store_->audit(),       base_.sources};
  app::CompareFaces compare_faces_{base_.reader, base_.model, store_->audit(), base_.sources};
  app::DetectFaces detect_faces_{base_.reader};
  api::rekognition::RekognitionApi rekognition_{
      {create_collection_, describe_collection_, list_collections_, delete_collection_, index_faces_, list_faces_,
       delete_faces_, search_faces_, search_by_image_, compare_faces_, detect_faces_, base_.read_object,
       base_.triggers},
      {},
      {base_.keys, base_.clock}};
  api::s3::SurfaceOver s3_{base_};  ///< Over the fakes: nothing is asked of it here.
  api::Router router_{{&rest_, &rekognition_, &s3_.api}, {base_.ids, base_.log, base_.metrics, base_.reader}};
};

}  // namespace mien::fault
