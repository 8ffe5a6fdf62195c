#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "api/rest/image_body.h"
#include "api/rest/json_shapes.h"
#include "api/rest/people_routes.h"

namespace mien::api::rest {

Answer<HttpResponse> PeopleRoutes::verify(const Call& call) const {
  const HttpRequest& request = call.request;
  MIEN_TRY(const ImageBody body,
           ImageBody::read(request, {.texts = {"collection", "person_id"}, .numbers = {"threshold"}}));
  MIEN_TRY(CollectionId collection, collection_of(call.query.get("collection"), body.text("collection")));
  app::VerifyFace::Request wanted{.collection = std::move(collection),
                                  .image = body.image(),
                                  .similarity_min = body.number("threshold"),
                                  .actor = call.actor,
                                  .patience = request.patience};
  if (const auto person = body.text("person_id")) {
    MIEN_TRY(wanted.person, PersonId::parse(*person));
  }
  MIEN_TRY(const app::VerifyFace::Response verification, use_.verify.run(wanted));
  return json_response(200, verification_body(verification));
}

}  // namespace mien::api::rest
