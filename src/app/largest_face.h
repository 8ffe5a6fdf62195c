#pragma once

#include <cstddef>
#include <span>

#include "ports/face_reader.h"

namespace mien::app {

/// Reads a picture for its largest face, which is the first of the answer and has an embedding if it passed the filter.
/// @param options  `which` and `embeddings_max` are chosen here.
/// @errors kNoFaceInImage, and those of FaceReader
Result<ReadImage> read_largest_face(const FaceReader& reader, std::span<const std::byte> image,
                                    FaceReader::Options options);

/// That a face may be compared: it passed the filter and has an embedding.
/// @errors kLowQuality (message names the reasons), kInternal (the reader broke its promise)
Result<void> check_usable(const ReadFace& face);

Error no_face_error();

}  // namespace mien::app
