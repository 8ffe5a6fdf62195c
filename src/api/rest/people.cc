#include "api/json/parse.h"
#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "api/rest/json_shapes.h"
#include "api/rest/once.h"
#include "api/rest/people_routes.h"
#include "api/rest/photo_form.h"
#include "core/percent.h"

namespace mien::api::rest {
namespace {

/// Collection and person of a route whose query knows nothing but the collection.
struct PersonRef {
  CollectionId collection;
  PersonId person;
};

Result<PersonRef> person_of(const Call& call) {
  MIEN_TRY(CollectionId collection, collection_of(call.query.get("collection"), std::nullopt));
  MIEN_TRY(PersonId person, PersonId::parse(call.ids.front()));
  return PersonRef{std::move(collection), std::move(person)};
}

void add_images(RequestDigest& digest, const PhotoForm& form) {
  for (const auto image : form.images)
    digest.add(std::string_view(reinterpret_cast<const char*>(image.data()), image.size()));
}

std::string location_of(const CollectionId& collection, std::string_view person) {
  return "/v1/people/" + percent_encode(person) + "?collection=" + percent_encode(collection.text());
}

/// An earlier answer holds the id that was made then.
HttpResponse replay_registration(const IdempotencyRecord& record, const CollectionId& collection) {
  HttpResponse response = replay(201, record);
  const auto body = parse_json(record.response);
  if (!body || !body->is_object()) return response;
  const auto* person = body->get_object().if_contains("person");
  const auto* id = person && person->is_object() ? person->get_object().if_contains("id") : nullptr;
  if (id && id->is_string())
    response.headers.push_back(
        {"Location", location_of(collection, {id->get_string().data(), id->get_string().size()})});
  return response;
}

Result<app::RegisterPerson::Request> read_registration(const Call& call, const PhotoForm& form) {
  MIEN_TRY(CollectionId collection, collection_of(call.query.get("collection"), form.fields.get("collection")));
  const auto name = form.fields.get("name");
  if (!name) return fail(ErrorCode::kInvalidArgument, "The form has no field 'name'.");
  app::RegisterPerson::Request wanted{.collection = std::move(collection),
                                      .images = form.images,
                                      .name = std::string(*name),
                                      .actor = call.actor,
                                      .patience = call.request.patience};
  if (const auto id = form.fields.get("id")) {
    MIEN_TRY(wanted.id, PersonId::parse(*id));
  }
  if (const auto attributes = form.fields.get("attributes")) {
    MIEN_TRY(wanted.attributes_json, parse_attributes(*attributes));
  }
  if (const auto consent = form.fields.get("consent")) {
    MIEN_TRY(wanted.consent, parse_boolean("consent", *consent));
  }
  if (const auto allow = form.fields.get("allow_duplicate")) {
    MIEN_TRY(const bool allowed, parse_boolean("allow_duplicate", *allow));
    if (allowed) wanted.duplicates = app::RegisterPerson::Duplicates::kAllowed;
  }
  return wanted;
}

/// The members of a PATCH body. At least one must be there: an empty change is a mistake of the caller's.
struct Patch {
  PeopleStore::Changes changes;
  std::optional<std::string> collection;
};

Result<Patch> read_patch(std::string_view body) {
  MIEN_TRY(const boost::json::value parsed, parse_json(body));
  if (!parsed.is_object()) return fail(ErrorCode::kInvalidArgument, "The body must be a JSON object.");
  Patch patch;
  for (const auto& member : parsed.get_object()) {
    const std::string_view name(member.key().data(), member.key().size());
    const boost::json::value& value = member.value();
    if (name == "name" && value.is_string()) {
      patch.changes.name = std::string(value.get_string());
    } else if (name == "attributes" && value.is_object()) {
      patch.changes.attributes_json = json_text(value);
    } else if (name == "consent" && value.is_bool()) {
      patch.changes.consent = value.get_bool();
    } else if (name == "collection" && value.is_string()) {
      patch.collection = std::string(value.get_string());
    } else {
      const bool known = name == "name" || name == "attributes" || name == "consent" || name == "collection";
      return fail(ErrorCode::kInvalidArgument, known ? "The member " + in_quotes(name) + " has a value of a wrong type."
                                                     : "Unknown member " + in_quotes(name) + ".");
    }
  }
  if (!patch.changes.name && !patch.changes.attributes_json && !patch.changes.consent)
    return fail(ErrorCode::kInvalidArgument, "The body must hold at least one of name, attributes and consent.");
  return patch;
}

}  // namespace

std::vector<Route> PeopleRoutes::routes() const {
  using enum Access;
  using R = PeopleRoutes;
  return {
      {"POST", "/v1/people?collection", "register_person", kKey, Body::kUpload, bound(*this, &R::register_person)},
      {"GET", "/v1/people?collection&query&page_size&page_token", "list_people", kKey, Body::kNone,
       bound(*this, &R::list_people)},
      {"GET", "/v1/people/{person_id}?collection", "get_person", kKey, Body::kNone, bound(*this, &R::get_person)},
      {"PATCH", "/v1/people/{person_id}?collection", "update_person", kKey, Body::kPatch,
       bound(*this, &R::update_person)},
      {"DELETE", "/v1/people/{person_id}?collection", "delete_person", kKey, Body::kNone,
       bound(*this, &R::delete_person)},
      {"POST", "/v1/people/{person_id}/faces?collection", "add_faces", kKey, Body::kUpload,
       bound(*this, &R::add_faces)},
      {"DELETE", "/v1/people/{person_id}/faces/{face_id}?collection", "delete_face", kKey, Body::kNone,
       bound(*this, &R::delete_face)},
      {"POST", "/v1/verify?collection", "verify", kKey, Body::kImage, bound(*this, &R::verify)},
  };
}

Answer<HttpResponse> PeopleRoutes::register_person(const Call& call) const {
  MIEN_TRY(const PhotoForm form,
           read_photo_form(call.request, {"collection", "id", "name", "attributes", "consent", "allow_duplicate"},
                           limits::kImagesPerRegistrationMax));
  MIEN_TRY(app::RegisterPerson::Request wanted, read_registration(call, form));
  RequestDigest digest(ids_, call.route.operation);
  digest.add(wanted.collection.text());
  digest.add(form.fields.get("id"));
  digest.add(wanted.name);
  digest.add(wanted.attributes_json);
  digest.add(wanted.consent ? "true" : "false");
  if (wanted.duplicates == app::RegisterPerson::Duplicates::kAllowed) digest.add("allow_duplicate");
  add_images(digest, form);
  MIEN_TRY(const Once once, enter_once(use_.idempotency, call.request.head, call.actor, digest));
  if (once.before) return replay_registration(*once.before, wanted.collection);
  const auto body_of = [&](const app::RegisterPerson::Response& done) {
    return person_body(wanted.collection, done.person, done.faces);
  };
  if (once.ticket)
    wanted.idempotency = [&](const app::RegisterPerson::Response& done) { return once.ticket->record(body_of(done)); };
  MIEN_TRY(const app::RegisterPerson::Response done, use_.register_person.run(wanted));
  HttpResponse response = json_response(201, body_of(done));
  response.headers.push_back({"Location", location_of(wanted.collection, done.person.id.text())});
  return response;
}

Answer<HttpResponse> PeopleRoutes::list_people(const Call& call) const {
  MIEN_TRY(const CollectionId collection, collection_of(call.query.get("collection"), std::nullopt));
  const std::string_view wanted = call.query.get("query").value_or("");
  if (wanted.size() > limits::kPersonNameBytesMax)
    return fail(ErrorCode::kInvalidArgument,
                "query must have at most " + std::to_string(limits::kPersonNameBytesMax) + " bytes.");
  MIEN_TRY(PageRequest page, page_of(call.query));
  page.patience = call.request.patience;
  MIEN_TRY(const Page<Person> people, use_.list_people.run(collection, wanted, page));
  return json_response(200, people_body(collection, people));
}

Answer<HttpResponse> PeopleRoutes::get_person(const Call& call) const {
  MIEN_TRY(const PersonRef ref, person_of(call));
  MIEN_TRY(const app::GetPerson::Response found, use_.get_person.run(ref.collection, ref.person));
  return json_response(200, person_body(ref.collection, found.person, found.faces));
}

Answer<HttpResponse> PeopleRoutes::update_person(const Call& call) const {
  MIEN_TRY(const PersonId person, PersonId::parse(call.ids.front()));
  MIEN_TRY(const Patch patch, read_patch(call.request.body));
  MIEN_TRY(const CollectionId collection, collection_of(call.query.get("collection"), patch.collection));
  MIEN_TRY(const Person updated, use_.update_person.run(collection, person, patch.changes, call.actor));
  return json_response(200, person_body(collection, updated));
}

Answer<HttpResponse> PeopleRoutes::delete_person(const Call& call) const {
  MIEN_TRY(const PersonRef ref, person_of(call));
  MIEN_TRY_VOID(use_.delete_person.run(ref.collection, ref.person, call.actor));
  return empty_response();
}

Answer<HttpResponse> PeopleRoutes::add_faces(const Call& call) const {
  MIEN_TRY(const PhotoForm form, read_photo_form(call.request, {"collection"}, limits::kImagesPerRegistrationMax));
  MIEN_TRY(CollectionId collection, collection_of(call.query.get("collection"), form.fields.get("collection")));
  MIEN_TRY(PersonId person, PersonId::parse(call.ids.front()));
  app::AddPersonFaces::Request wanted{.collection = std::move(collection),
                                      .person = std::move(person),
                                      .images = form.images,
                                      .actor = call.actor,
                                      .patience = call.request.patience};
  RequestDigest digest(ids_, call.route.operation);
  digest.add(wanted.collection.text());
  digest.add(wanted.person.text());
  add_images(digest, form);
  MIEN_TRY(const Once once, enter_once(use_.idempotency, call.request.head, call.actor, digest));
  if (once.before) return replay(201, *once.before);
  const auto body_of = [&](const app::GetPerson::Response& done) {
    return person_body(wanted.collection, done.person, done.faces);
  };
  if (once.ticket)
    wanted.idempotency = [&](const app::GetPerson::Response& done) { return once.ticket->record(body_of(done)); };
  MIEN_TRY(const app::GetPerson::Response done, use_.add_faces.run(wanted));
  return json_response(201, body_of(done));
}

Answer<HttpResponse> PeopleRoutes::delete_face(const Call& call) const {
  MIEN_TRY(const PersonRef ref, person_of(call));
  const auto face = FaceId::parse(call.ids.back());
  if (!face) return fail(ErrorCode::kInvalidArgument, "A face id is a UUID in lower case.");
  MIEN_TRY_VOID(use_.delete_face.run(ref.collection, ref.person, *face, call.actor));
  return empty_response();
}

}  // namespace mien::api::rest
