#pragma once

#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth/stored_key_ring.h"
#include "api/rest/audit_routes.h"
#include "api/rest/event_routes.h"
#include "api/rest/face_routes.h"
#include "api/rest/hook_routes.h"
#include "api/rest/intake_routes.h"
#include "api/rest/invocation_routes.h"
#include "api/rest/key_routes.h"
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
#include "fakes/fake_decoder.h"
#include "fakes/fake_encoder.h"
#include "fakes/fake_keys.h"
#include "fakes/memory_tasks.h"
#include "support/golden.h"
#include "support/header_of.h"
#include "unit/console/world.h"
#include "unit/rekognition/world.h"

namespace mien::api::rest {

/// One field of a form.
struct Field {
  std::string name;
  std::string value;
};

/// The REST API over fakes; the collection `people` exists. Pictures are names that the reader has answers for.
class World {
 public:
  static constexpr std::string_view kBoundary = "----boundary7MA4YWxk";

  World();
  ~World();

  static ReadFace sized(ReadFace face);
  void picture(std::string name, double angle);

  /// With credentials.
  static HttpRequest request(std::string method, std::string target, std::string body = {},
                             std::string content_type = {});
  static HttpRequest json(std::string method, std::string target, std::string body);
  static HttpRequest form(std::string target, const std::vector<Field>& fields, std::string_view boundary = kBoundary);
  static HttpRequest keyed(HttpRequest request, std::string key);

  HttpResponse send(const HttpRequest& request) const;
  HttpResponse get(std::string target) const;
  HttpResponse register_person(std::string id, std::string image) const;

  static constexpr std::string_view kRequestId = "00000000-0000-4000-8000-000000000000";

