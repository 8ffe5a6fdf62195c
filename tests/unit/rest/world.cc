#include "unit/rest/world.h"

#include <algorithm>
#include <span>
#include <utility>

#include "core/base64.h"

namespace mien::api::rest {

World::World() {
  EXPECT_TRUE(
      base.store.collections().create({.id = *CollectionId::parse("people"), .face_model_version = "7.0"}, {}, {}));
  picture("ann", 0.0);
  picture("ann again", 0.1);
  picture("bob", 1.4);
  picture("stranger", 3.0);
  base.reader.script("empty room", ReadImage{.width_px = 640, .height_px = 480, .faces = {}});
  base.reader.script("crowd", ReadImage{.width_px = 640,
                                        .height_px = 480,
                                        .faces = {sized(rekognition::face_at(0)), sized(rekognition::face_at(1))}});
}

World::~World() = default;

ReadFace World::sized(ReadFace face) {
  face.face.width_px = face.face.height_px = 160;
  return face;
}

void World::picture(std::string name, double angle) {
  base.reader.script(std::move(name),
                     ReadImage{.width_px = 640, .height_px = 480, .faces = {sized(rekognition::face_at(angle))}});
}

HttpRequest World::request(std::string method, std::string target, std::string body, std::string content_type) {
  HttpRequest request;
  request.head.method = std::move(method);
  request.head.target = std::move(target);
  const std::string credentials = "AKIDEXAMPLE:secret";
  request.head.headers = {{"Host", "localhost:8080"},
                          {"Authorization", "Basic " + encode_base64(std::as_bytes(std::span(credentials)))}};
  if (!content_type.empty()) request.head.headers.push_back({"Content-Type", std::move(content_type)});
  request.body = std::move(body);
  return request;
}

HttpRequest World::json(std::string method, std::string target, std::string body) {
  return request(std::move(method), std::move(target), std::move(body), "application/json");
}

HttpRequest World::form(std::string target, const std::vector<Field>& fields, std::string_view boundary) {
  std::string body;
  for (const Field& field : fields) {
    body.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=\"").append(field.name);
    body.append("\"\r\n\r\n").append(field.value).append("\r\n");
  }
  body.append("--").append(boundary).append("--\r\n");
  return request("POST", std::move(target), std::move(body), "multipart/form-data; boundary=" + std::string(boundary));
}

HttpRequest World::keyed(HttpRequest request, std::string key) {
  request.head.headers.push_back({"Idempotency-Key", std::move(key)});
  return request;
}

HttpResponse World::send(const HttpRequest& request) const { return api.handle(request, kRequestId).response; }

HttpResponse World::get(std::string target) const { return send(request("GET", std::move(target))); }

HttpResponse World::register_person(std::string id, std::string image) const {
  return send(form("/v1/people", {{"id", std::move(id)}, {"name", "Ann Ø"}, {"image", std::move(image)}}));
}

std::vector<Route> World::routes() const { return routes_with(service); }

std::vector<Route> World::routes_with(const ServiceRoutes& its_service) const {
  std::vector<Route> routes = people.routes();
  for (std::vector<Route> more :
       {audit.routes(), events.routes(), faces.routes(), hooks.routes(), intake_routes.routes(),
        webhook_routes.routes(), invocations.routes(), keys.routes(), operators.routes(), photos.routes(),
        reviews.routes(), server.routes(), sessions.routes(), uploads.routes(), its_service.routes()})
    std::ranges::move(more, std::back_inserter(routes));
  return routes;
}

RestApi World::make(const ServiceRoutes& its_service) const { return {routes_with(its_service), ring, &hook_token}; }

void expect_problem(const HttpResponse& response, int status, std::string_view code, std::string_view part_of_detail) {
  EXPECT_EQ(response.status, status) << response.body;
  EXPECT_EQ(header_of(response, "Content-Type"), "application/problem+json");
  EXPECT_NE(response.body.find("\"code\":\"" + std::string(code) + "\""), std::string::npos) << response.body;
  EXPECT_NE(response.body.find(part_of_detail), std::string::npos) << response.body;
}

}  // namespace mien::api::rest
