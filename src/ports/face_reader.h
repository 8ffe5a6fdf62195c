#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/embedding.h"
#include "core/face.h"
#include "core/limits.h"
#include "core/patience.h"
#include "core/result.h"
#include "ports/image_decoder.h"

namespace mien {

/// A face of a picture, with what was measured and, where it was asked for and the face passed, its embedding.
struct ReadFace {
  DetectedFace face;
  std::vector<QualityReason> rejected_for;  ///< Empty: the face passed the filter and the count.
  std::optional<Embedding> embedding;
};

struct ReadImage {
  std::uint32_t width_px = 0;  ///< Of the upright picture at full size.
  std::uint32_t height_px = 0;
  /// Largest first; the position is the face's ordinal, from which its FaceId is made.
  std::vector<ReadFace> faces;
};

/// From an image file to faces: decode, detect, align, measure, embed. Thread-safe.
/// Implemented by app/engine; tests use fakes.
class FaceReader {
 public:
  enum class Which : std::uint8_t {
    /// The largest face is wanted. Cheaper: faces under a third of its width may be missing from the answer.
    kLargest,
    kAll,  ///< Up to limits::kFacesPerImageMax faces, small ones too.
  };
  struct Options {
    AcceptedFormats accepted = AcceptedFormats::kJpegPng;
    std::size_t bytes_max = limits::kInlineImageBytesMax;
    std::uint32_t side_px_min = limits::kImageSidePxMin;  ///< Lower only for evaluation sets with tiny pictures.
    Which which = Which::kAll;
    QualityFilter filter = QualityFilter::kNone;
    /// At most so many faces get an embedding (0: none); faces beyond are rejected for kExceedsMaxFaces, those that the
    /// filter refuses first, then the smallest.
    std::size_t embeddings_max = 0;
    Patience patience{};
  };

  virtual ~FaceReader() = default;
  /// A picture without a face is no error here: `faces` is empty.
  /// @errors kImageFormat, kImageTooLarge, kImageTooSmall, kOverloaded (queue full; retryable), kInternal, and those of
  ///   Patience: it is asked while waiting and between the steps
  virtual Result<ReadImage> read(std::span<const std::byte> file, const Options& options) const = 0;
  /// Whether read() would refuse a picture now with kOverloaded. Whoever can ask so before the picture is at hand saves
  /// the work of taking it in; the answer may be another a moment later. Never blocks for long.
  virtual bool is_full() const = 0;
};

}  // namespace mien
