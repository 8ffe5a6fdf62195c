#pragma once

#include <mutex>

#include "api/dynamodb/dynamodb_api.h"
#include "api/rekognition/rekognition_api.h"
#include "api/rest/audit_routes.h"
#include "api/rest/face_routes.h"
#include "api/rest/people_routes.h"
#include "api/rest/photo_routes.h"
#include "api/rest/review_routes.h"
#include "app/assess_photo.h"
#include "app/audit_sources.h"
#include "app/collections.h"
#include "app/compare_faces.h"
#include "app/delete_faces.h"
#include "app/detect_faces.h"
#include "app/events/event_feed.h"
#include "app/idempotency.h"
#include "app/index_faces.h"
#include "app/list_events.h"
#include "app/list_faces.h"
#include "app/measured_index.h"
#include "app/people.h"
#include "app/people_policy.h"
#include "app/person_faces.h"
#include "app/person_photo.h"
#include "app/register_person.h"
#include "app/search_faces.h"
#include "app/search_faces_by_image.h"
#include "app/tables/items.h"
#include "app/tables/tables.h"
#include "app/verify_face.h"
#include "serve/backends.h"

namespace mien::cli {

/// Every use case over the backends, which it borrows, and those that each surface offers.
struct UseCases {
  UseCases(Backends& b, const app::PeoplePolicy& policy);
  UseCases(const UseCases&) = delete;
  UseCases& operator=(const UseCases&) = delete;

  /// With the pictures that lie in buckets.
  api::rekognition::UseCases of_rekognition(const app::ReadObject& objects, const app::ObjectTriggers& triggers) const;
  api::dynamodb::UseCases of_dynamodb() const;
  api::rest::PeopleRoutes::UseCases of_people();
  api::rest::AuditRoutes::UseCases of_audit() const { return {list_events, count_events}; }
  api::rest::FaceRoutes::UseCases of_faces() const { return {list_faces, adopt_faces, merge_people}; }
  api::rest::PhotoRoutes::UseCases of_photos() const;
  api::rest::ReviewRoutes::Parts of_reviews(Backends& backends);

  app::AuditSources sources;
  app::MeasuredIndex index;
  std::mutex registrations;
  app::RegistrationPorts photo_ports;
  app::CreateCollection create_collection;
  app::DescribeCollection describe_collection;
  app::ListCollections list_collections;
  app::DeleteCollection delete_collection;
  app::IndexFaces index_faces;
  app::ListFaces list_faces;
  app::DeleteFaces delete_faces;
  app::SearchFaces search_faces;
  app::SearchFacesByImage search_faces_by_image;
  app::CompareFaces compare_faces;
  app::DetectFaces detect_faces;
  app::RegisterPerson register_person;
  app::ListPeople list_people;
  app::GetPerson get_person;
  app::UpdatePerson update_person;
  app::DeletePerson delete_person;
  app::AddPersonFaces add_faces;
  app::DeletePersonFace delete_face;
  app::AdoptFaces adopt_faces;
  app::MergePeople merge_people;
  app::Turns photo_turns;
  app::CutPhoto cut_photo;
  app::GetPersonPhoto get_person_photo;
  app::ReviewDesk review_desk;
  app::CloseReview close_review;
  app::AssessPhoto assess_photo;
  app::VerifyFace verify;
  app::ListEvents list_events;
  app::CountEvents count_events;
  app::IdempotencyGate idempotency;
  app::EventFeed event_feed;
  app::CreateTable create_table;
  app::DescribeTable describe_table;
  app::ListTables list_tables;
  app::UpdateTable update_table;
  app::DeleteTable delete_table;
  app::GetTableItem get_table_item;
  app::EditTableItems edit_table_items;
  app::ReadTableItems read_table_items;
};

}  // namespace mien::cli
