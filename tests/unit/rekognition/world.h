#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/auth/sigv4.h"
#include "api/rekognition/rekognition_api.h"
#include "core/base64.h"
#include "fakes/brute_force_index.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_ids.h"
#include "fakes/fake_reader.h"
#include "fakes/fake_triggers.h"
#include "fakes/memory_objects.h"
#include "fakes/memory_store.h"
#include "fakes/recording_log.h"
#include "ports/metrics.h"

namespace mien::api::rekognition {

using fakes::RecordingLog;

class CountingMetrics final : public Metrics {
 public:
  void request(std::string_view operation, std::string_view outcome, std::optional<std::chrono::nanoseconds>) override {
    const std::scoped_lock lock(mutex_);
    ++counts_[std::string(operation) + " " + std::string(outcome)];
  }
  void stage(std::string_view, std::chrono::nanoseconds) override {}
  std::string render() const override {
    const std::scoped_lock lock(mutex_);
    std::string out;
    for (const auto& [name, count] : counts_) out += name + " " + std::to_string(count) + "\n";
    return out;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, int> counts_;
};

/// The whole API over fakes. Pictures are names that the reader has answers for.
class World {
 public:
  static constexpr std::string_view kAccessKeyId = "AKIDEXAMPLE";

  /// A signed request for an operation; `body` is JSON text.
  HttpRequest request(std::string_view operation, std::string_view body) const {
    HttpRequest request = unsigned_request(operation, body);
    sign(request);
    return request;
  }
  HttpRequest unsigned_request(std::string_view operation, std::string_view body) const {
    HttpRequest request;
    request.head.method = "POST";
    request.head.target = "/";
    request.head.headers = {{"Host", "localhost:8080"},
                            {"X-Amz-Target", "RekognitionService." + std::string(operation)},
                            {"Content-Type", "application/x-amz-json-1.1"}};
    request.body = body;
    return request;
  }
  void sign(HttpRequest& request, std::string_view service = "rekognition") const {
    sigv4::sign(
        request, kAccessKeyId, Secret("secret"),
        {.region = "us-east-1", .service = service, .at = std::chrono::floor<std::chrono::seconds>(clock.now())});
  }
  HttpResponse post(std::string_view operation, std::string_view body) const { return send(request(operation, body)); }
  HttpResponse send(const HttpRequest& request) const { return api.handle(request, ids.random().text()).response; }

  /// Makes a picture with these faces, and gives the JSON of an Image structure that holds it.
  std::string picture(std::string name, std::vector<ReadFace> faces) {
    const auto file =
        reader.script(std::move(name), ReadImage{.width_px = 640, .height_px = 480, .faces = std::move(faces)});
    return image_json(file);
  }
  static std::string image_json(std::span<const std::byte> file) {
    return R"({"Bytes":")" + encode_base64(file) + R"("})";
  }

  fakes::MemoryStore store;
  fakes::MemoryObjects objects;
  fakes::BruteForceIndex index;
  fakes::FakeClock clock;
  fakes::FakeIds ids;
  fakes::FakeReader reader;
  RecordingLog log;
  CountingMetrics metrics;
  RootKeyRing keys{std::string(kAccessKeyId), Secret("secret")};

  app::ActiveModel model{.face_model_version = "7.0",
                         .calibration = *Calibration::from_knots({{0.0, 0.0}, {0.5, -5.0}, {1.0, -10.0}})};
  app::AuditSources sources{clock, ids};
  app::IndexFeed feed{store.changes(), index};
  app::CreateCollection create_collection{store.collections(), model, sources};
  app::DescribeCollection describe_collection{store.collections()};
  app::ListCollections list_collections{store.collections()};
  app::DeleteCollection delete_collection{store.collections(), objects, feed, model, sources};
  app::IndexFaces index_faces{reader, store.collections(), store.faces(), feed, model, sources};
  app::ListFaces list_faces{store.collections(), store.faces()};
  app::DeleteFaces delete_faces{store.faces(), feed, sources};
  app::SearchFaces search_faces{store.collections(), store.faces(), index, model, store.audit(), sources};
  app::SearchFacesByImage search_faces_by_image{reader, store.collections(), store.faces(), index,
                                                model,  store.audit(),       sources};
  app::CompareFaces compare_faces{reader, model, store.audit(), sources};
  app::DetectFaces detect_faces{reader};
  app::ReadObject read_object{store.bucket_objects(), objects};
  fakes::FakeTriggers triggers;
  UseCases use() const {
    return {create_collection, describe_collection, list_collections, delete_collection,     index_faces,
            list_faces,        delete_faces,        search_faces,     search_faces_by_image, compare_faces,
            detect_faces,      read_object,         triggers};
  }
  RekognitionApi api{use(), Account{}, {keys, clock}};
};

/// A face whose embedding lies `angle` radians from the first axis.
inline ReadFace face_at(double angle, float left = 0.25F) {
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

inline ReadFace rejected_face(std::vector<QualityReason> reasons) {
  ReadFace face = face_at(0, -0.0625F);
  face.rejected_for = std::move(reasons);
  face.embedding.reset();
  return face;
}

}  // namespace mien::api::rekognition
