#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/rekognition/picture_source.h"
#include "api/rekognition/wire_error.h"
#include "core/face.h"
#include "core/ids.h"
#include "ports/store.h"

namespace mien::api::rekognition {

/// Reads an input that validate() has passed into the types of the domain. What it gives views the request's values:
/// valid as long as these, and as the source of pictures.
class Input {
 public:
  Input(const boost::json::object& members, PictureSource& pictures) : members_(members), pictures_(pictures) {}

  /// The required member CollectionId.
  WireResult<CollectionId> collection() const;
  /// NextToken and MaxResults.
  PageRequest page() const;
  /// The file in an Image structure, or the object that it names.
  /// @errors InvalidParameterException, and those of PictureSource
  WireResult<std::span<const std::byte>> image(std::string_view name) const;
  QualityFilter quality_filter(QualityFilter otherwise) const;
  std::vector<std::pair<std::string, std::string>> text_map(std::string_view name) const;
  std::vector<FaceId> face_ids(std::string_view name) const;
  std::optional<std::string_view> text(std::string_view name) const;
  std::optional<std::int64_t> integer(std::string_view name) const;
  std::optional<double> number(std::string_view name) const;

 private:
  const boost::json::value* find(std::string_view name) const;

  const boost::json::object& members_;
  PictureSource& pictures_;
};

}  // namespace mien::api::rekognition