  rekognition::World base;
  std::mutex registrations;
  bool ready = true;
  app::PeoplePolicy policy;
  app::RegistrationPorts ports{
      base.reader, base.store.collections(), base.store.faces(), base.store.people(), base.objects, base.index,
      base.feed,   base.store.audit(),       registrations};
  app::RegisterPerson register_use{ports, base.model, policy, base.sources};
  app::ListPeople list_people{base.store.people()};
  app::GetPerson get_person{base.store.people(), base.store.faces()};
  app::UpdatePerson update_person{base.store.people(), base.sources};
  app::DeletePerson delete_person{base.store.people(), base.objects, base.feed, base.sources};
  app::AddPersonFaces add_faces{ports, base.model, policy, base.sources};
  app::DeletePersonFace delete_face{base.store.people(), base.store.faces(), base.objects, base.feed, base.sources};
  app::ReviewDesk desk{{base.store.reviews(), base.store.settings(), base.objects}, base.sources};
  app::VerifyFace verify{
      {base.reader, base.store.collections(), base.store.faces(), base.store.people(), base.index, base.store.audit()},
      base.model,
      policy,
      base.sources,
      &desk};
  app::IdempotencyGate gate{base.store.idempotency(), base.feed, base.clock};
  PeopleRoutes people{
      {register_use, list_people, get_person, update_person, delete_person, add_faces, delete_face, verify, gate},
      base.ids};
  fakes::MemoryTasks tasks;
  fakes::MemoryTimeline timeline = base.store.timeline_with(tasks);
  app::EventBell bell;
  app::EventFeed feed{timeline, bell};
  app::IntakeBook intakes{{{.name = "employees",
                            .bucket = "photos",
                            .prefix = "index/",
                            .source = "minio",
                            .collection = *CollectionId::parse("people")}}};
  app::ListEvents list_events{base.store.audit()};
  app::CountEvents count_events{base.store.audit()};
  AuditRoutes audit{{list_events, count_events}};
  EventRoutes events{{feed, bell, intakes, base.keys}};
  int wakes = 0;
  app::TakeForeignEvents take_events{intakes, {{.name = "minio"}}, {tasks, [this] { ++wakes; }}, base.sources};
  app::TakeSubscriptions take_subscriptions{app::SubscriptionPolicy(), tasks, base.sources, [this] { ++wakes; }};
  HookRoutes hooks{{take_events, take_subscriptions, tasks, base.clock, [this] { ++wakes; }}};
  InvocationRoutes invocations{tasks, base.clock, [this] { ++wakes; }};
  HookToken hook_token = *HookToken::parse("0123456789abcdef~token");
  fakes::FakeSealer sealer;
  fakes::FakeKeyMaker key_maker;
  StoredKeyRing ring{{"AKIDEXAMPLE", Secret("secret")}, base.clock};
  std::mutex key_changes;
  app::KeyPorts key_ports{base.store.keys(), sealer, key_maker, ring, key_changes};
  app::CreateKey create_key{key_ports, base.sources};
  app::ListKeys list_keys{base.store.keys()};
  app::RevokeKey revoke_key{key_ports, "AKIDEXAMPLE", base.sources};
  KeyRoutes keys{{create_key, list_keys, revoke_key}};
  app::RulesOfBuckets bucket_rules{base.store.buckets()};
  app::CreateBucket create_bucket{base.store.buckets(), base.sources};
  app::IntakeBuckets intake_buckets{create_bucket, bucket_rules, "us-east-1"};
  app::WebhookBook webhook_book{{{.name = "filed", .url = "https://filed.example/"}}};
  std::mutex setup_changes;
  app::SetUpIntakes set_up_intakes{
      {intakes, webhook_book, base.store.setups(), intake_buckets, setup_changes}, {"minio"}, {"docs"}, base.sources};
  app::SetUpWebhooks set_up_webhooks{
      {webhook_book, intakes, base.store.setups(), sealer, key_maker, tasks, [this] { ++wakes; }, setup_changes},
      base.sources};
  IntakeRoutes intake_routes{set_up_intakes};
  WebhookRoutes webhook_routes{set_up_webhooks};
  app::ConsoleUse console{base.store, key_ports, base.sources};
  SessionGate gate_of_sessions{console.sessions, ring, SessionCookie(SessionCookie::Scheme::kHttp)};
  SessionRoutes sessions{{gate_of_sessions, console.sessions, console.check, console.sign_in_use, console.sign_out,
                          console.become_kiosk, console.redeem, console.change_password, base.store.operators()}};
  OperatorRoutes operators{{console.create, console.list, console.remove, console.issue}};
  fakes::FakeDecoder decoder{640, 480};
  fakes::FakeEncoder encoder;
  app::Turns photo_turns{{.at_once = 1, .waiting_max = 1}};
  app::CutPhoto cut_photo{{base.objects, decoder, encoder, photo_turns}};
  app::GetPersonPhoto get_photo{base.store.people(), base.store.faces(), cut_photo};
  app::CloseReview close_review{base.store.reviews(), base.objects, add_faces, base.sources};
  ReviewRoutes reviews{{base.store.reviews(), base.store.people(), cut_photo, close_review, desk}};
  app::AssessPhoto assess{base.reader};
  PhotoRoutes photos{{get_photo, assess}};
  app::AdoptFaces adopt{ports, base.model, policy, base.sources};
  app::MergePeople merge{ports, base.model, policy, base.sources};
  FaceRoutes faces{{base.list_faces, adopt, merge}};
  ServerRoutes server{{.version = "0.1",
                       .pack = "default",
                       .face_model_version = "7.0",
                       .public_url = "",
                       .started = base.clock.now(),
                       .policy = policy,
                       .disk = []() -> Result<ServerRoutes::Disk> { return ServerRoutes::Disk{1000, 2000}; }}};
  app::TaskNotices notices;
  app::AnnounceUpload announce_upload{tasks, base.store.collections(), base.sources};
  app::FindUpload find_upload{tasks, notices};
  app::RetryUpload retry_upload{tasks, base.clock};
  UploadRoutes uploads{{announce_upload, find_upload, retry_upload, tasks, [this] { ++wakes; }},
                       [](const UploadLinkRequest& wanted) -> Result<UploadLink> {
                         return UploadLink{.url = wanted.base_url + "/link", .headers = {}};
                       },
                       "",
                       "http"};
  ServiceRoutes service{base.metrics, [this] { return ready; }, ServiceRoutes::MetricsAccess::kKey};
  RestApi api = make(service);

  RestApi make(const ServiceRoutes& its_service) const;
  /// All of the API's.
  std::vector<Route> routes() const;

 private:
  std::vector<Route> routes_with(const ServiceRoutes& its_service) const;
};

void expect_problem(const HttpResponse& response, int status, std::string_view code,
                    std::string_view part_of_detail = {});

}  // namespace mien::api::rest
