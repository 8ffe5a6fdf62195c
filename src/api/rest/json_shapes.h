#pragma once

#include <boost/json/value.hpp>
#include <span>
#include <string>
#include <string_view>

#include "api/json/writer.h"
#include "app/verify_face.h"
#include "core/audit.h"
#include "ports/store.h"

/// The JSON of the REST answers; openapi.json describes the same shapes.
namespace mien::api::rest {

/// A parsed value as compact text.
std::string json_text(const boost::json::value& value);

void write_person(JsonWriter& json, const CollectionId& collection, const Person& person);
/// The member "box", in an object that is open.
void write_box(JsonWriter& json, const BoundingBox& box);
std::string person_body(const CollectionId& collection, const Person& person);
std::string person_body(const CollectionId& collection, const Person& person, std::span<const StoredFace> faces);
std::string faces_body(const Page<StoredFace>& page);
std::string people_body(const CollectionId& collection, const Page<Person>& page);
std::string verification_body(const app::VerifyFace::Response& verification);
std::string event_body(const AuditEvent& event);
std::string events_body(const Page<AuditEvent>& page);

}  // namespace mien::api::rest
