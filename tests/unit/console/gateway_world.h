#pragma once

#include <string>

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
