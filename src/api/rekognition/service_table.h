#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include "api/rekognition/patterns.h"

/// What Rekognition's service model (API version 2016-06-27) says about the inputs of the operations that Mien has:
/// names, types and constraints, as data.
namespace mien::api::rekognition {

enum class ShapeType : std::uint8_t { kString, kInteger, kFloat, kBlob, kStructure, kList, kMap };

struct Shape;

struct Member {
  std::string_view name;
  const Shape* shape;
  bool required = false;
};

/// `min` and `max` bound the value of a number, the characters of a string, the bytes of a blob, the entries of a list
/// or map.
struct Shape {
  ShapeType type;
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  Pattern pattern = Pattern::kNone;
  std::span<const std::string_view> values{};  ///< Of an enumeration; empty: any.
  const Shape* element = nullptr;              ///< Of a list, or the values of a map.
  const Shape* key = nullptr;                  ///< Of a map.
  std::span<const Member> members{};           ///< Of a structure.
};

/// The operations that Mien has.
enum class Operation : std::uint8_t {
  kCompareFaces,
  kCreateCollection,
  kDeleteCollection,
  kDeleteFaces,
  kDescribeCollection,
  kDetectFaces,
  kIndexFaces,
  kListCollections,
  kListFaces,
  kSearchFaces,
  kSearchFacesByImage,
};

std::string_view name_of(Operation operation);
std::optional<Operation> find_operation(std::string_view name);
const Shape& input_of(Operation operation);
/// Whether the input holds a picture that has to be read.
bool reads_pictures(Operation operation);

/// Whether the service has an operation of that name, be it that Mien does not.
bool is_known_to_the_service(std::string_view name);

inline constexpr std::uint32_t kMaxResultsMax = 4096;  ///< Also what a page holds where MaxResults is 0 or absent.

}  // namespace mien::api::rekognition
