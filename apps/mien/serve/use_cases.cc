#include "serve/use_cases.h"

namespace mien::cli {

UseCases::UseCases(Backends& b, const app::PeoplePolicy& policy)
    : sources{b.clock, b.ids},
      index(*b.index, b.metrics),
      photo_ports{*b.engine, b.store->collections(), b.store->faces(), b.store->people(), *b.objects, index,
                  *b.feed,   b.store->audit(),       registrations},
      create_collection(b.store->collections(), b.models->active(), sources),
      describe_collection(b.store->collections()),
      list_collections(b.store->collections()),
      delete_collection(b.store->collections(), *b.objects, *b.feed, b.models->active(), sources),
      index_faces(*b.engine, b.store->collections(), b.store->faces(), *b.feed, b.models->active(), sources),
      list_faces(b.store->collections(), b.store->faces()),
      delete_faces(b.store->faces(), *b.feed, sources),
      search_faces(b.store->collections(), b.store->faces(), index, b.models->active(), b.store->audit(), sources),
      search_faces_by_image(*b.engine, b.store->collections(), b.store->faces(), index, b.models->active(),
                            b.store->audit(), sources),
      compare_faces(*b.engine, b.models->active(), b.store->audit(), sources),
      detect_faces(*b.engine),
      register_person(photo_ports, b.models->active(), policy, sources),
      list_people(b.store->people()),
      get_person(b.store->people(), b.store->faces()),
      update_person(b.store->people(), sources),
      delete_person(b.store->people(), *b.objects, *b.feed, sources),
      add_faces(photo_ports, b.models->active(), policy, sources),
      delete_face(b.store->people(), b.store->faces(), *b.objects, *b.feed, sources),
      adopt_faces(photo_ports, b.models->active(), policy, sources),
      merge_people(photo_ports, b.models->active(), policy, sources),
      photo_turns({.at_once = limits::kPhotosPerCore * b.models->threads(),
                   .waiting_max = limits::kPhotosWaitingPerCore * b.models->threads()}),
      cut_photo({*b.objects, b.models->decoder(), b.models->encoder(), photo_turns}),
      get_person_photo(b.store->people(), b.store->faces(), cut_photo),
      review_desk({b.store->reviews(), b.store->settings(), *b.objects}, sources),
      close_review(b.store->reviews(), *b.objects, add_faces, sources),
      assess_photo(*b.engine),
      verify({*b.engine, b.store->collections(), b.store->faces(), b.store->people(), index, b.store->audit()},
             b.models->active(), policy, sources, &review_desk),
      list_events(b.store->audit()),
      count_events(b.store->audit()),
      idempotency(b.store->idempotency(), *b.feed, b.clock),
      event_feed(b.store->timeline(), b.event_bell),
      create_table(b.store->tables(), sources),
      describe_table(b.store->tables()),
      list_tables(b.store->tables()),
      update_table(b.store->tables()),
      delete_table(b.store->tables(), sources),
      get_table_item(b.store->tables()),
      edit_table_items(b.store->tables()),
      read_table_items(b.store->tables()) {}

api::rekognition::UseCases UseCases::of_rekognition(const app::ReadObject& objects,
                                                    const app::ObjectTriggers& triggers) const {
  return {create_collection, describe_collection, list_collections,      delete_collection, index_faces,  list_faces,
          delete_faces,      search_faces,        search_faces_by_image, compare_faces,     detect_faces, objects,
          triggers};
}

api::rest::PhotoRoutes::UseCases UseCases::of_photos() const { return {get_person_photo, assess_photo}; }

api::rest::ReviewRoutes::Parts UseCases::of_reviews(Backends& b) {
  return {b.store->reviews(), b.store->people(), cut_photo, close_review, review_desk};
}

api::dynamodb::UseCases UseCases::of_dynamodb() const {
  return {create_table, describe_table, list_tables,      update_table,
          delete_table, get_table_item, edit_table_items, read_table_items};
}

api::rest::PeopleRoutes::UseCases UseCases::of_people() {
  return {register_person, list_people, get_person, update_person, delete_person,
          add_faces,       delete_face, verify,     idempotency};
}

}  // namespace mien::cli
