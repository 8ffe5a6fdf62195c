#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "app/face_detector.h"
#include "app/face_embedder.h"
#include "core/model_pack.h"
#include "ports/face_reader.h"
#include "ports/image_decoder.h"

namespace mien::app {

/// Milliseconds per stage of one picture.
struct StageTimes {
  double decode_ms = 0;
  double detect_ms = 0;
  double align_ms = 0;  ///< Cutting out, converting and measuring faces.
  double embed_ms = 0;
};

/// One worker's way from file to faces: decode, detect, align, measure, embed. Holds the sessions of one core; not
/// thread-safe: Engine has one for each core.
class Analyser {
 public:
  /// Borrows all three. @errors kIncompatible  the nets are not what the pack says.
  static Result<std::unique_ptr<Analyser>> open(const ImageDecoder& decoder, const ModelPack& pack,
                                                const FaceEmbedder::FindNet& find_net);
  /// Promises of FaceReader::read, but for the queue.
  Result<ReadImage> read(std::span<const std::byte> file, const FaceReader::Options& options);
  const StageTimes& last_times() const { return times_; }

 private:
  Analyser(const ImageDecoder& decoder, const ModelPack& pack, std::unique_ptr<FaceDetector> detector,
           std::unique_ptr<FaceEmbedder> embedder)
      : decoder_(decoder), pack_(pack), detector_(std::move(detector)), embedder_(std::move(embedder)) {}

  Result<DecodedImage> decode(std::span<const std::byte> file, const FaceReader::Options& options,
                              std::uint32_t long_side_px_min);
  Result<void> embed_faces(std::span<const std::byte> file, const FaceReader::Options& options, DecodedImage& picture,
                           std::vector<Rgb8Image>& crops, ReadImage& result);

  const ImageDecoder& decoder_;
  const ModelPack& pack_;
  std::unique_ptr<FaceDetector> detector_;
  std::unique_ptr<FaceEmbedder> embedder_;
  StageTimes times_;
};

}  // namespace mien::app
