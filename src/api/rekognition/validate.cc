#include "api/rekognition/validate.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "api/json/writer.h"
#include "core/ascii.h"
#include "core/base64.h"
#include "core/utf8.h"

namespace mien::api::rekognition {
namespace {

namespace bj = boost::json;

constexpr std::size_t kQuotedBytesMax = 64;
constexpr std::size_t kNamedViolationsMax = 10;

/// Where a value stands, as a chain on the call stack: its text is only made for an error.
struct Path {
  const Path* parent = nullptr;
  std::string_view name{};
  std::size_t number = 0;  ///< Of a list's member, from 1.

  /// As AWS writes it: "image.bytes", "faceIds.1.member".
  std::string text() const {
    std::string out = parent == nullptr ? std::string() : parent->text();
    if (parent == nullptr) return out;
    if (!out.empty()) out += '.';
    if (number > 0) return out + std::to_string(number) + ".member";
    out += lower_case(name.front());
    return out += name.substr(1);
  }
};

std::string_view json_type(const bj::value& value) {
  switch (value.kind()) {
    case bj::kind::null:
      return "NULL_VALUE";
    case bj::kind::bool_:
      return value.get_bool() ? "TRUE_VALUE" : "FALSE_VALUE";
    case bj::kind::int64:
    case bj::kind::uint64:
    case bj::kind::double_:
      return "NUMBER_VALUE";
    case bj::kind::string:
      return "STRING_VALUE";
    case bj::kind::array:
      return "START_ARRAY";
    case bj::kind::object:
      return "START_OBJECT";
  }
  return {};
}

std::string_view wanted_type(ShapeType type) {
  switch (type) {
    case ShapeType::kString:
      return "a String";
    case ShapeType::kInteger:
      return "an Integer";
    case ShapeType::kFloat:
      return "a Float";
    case ShapeType::kBlob:
      return "a Blob";
    case ShapeType::kStructure:
      return "a Structure";
    case ShapeType::kList:
      return "a List";
    case ShapeType::kMap:
      return "a Map";
  }
  return {};
}

std::string at(const Path& path) {
  const std::string text = path.text();
  return text.empty() ? std::string() : " at '" + text + "'";
}

std::unexpected<Refusal> misfit(const bj::value& value, const Shape& shape, const Path& path) {
  std::string message(json_type(value));
  message += " can not be converted to ";
  message += wanted_type(shape.type);
  return refuse(kSerialization, message + at(path) + ".");
}

// First pass: types.

WireResult<void> convert(bj::value& value, const Shape& shape, const Path& path);

std::optional<std::int32_t> as_int32(const bj::value& value) {
  constexpr std::int64_t kMin = std::numeric_limits<std::int32_t>::min();
  constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();
  if (const auto* integer = value.if_int64(); integer != nullptr && *integer >= kMin && *integer <= kMax)
    return static_cast<std::int32_t>(*integer);
  if (const auto* real = value.if_double();
      real != nullptr && *real >= double{kMin} && *real <= double{kMax} && std::trunc(*real) == *real)
    return static_cast<std::int32_t>(*real);
  return std::nullopt;
}

WireResult<void> convert_blob(bj::string& text, const Path& path) {
  const auto bytes = decode_base64_in_place({text.data(), text.size()});
  if (!bytes) return refuse(kSerialization, "The value" + at(path) + " is not valid base64.");
  text.resize(bytes->size());
  return {};
}

WireResult<void> convert_structure(bj::object& object, const Shape& shape, const Path& path) {
  for (const Member& member : shape.members) {
    const auto found = object.find(bj::string_view(member.name.data(), member.name.size()));
    if (found == object.end()) continue;
    if (found->value().is_null()) {
      object.erase(found);
      continue;
    }
    MIEN_TRY_VOID(convert(found->value(), *member.shape, Path{&path, member.name}));
  }
  return {};
}

WireResult<void> convert_list(bj::array& array, const Shape& shape, const Path& path) {
  for (std::size_t i = 0; i < array.size(); ++i)
    if (!array[i].is_null()) MIEN_TRY_VOID(convert(array[i], *shape.element, Path{&path, {}, i + 1}));
  return {};
}

WireResult<void> convert_map(bj::object& object, const Shape& shape, const Path& path) {
  for (auto& entry : object)
    if (!entry.value().is_null()) MIEN_TRY_VOID(convert(entry.value(), *shape.element, path));
  return {};
}

WireResult<void> convert(bj::value& value, const Shape& shape, const Path& path) {
  switch (shape.type) {
    case ShapeType::kString:
      if (value.is_string()) return {};
      break;
    case ShapeType::kInteger:
      if (const auto integer = as_int32(value)) {
        value = std::int64_t{*integer};
        return {};
      }
      break;
    case ShapeType::kFloat:
      if (value.is_number()) return {};
      break;
    case ShapeType::kBlob:
      if (value.is_string()) return convert_blob(value.get_string(), path);
      break;
    case ShapeType::kStructure:
      if (value.is_object()) return convert_structure(value.get_object(), shape, path);
      break;
    case ShapeType::kList:
      if (value.is_array()) return convert_list(value.get_array(), shape, path);
      break;
    case ShapeType::kMap:
      if (value.is_object()) return convert_map(value.get_object(), shape, path);
      break;
  }
  return misfit(value, shape, path);
}

// Second pass: constraints, on values of the right types.

struct Findings {
  std::size_t violations = 0;
  std::string named;
  bool image_too_large = false;

