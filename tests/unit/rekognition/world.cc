#include "unit/rekognition/world.h"

#include <cmath>
#include <utility>

#include "api/auth/sigv4.h"
#include "core/base64.h"

namespace mien::api::rekognition {

void CountingMetrics::request(std::string_view operation, std::string_view outcome,
                              std::optional<std::chrono::nanoseconds>) {
  const std::scoped_lock lock(mutex_);
  ++counts_[std::string(operation) + " " + std::string(outcome)];
}

std::string CountingMetrics::render() const {
  const std::scoped_lock lock(mutex_);
  std::string out;
  for (const auto& [name, count] : counts_) out += name + " " + std::to_string(count) + "\n";
  return out;
}

World::World() = default;

World::~World() = default;

HttpRequest World::request(std::string_view operation, std::string_view body) const {
  HttpRequest request = unsigned_request(operation, body);
  sign(request);
  return request;
}

HttpRequest World::unsigned_request(std::string_view operation, std::string_view body) const {
  HttpRequest request;
  request.head.method = "POST";
  request.head.target = "/";
  request.head.headers = {{"Host", "localhost:8080"},
                          {"X-Amz-Target", "RekognitionService." + std::string(operation)},
                          {"Content-Type", "application/x-amz-json-1.1"}};
  request.body = body;
  return request;
}

void World::sign(HttpRequest& request, std::string_view service) const {
  sigv4::sign(request, kAccessKeyId, Secret("secret"),
              {.region = "us-east-1", .service = service, .at = std::chrono::floor<std::chrono::seconds>(clock.now())});
}

HttpResponse World::post(std::string_view operation, std::string_view body) const {
  return send(request(operation, body));
}

HttpResponse World::send(const HttpRequest& request) const { return api.handle(request, ids.random().text()).response; }

std::string World::picture(std::string name, std::vector<ReadFace> faces) {
  const auto file =
      reader.script(std::move(name), ReadImage{.width_px = 640, .height_px = 480, .faces = std::move(faces)});
  return image_json(file);
}

std::string World::image_json(std::span<const std::byte> file) {
  return R"({"Bytes":")" + encode_base64(file) + R"("})";
}

UseCases World::use() const {
  return {create_collection, describe_collection, list_collections, delete_collection,     index_faces,
          list_faces,        delete_faces,        search_faces,     search_faces_by_image, compare_faces,
          detect_faces,      read_object,         triggers};
}

ReadFace face_at(double angle, float left) {
  const float values[] = {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle)), 0};
  ReadFace face{.face = {}, .rejected_for = {}, .embedding = *Embedding::normalized(values)};
  face.face.box = {left, 0.125F, 0.25F, 0.33481482F};
  for (std::size_t i = 0; i < face.face.landmarks.size(); ++i)
    face.face.landmarks[i] = {left + 0.0625F * static_cast<float>(i), 0.2F};
  face.face.confidence_pct = 99.99912F;
  face.face.pose = {0.9950747F, -24.438663F, 4.0508065F};
  face.face.quality = {37.6017F, 80};
  return face;
}

ReadFace rejected_face(std::vector<QualityReason> reasons) {
  ReadFace face = face_at(0, -0.0625F);
  face.rejected_for = std::move(reasons);
  face.embedding.reset();
  return face;
}

}  // namespace mien::api::rekognition
