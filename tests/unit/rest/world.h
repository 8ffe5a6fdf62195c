#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/rest/event_routes.h"
#include "api/rest/hook_routes.h"
#include "api/rest/invocation_routes.h"
#include "api/rest/key_routes.h"
#include "api/rest/people_routes.h"
#include "api/rest/rest_api.h"
#include "api/rest/service_routes.h"
#include "api/rest/upload_routes.h"
#include "core/base64.h"
#include "fakes/fake_keys.h"
#include "fakes/memory_tasks.h"
#include "unit/rekognition/world.h"

namespace mien::api::rest {

inline std::string header_of(const HttpResponse& response, std::string_view name) {
  HttpHead head;
  head.headers = response.headers;
  return std::string(head.header(name).value_or(""));
}

/// One field of a form.
struct Field {
  std::string name;
  std::string value;
};

/// The REST API over fakes; the collection `people` exists. Pictures are names that the reader has answers for.
class World {
 public:
  static constexpr std::string_view kBoundary = "----boundary7MA4YWxk";

  World() {
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

  static ReadFace sized(ReadFace face) {
    face.face.width_px = face.face.height_px = 160;
    return face;
  }
  void picture(std::string name, double angle) {
    base.reader.script(std::move(name),
                       ReadImage{.width_px = 640, .height_px = 480, .faces = {sized(rekognition::face_at(angle))}});
  }

  /// With credentials.
  static HttpRequest request(std::string method, std::string target, std::string body = {},
                             std::string content_type = {}) {
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
  static HttpRequest json(std::string method, std::string target, std::string body) {
    return request(std::move(method), std::move(target), std::move(body), "application/json");
  }
  static HttpRequest form(std::string target, const std::vector<Field>& fields, std::string_view boundary = kBoundary) {
    std::string body;
    for (const Field& field : fields) {
      body.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=\"").append(field.name);
      body.append("\"\r\n\r\n").append(field.value).append("\r\n");
    }
    body.append("--").append(boundary).append("--\r\n");
    return request("POST", std::move(target), std::move(body),
                   "multipart/form-data; boundary=" + std::string(boundary));
  }
  static HttpRequest keyed(HttpRequest request, std::string key) {
    request.head.headers.push_back({"Idempotency-Key", std::move(key)});
    return request;
  }

  HttpResponse send(const HttpRequest& request) const { return api.handle(request, kRequestId).response; }
  HttpResponse get(std::string target) const { return send(request("GET", std::move(target))); }
  HttpResponse register_person(std::string id, std::string image) const {
    return send(form("/v1/people", {{"id", std::move(id)}, {"name", "Ann Ø"}, {"image", std::move(image)}}));
  }

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
  app::VerifyFace verify{
      {base.reader, base.store.collections(), base.store.faces(), base.store.people(), base.index, base.store.audit()},
      base.model,
      policy,
      base.sources};
  app::ListEvents list_events{base.store.audit()};
  app::IdempotencyGate gate{base.store.idempotency(), base.feed, base.clock};
  PeopleRoutes people{{register_use, list_people, get_person, update_person, delete_person, add_faces, delete_face,
                       verify, list_events, gate},
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
  EventRoutes events{{feed, bell, intakes, base.keys}};
  int wakes = 0;
  app::TakeForeignEvents take_events{intakes, {{.name = "minio"}}, {tasks, [this] { ++wakes; }}, base.sources};
  app::TakeSubscriptions take_subscriptions{app::SubscriptionPolicy(), tasks, base.sources, [this] { ++wakes; }};
  HookRoutes hooks{{take_events, take_subscriptions, tasks, base.clock, [this] { ++wakes; }}};
  InvocationRoutes invocations{tasks, base.clock, [this] { ++wakes; }};
  HookToken hook_token = *HookToken::parse("0123456789abcdef~token");
  fakes::FakeSealer sealer;
  fakes::FakeKeyMaker key_maker;
  fakes::FakeActiveKeys active_keys;
  std::mutex key_changes;
  app::KeyPorts key_ports{base.store.keys(), sealer, key_maker, active_keys, key_changes};
  app::CreateKey create_key{key_ports, base.sources};
  app::ListKeys list_keys{base.store.keys()};
  app::RevokeKey revoke_key{key_ports, "AKIDEXAMPLE", base.sources};
  KeyRoutes keys{{create_key, list_keys, revoke_key}};
  app::TaskNotices notices;
  app::AnnounceUpload announce_upload{tasks, base.store.collections(), base.sources};
  app::FindUpload find_upload{tasks, notices};
  UploadRoutes uploads{{announce_upload, find_upload, tasks, base.clock, [this] { ++wakes; }},
                       [](const UploadLinkRequest& wanted) -> Result<UploadLink> {
                         return UploadLink{.url = wanted.base_url + "/link", .headers = {}};
                       },
                       "",
                       "http"};
  ServiceRoutes service{base.metrics, [this] { return ready; }, ServiceRoutes::MetricsAccess::kKey};
  RestApi api = make(service);

  RestApi make(const ServiceRoutes& its_service) const {
    std::vector<Route> routes = people.routes();
    std::ranges::move(events.routes(), std::back_inserter(routes));
    std::ranges::move(hooks.routes(), std::back_inserter(routes));
    std::ranges::move(invocations.routes(), std::back_inserter(routes));
    std::ranges::move(keys.routes(), std::back_inserter(routes));
    std::ranges::move(uploads.routes(), std::back_inserter(routes));
    std::ranges::move(its_service.routes(), std::back_inserter(routes));
    return {std::move(routes), base.keys, &hook_token};
  }
};

inline void expect_problem(const HttpResponse& response, int status, std::string_view code,
                           std::string_view part_of_detail = {}) {
  EXPECT_EQ(response.status, status) << response.body;
  EXPECT_EQ(header_of(response, "Content-Type"), "application/problem+json");
  EXPECT_NE(response.body.find("\"code\":\"" + std::string(code) + "\""), std::string::npos) << response.body;
  EXPECT_NE(response.body.find(part_of_detail), std::string::npos) << response.body;
}

/// Byte for byte the file of that name. With MIEN_GOLDEN_WRITE in the environment the file is written instead.
inline void expect_golden(const std::string& name, std::string_view text) {
  const std::string path = MIEN_SOURCE_DIR "/tests/golden/rest/" + name;
  if (std::getenv("MIEN_GOLDEN_WRITE")) {
    std::ofstream(path, std::ios::binary) << text << '\n';
    return;
  }
  std::ifstream in(path, std::ios::binary);
  const std::string wanted{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(std::string(text) + "\n", wanted) << path;
}

}  // namespace mien::api::rest