  /// @param quoted  nullopt: the value is not to be shown.
  void add(const std::optional<std::string>& quoted, const Path& path, std::string_view constraint) {
    if (++violations > kNamedViolationsMax) return;
    if (violations > 1) named += "; ";
    named += "Value ";
    if (quoted) named += *quoted + " ";
    named += "at '" + path.text() + "' failed to satisfy constraint: ";
    named += constraint;
  }
};

std::string in_quotes(std::string_view text) {
  const std::string_view shown = cut_utf8(text, kQuotedBytesMax);
  return "'" + std::string(shown) + (shown.size() < text.size() ? "...'" : "'");
}

std::string number_text(double number) { return JsonWriter().number(number).take(); }

/// The constraint that is broken where `amount` is not within the shape's bounds; empty where it is.
/// @param quantity  "length" or "value".
std::string bounds_broken(double amount, const Shape& shape, std::string_view quantity) {
  const bool low = amount < shape.min;
  if (!low && amount <= shape.max) return {};
  return "Member must have " + std::string(quantity) + (low ? " greater" : " less") + " than or equal to " +
         number_text(low ? shape.min : shape.max);
}

std::string joined(std::span<const std::string_view> values) {
  std::string out;
  for (const std::string_view value : values) {
    if (!out.empty()) out += ", ";
    out += value;
  }
  return out;
}

std::vector<std::string> broken_by(std::string_view text, const Shape& shape) {
  std::vector<std::string> broken;
  if (auto bounds = bounds_broken(static_cast<double>(count_code_points(text)), shape, "length"); !bounds.empty())
    broken.push_back(std::move(bounds));
  if (!matches(shape.pattern, text))
    broken.push_back("Member must satisfy regular expression pattern: " + std::string(pattern_text(shape.pattern)));
  if (!shape.values.empty() && std::ranges::find(shape.values, text) == shape.values.end())
    broken.push_back("Member must satisfy enum value set: [" + joined(shape.values) + "]");
  return broken;
}

void check(const bj::value& value, const Shape& shape, const Path& path, Findings& findings);

std::string_view view(bj::string_view text) { return {text.data(), text.size()}; }

void check_count(std::size_t count, const Shape& shape, const Path& path, Findings& findings) {
  if (const auto bounds = bounds_broken(static_cast<double>(count), shape, "length"); !bounds.empty())
    findings.add(count == 0 ? "'[]'" : "'[" + std::to_string(count) + " members]'", path, bounds);
}

void check_structure(const bj::object& object, const Shape& shape, const Path& path, Findings& findings) {
  for (const Member& member : shape.members) {
    const Path member_path{&path, member.name};
    const auto* value = object.if_contains(bj::string_view(member.name.data(), member.name.size()));
    if (value != nullptr)
      check(*value, *member.shape, member_path, findings);
    else if (member.required)
      findings.add("null", member_path, "Member must not be null");
  }
}

void check_list(const bj::array& array, const Shape& shape, const Path& path, Findings& findings) {
  check_count(array.size(), shape, path, findings);
  for (std::size_t i = 0; i < array.size(); ++i) {
    const Path element_path{&path, {}, i + 1};
    if (array[i].is_null())
      findings.add("null", element_path, "Member must not be null");
    else
      check(array[i], *shape.element, element_path, findings);
  }
}

void check_map(const bj::object& object, const Shape& shape, const Path& path, Findings& findings) {
  check_count(object.size(), shape, path, findings);
  for (const auto& entry : object) {
    for (const std::string& broken : broken_by(view(entry.key()), *shape.key))
      findings.add(in_quotes(view(entry.key())), path, "Map keys must satisfy constraint: [" + broken + "]");
    if (!entry.value().is_string()) {
      findings.add("null", path, "Map values must satisfy constraint: [Member must not be null]");
      continue;
    }
    const std::string_view text = view(entry.value().get_string());
    for (const std::string& broken : broken_by(text, *shape.element))
      findings.add(in_quotes(text), path, "Map values must satisfy constraint: [" + broken + "]");
  }
}

void check_number(double number, const Shape& shape, const Path& path, Findings& findings) {
  if (const auto bounds = bounds_broken(number, shape, "value"); !bounds.empty())
    findings.add("'" + number_text(number) + "'", path, bounds);
}

void check(const bj::value& value, const Shape& shape, const Path& path, Findings& findings) {
  switch (shape.type) {
    case ShapeType::kString: {
      const std::string_view text = view(value.get_string());
      for (const std::string& broken : broken_by(text, shape)) findings.add(in_quotes(text), path, broken);
      return;
    }
    case ShapeType::kInteger:
    case ShapeType::kFloat:
      return check_number(value.to_number<double>(), shape, path, findings);
    case ShapeType::kBlob: {
      const auto bytes = static_cast<double>(value.get_string().size());
      if (bytes > shape.max)
        findings.image_too_large = true;  // Rekognition has an exception of its own for this bound.
      else if (const auto bounds = bounds_broken(bytes, shape, "length"); !bounds.empty())
        findings.add(std::nullopt, path, bounds);
      return;
    }
    case ShapeType::kStructure:
      return check_structure(value.get_object(), shape, path, findings);
    case ShapeType::kList:
      return check_list(value.get_array(), shape, path, findings);
    case ShapeType::kMap:
      return check_map(value.get_object(), shape, path, findings);
  }
}

}  // namespace

WireResult<void> validate(bj::value& input, const Shape& shape) {
  const Path root;
  MIEN_TRY_VOID(convert(input, shape, root));
  Findings findings;
  check(input, shape, root, findings);
  if (findings.violations > 0)
    return refuse(kValidation,
                  std::to_string(findings.violations) +
                      (findings.violations == 1 ? " validation error detected: " : " validation errors detected: ") +
                      findings.named);
  if (findings.image_too_large) return refuse(to_wire(ErrorCode::kImageTooLarge), "Image size is too large.");
  return {};
}

}  // namespace mien::api::rekognition
