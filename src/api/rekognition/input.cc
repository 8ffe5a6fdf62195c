#include "api/rekognition/input.h"

#include "api/rekognition/service_table.h"

namespace mien::api::rekognition {
namespace {

namespace bj = boost::json;

std::string_view view(bj::string_view text) { return {text.data(), text.size()}; }

NamedObject named_object(const bj::object& object) {
  const auto text = [&](bj::string_view name) {
    const bj::value* const value = object.if_contains(name);
    return value == nullptr ? std::string_view() : view(value->get_string());
  };
  return {.bucket = text("Bucket"), .name = text("Name"), .version = text("Version")};
}

}  // namespace

const bj::value* Input::find(std::string_view name) const {
  return members_.if_contains(bj::string_view(name.data(), name.size()));
}

std::optional<std::string_view> Input::text(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  return view(value->get_string());
}

std::optional<std::int64_t> Input::integer(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  return value->get_int64();
}

std::optional<double> Input::number(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  return value->to_number<double>();
}

WireResult<CollectionId> Input::collection() const {
  auto id = CollectionId::parse(text("CollectionId").value_or(""));
  if (!id) return refuse(std::move(id).error());
  return *std::move(id);
}

PageRequest Input::page() const {
  const auto limit = integer("MaxResults").value_or(0);
  return {.after = std::string(text("NextToken").value_or("")),
          .limit = limit == 0 ? kMaxResultsMax : static_cast<std::size_t>(limit)};
}

WireResult<std::span<const std::byte>> Input::image(std::string_view name) const {
  const bj::object& image = find(name)->get_object();
  const auto* bytes = image.if_contains("Bytes");
  const auto* object = image.if_contains("S3Object");
  if ((bytes == nullptr) == (object == nullptr))
    return refuse(to_wire(ErrorCode::kInvalidArgument),
                  "Request has invalid parameters: " + std::string(name) + " needs exactly one of Bytes and S3Object.");
  if (object != nullptr) return pictures_.read(named_object(object->get_object()));
  const bj::string& file = bytes->get_string();
  return std::as_bytes(std::span(file.data(), file.size()));
}

QualityFilter Input::quality_filter(QualityFilter otherwise) const {
  const auto name = text("QualityFilter");
  if (!name) return otherwise;
  if (*name == "NONE") return QualityFilter::kNone;
  if (*name == "AUTO") return QualityFilter::kAuto;
  if (*name == "LOW") return QualityFilter::kLow;
  if (*name == "MEDIUM") return QualityFilter::kMedium;
  return QualityFilter::kHigh;
}

std::vector<std::pair<std::string, std::string>> Input::text_map(std::string_view name) const {
  std::vector<std::pair<std::string, std::string>> entries;
  if (const auto* value = find(name))
    for (const auto& entry : value->get_object())
      entries.emplace_back(view(entry.key()), view(entry.value().get_string()));
  return entries;
}

std::vector<FaceId> Input::face_ids(std::string_view name) const {
  std::vector<FaceId> ids;
  if (const auto* value = find(name))
    for (const auto& element : value->get_array())
      if (const auto id = FaceId::parse(view(element.get_string()))) ids.push_back(*id);
  return ids;
}

}  // namespace mien::api::rekognition
