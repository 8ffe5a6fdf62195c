#pragma once

#include <memory>
#include <vector>

#include "api/console/console_pages.h"
#include "api/console/session_gateway.h"
#include "api/dynamodb/dynamodb_api.h"
#include "api/front_page.h"
#include "api/rekognition/rekognition_api.h"
#include "api/rest/audit_routes.h"
#include "api/rest/event_routes.h"
#include "api/rest/face_routes.h"
#include "api/rest/hook_routes.h"
#include "api/rest/intake_routes.h"
#include "api/rest/invocation_routes.h"
#include "api/rest/operator_routes.h"
#include "api/rest/people_routes.h"
#include "api/rest/photo_routes.h"
#include "api/rest/rest_api.h"
#include "api/rest/review_routes.h"
#include "api/rest/server_routes.h"
#include "api/rest/service_routes.h"
#include "api/rest/session_routes.h"
#include "api/rest/upload_routes.h"
#include "api/rest/webhook_routes.h"
#include "api/routes/routes_api.h"
#include "api/routes/site_api.h"
#include "api/s3/s3_api.h"
#include "api/setup/lambda_api.h"
#include "api/setup/query_api.h"
#include "api/surface.h"
#include "api/unknown_target.h"
#include "config.h"
#include "ports/site_files.h"
#include "serve/access_keys.h"
#include "serve/backends.h"
#include "serve/console.h"
#include "serve/functions.h"
#include "serve/neighbours.h"
#include "serve/setups.h"
#include "serve/upload_door.h"
#include "serve/use_cases.h"

namespace mien::cli {

/// Every protocol of the port over the use cases, all of which it borrows.
class Surfaces {
 public:
  /// @param sites  one for each of the configuration
  Surfaces(Backends& backends, UseCases& use, const Neighbours& neighbours, UploadDoor& door, Functions& functions,
           const AccessKeys& access, Console& console, Setups& setups, std::vector<std::unique_ptr<SiteFiles>> sites,
           const ServeConfig& config);
  Surfaces(const Surfaces&) = delete;
  Surfaces& operator=(const Surfaces&) = delete;

  /// In the order in which they are asked whose a request is.
  std::vector<const api::Surface*> in_order() const;

 private:
  /// All but what the console's sessions come through.
  std::vector<const api::Surface*> protocols() const;

  std::vector<std::unique_ptr<SiteFiles>> site_files_;
  api::rest::PeopleRoutes people_;
  api::rest::AuditRoutes audit_;
  api::rest::FaceRoutes faces_;
  api::rest::PhotoRoutes photos_;
  api::rest::KeyRoutes keys_;
  api::rest::EventRoutes events_;
  api::rest::UploadRoutes uploads_;
  api::rest::ServiceRoutes service_;
  api::rest::ServerRoutes server_;
  api::rest::ReviewRoutes reviews_;
  api::rest::HookRoutes hooks_;
  api::rest::IntakeRoutes intakes_;
  api::rest::WebhookRoutes webhooks_;
  api::rest::InvocationRoutes invocations_;
  api::rest::SessionRoutes sessions_;
  api::rest::OperatorRoutes operators_;
  api::rest::RestApi rest_;
  api::rekognition::RekognitionApi rekognition_;
  app::Turns table_turns_;
  api::dynamodb::DynamoDbApi dynamodb_;
  api::UnknownTarget unknown_target_;
  api::FrontPage front_page_;
  api::s3::S3Api s3_;
  api::routes::RoutesApi routes_;
  api::setup::QueryApi setup_forms_;
  api::setup::LambdaApi lambda_;
  std::vector<std::unique_ptr<api::routes::SiteApi>> sites_;
  api::ConsolePages console_pages_;
  api::SessionGateway session_gateway_;
};

}  // namespace mien::cli
