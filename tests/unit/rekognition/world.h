#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/rekognition/rekognition_api.h"
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
  void request(std::string_view operation, std::string_view outcome, std::optional<std::chrono::nanoseconds>) override;
  void stage(std::string_view, std::chrono::nanoseconds) override {}
  std::string render() const override;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, int> counts_;
};

/// The whole API over fakes. Pictures are names that the reader has answers for.
class World {
 public:
  static constexpr std::string_view kAccessKeyId = "AKIDEXAMPLE";

  World();
  ~World();

  /// A signed request for an operation; `body` is JSON text.
  HttpRequest request(std::string_view operation, std::string_view body) const;
  HttpRequest unsigned_request(std::string_view operation, std::string_view body) const;
  void sign(HttpRequest& request, std::string_view service = "rekognition") const;
  HttpResponse post(std::string_view operation, std::string_view body) const;
  HttpResponse send(const HttpRequest& request) const;

  /// Makes a picture with these faces, and gives the JSON of an Image structure that holds it.
  std::string picture(std::string name, std::vector<ReadFace> faces);
  static std::string image_json(std::span<const std::byte> file);

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
  UseCases use() const;
  RekognitionApi api{use(), Account{}, {keys, clock}};
};

/// A face whose embedding lies `angle` radians from the first axis.
ReadFace face_at(double angle, float left = 0.25F);

ReadFace rejected_face(std::vector<QualityReason> reasons);

}  // namespace mien::api::rekognition
