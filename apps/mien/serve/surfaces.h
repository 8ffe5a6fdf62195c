#pragma once

#include <vector>

#include "api/auth/key_ring.h"
#include "api/dynamodb/dynamodb_api.h"
#include "api/front_page.h"
#include "api/rekognition/rekognition_api.h"
#include "api/rest/event_routes.h"
#include "api/rest/people_routes.h"
#include "api/rest/rest_api.h"
#include "api/rest/service_routes.h"
#include "api/s3/s3_api.h"
#include "api/surface.h"
#include "api/unknown_target.h"
#include "config.h"
#include "serve/backends.h"
#include "serve/use_cases.h"

namespace mien::cli {

/// Every protocol of the port over the use cases, all of which it borrows.
class Surfaces {
 public:
  Surfaces(Backends& backends, UseCases& use, const api::KeyRing& keys, const ServeConfig& config);
  Surfaces(const Surfaces&) = delete;
  Surfaces& operator=(const Surfaces&) = delete;

  /// In the order in which they are asked whose a request is.
  std::vector<const api::Surface*> in_order() const;

 private:
  app::IntakeBook intakes_{{}};  ///< None are set up.
  api::rest::PeopleRoutes people_;
  api::rest::EventRoutes events_;
  api::rest::ServiceRoutes service_;
  api::rest::RestApi rest_;
  api::rekognition::RekognitionApi rekognition_;
  api::dynamodb::DynamoDbApi dynamodb_;
  api::UnknownTarget unknown_target_;
  api::FrontPage front_page_;
  api::s3::S3Api s3_;
};

}  // namespace mien::cli
