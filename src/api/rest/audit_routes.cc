#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "api/rest/json_shapes.h"
#include "api/rest/people_routes.h"

namespace mien::api::rest {

Answer<HttpResponse> PeopleRoutes::list_events(const Call& call) const {
  MIEN_TRY(const Fields query,
           Fields::from_query(call.request.head.query(), {"collection", "person_id", "page_size", "page_token"}));
  AuditLog::Filter filter;
  if (const auto collection = query.get("collection")) {
    MIEN_TRY(const CollectionId id, CollectionId::parse(*collection));
    filter.collection = id.text();
  }
  if (const auto person = query.get("person_id")) {
    MIEN_TRY(const PersonId id, PersonId::parse(*person));
    filter.subject = id.text();
  }
  MIEN_TRY(const PageRequest page, page_of(query));
  MIEN_TRY(const Page<AuditEvent> events, use_.list_events.run(filter, page));
  return json_response(200, events_body(events));
}

}  // namespace mien::api::rest
