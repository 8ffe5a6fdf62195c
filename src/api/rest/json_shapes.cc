#include "api/rest/json_shapes.h"

#include <algorithm>
#include <array>
#include "core/time.h"

namespace mien::api::rest {
namespace {

void write_value(JsonWriter& json, const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      json.null();
      break;
    case boost::json::kind::bool_:
      json.boolean(value.get_bool());
      break;
    case boost::json::kind::int64:
      json.integer(value.get_int64());
      break;
    case boost::json::kind::uint64:
      json.unsigned_integer(value.get_uint64());
      break;
    case boost::json::kind::double_:
      json.number(value.get_double());
      break;
    case boost::json::kind::string:
      json.string({value.get_string().data(), value.get_string().size()});
      break;
    case boost::json::kind::array:
      json.begin_array();
      for (const auto& element : value.get_array()) write_value(json, element);
      json.end_array();
      break;
    case boost::json::kind::object:
      json.begin_object();
      for (const auto& member : value.get_object()) {
        json.key({member.key().data(), member.key().size()});
        write_value(json, member.value());
      }
      json.end_object();
      break;
  }
}

void write_face(JsonWriter& json, const StoredFace& face) {
  json.begin_object().member("face_id", face.id.text()).member("image_id", face.image.text());
  if (face.external_image) json.member("external_image_id", face.external_image->text());
  write_box(json, face.box);
  json.member("confidence", face.confidence_pct);
  if (face.person) json.member("person_id", face.person->text());
  json.member("created_at", rfc3339(face.created)).end_object();
}

/// Of these the subject is an access key: one that was made or revoked, or an operator's.
constexpr std::array<std::string_view, 6> kOfKeys{"create_key",      "revoke_key",   "create_operator",
                                                  "remove_operator", "set_password", "sign_in"};

/// Whom or what it is about: the action says which.
void write_subject(JsonWriter& json, const AuditEvent& event) {
  constexpr std::string_view kBucket = "bucket/";  // No person's id holds a slash.
  const std::string_view subject = event.subject;
  if (subject.empty()) return;
  if (subject.starts_with(kBucket))
    json.member("bucket", subject.substr(kBucket.size()));
  else if (event.action == "CreateTable" || event.action == "DeleteTable")
    json.member("table", subject);
  else if (std::ranges::find(kOfKeys, event.action) != kOfKeys.end())
    json.member("access_key_id", subject);
  else
    json.member("person_id", subject);
}

void write_event(JsonWriter& json, const AuditEvent& event) {
  json.begin_object().member("id", event.id.text()).member("at", rfc3339(event.at));
  json.member("actor", event.actor).member("action", event.action);
  if (!event.collection.empty()) json.member("collection", event.collection);
  write_subject(json, event);
  json.member("outcome", event.outcome);
  if (event.similarity) json.member("similarity", *event.similarity);
  json.end_object();
}

/// The token stands last, and only where there is another page.
std::string end_page(JsonWriter& json, std::string_view next) {
  json.end_array();
  if (!next.empty()) json.member("next_page_token", next);
  return json.end_object().take();
}

}  // namespace

std::string json_text(const boost::json::value& value) {
  JsonWriter json;
  write_value(json, value);
  return json.take();
}

void write_person(JsonWriter& json, const CollectionId& collection, const Person& person) {
  json.begin_object().member("id", person.id.text()).member("name", person.name);
  json.member("collection", collection.text()).key("attributes").raw(person.attributes_json);
  // Every person has a usable face from the moment it is registered, so there is no other status.
  json.key("consent").boolean(person.consent).member("status", "active");
  json.key("face_count").unsigned_integer(person.face_count);
  json.member("created_at", rfc3339(person.created)).member("updated_at", rfc3339(person.updated)).end_object();
}

void write_box(JsonWriter& json, const BoundingBox& box) {
  json.key("box").begin_object();
  json.member("left", box.left).member("top", box.top);
  json.member("width", box.width).member("height", box.height).end_object();
}

std::string person_body(const CollectionId& collection, const Person& person) {
  JsonWriter json;
  json.begin_object().key("person");
  write_person(json, collection, person);
  return json.end_object().take();
}

std::string person_body(const CollectionId& collection, const Person& person, std::span<const StoredFace> faces) {
  JsonWriter json;
  json.begin_object().key("person");
  write_person(json, collection, person);
  json.key("faces").begin_array();
  for (const StoredFace& face : faces) write_face(json, face);
  return json.end_array().end_object().take();
}

std::string faces_body(const Page<StoredFace>& page) {
  JsonWriter json;
  json.begin_object().key("faces").begin_array();
  for (const StoredFace& face : page.items) write_face(json, face);
  json.end_array();
  if (!page.next.empty()) json.member("next_page_token", page.next);
  return json.end_object().take();
}

std::string people_body(const CollectionId& collection, const Page<Person>& page) {
  JsonWriter json;
  json.begin_object().key("people").begin_array();
  for (const Person& person : page.items) write_person(json, collection, person);
  return end_page(json, page.next);
}

std::string verification_body(const app::VerifyFace::Response& verification) {
  JsonWriter json;
  json.begin_object().member("decision", app::name_of(verification.decision));
  if (verification.person) {
    json.key("person").begin_object().member("id", verification.person->id.text());
    json.member("name", verification.person->name).end_object();
  }
  if (verification.similarity) json.member("similarity", *verification.similarity);
  json.member("threshold", static_cast<float>(verification.threshold));
  if (verification.false_accept_target) json.key("false_accept_target").number(*verification.false_accept_target);
  return json.member("event_id", verification.event.text()).end_object().take();
}

std::string event_body(const AuditEvent& event) {
  JsonWriter json;
  write_event(json, event);
  return json.take();
}

std::string events_body(const Page<AuditEvent>& page) {
  JsonWriter json;
  json.begin_object().key("events").begin_array();
  for (const AuditEvent& event : page.items) write_event(json, event);
  return end_page(json, page.next);
}

}  // namespace mien::api::rest
