#pragma once

#include <span>
#include <string_view>

#include "api/json/writer.h"
#include "app/face_matches.h"
#include "core/face.h"
#include "ports/store.h"

/// The structures of Rekognition's replies, with its casing.
namespace mien::api::rekognition {

void write_bounding_box(JsonWriter& json, const BoundingBox& box);
/// @param face_model_version  of the face's collection.
void write_face(JsonWriter& json, const StoredFace& face, std::string_view face_model_version);
/// FaceDetail or ComparedFace: the attributes of DEFAULT, which are what Mien measures.
void write_face_detail(JsonWriter& json, const DetectedFace& face);
void write_face_matches(JsonWriter& json, std::span<const app::FaceMatch> matches, std::string_view face_model_version);
void write_reasons(JsonWriter& json, std::span<const QualityReason> reasons);

}  // namespace mien::api::rekognition
