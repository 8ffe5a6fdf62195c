#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api/auth/stored_key_ring.h"
#include "api/console/session_gateway.h"
#include "unit/console/world.h"
#include "unit/dynamodb/world.h"
#include "unit/rest/world.h"
#include "unit/s3/surface.h"
#include "unit/setup/world.h"

namespace mien::api {

/// The console's way to every protocol, over the fakes of one world. Keys are those of its operators.
struct GatewayWorld {
  GatewayWorld() { use.operator_with_password("ann", "correct horse", Role::kAdmin); }

  /// Of a page of the console, nobody's yet.
  static HttpRequest bare(std::string method, std::string target, std::string body = {}) {
    HttpRequest request;
    request.head.method = std::move(method);
    request.head.target = std::move(target);
    request.head.headers = {{"Host", "localhost:8080"}, {"Sec-Fetch-Site", "same-origin"}};
    if (!body.empty()) request.head.headers.push_back({"Content-Length", std::to_string(body.size())});
    request.body = std::move(body);
    return request;
  }
  /// The same with the session of the token.
  static HttpRequest as(HttpRequest request, const std::string& token) {
    request.head.headers.push_back({"Cookie", "theme=dark; mien_session=" + token});
    request.head.headers.push_back({"Authorization", "Mien-Session " + csrf_token_of(token)});
    return request;
  }

  rest::World world;
  StoredKeyRing ring{{"ROOT", Secret("root secret")}, world.base.clock};
  app::KeyPorts key_ports{world.base.store.keys(), world.sealer, world.key_maker, ring, world.key_changes};
  app::ConsoleUse use{world.base.store, key_ports, world.base.sources};
  rest::RestApi rest{world.routes(), ring};
  rekognition::RekognitionApi rekognition{world.base.use(), Account{}, {ring, world.base.clock}};
  dynamodb::SurfaceOver dynamodb{world.base.store, world.base.sources, ring};
  setup::SurfacesOver setup{world.base.store, world.base.objects, world.base.sources, ring};
  s3::SurfaceOver s3_over{world.base};
  s3::S3Api s3{s3_over.use(), s3_over.settings, {ring, world.base.clock}};
  SessionGate gate{use.sessions, ring, SessionCookie(SessionCookie::Scheme::kHttp)};
  /// In the router's order.
  std::vector<const Surface*> surfaces{&rest, &rekognition, &dynamodb.api, &setup.query, &setup.lambda, &s3};
  SessionGateway gateway{surfaces, {gate, use.sessions, world.base.clock}, "us-east-1"};
};

}  // namespace mien::api
