#include "api/rest/image_body.h"

#include <algorithm>
#include <utility>

#include "api/http/media_type.h"
#include "api/json/parse.h"
#include "api/rest/fields.h"
#include "api/rest/photo_form.h"
#include "core/base64.h"

namespace mien::api::rest {
namespace {

bool is_among(std::initializer_list<std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

template <class Map>
auto find_in(const Map& map, std::string_view name) -> std::optional<typename Map::mapped_type> {
  const auto at = map.find(name);
  if (at == map.end()) return std::nullopt;
  return at->second;
}

}  // namespace

Result<void> ImageBody::read_form(const HttpRequest& request, const Known& known) {
  std::vector<std::string_view> names(known.texts);
  names.insert(names.end(), known.numbers);
  MIEN_TRY(const PhotoForm form, read_photo_form(request, Fields::Names(names), 1));
  image_ = form.images.front();
  for (const std::string_view name : known.texts)
    if (const auto text = form.fields.get(name)) texts_.emplace(name, *text);
  for (const std::string_view name : known.numbers) {
    const auto text = form.fields.get(name);
    if (!text) continue;
    MIEN_TRY(const double number, parse_number(name, *text));
    numbers_.emplace(name, number);
  }
  return {};
}

Result<void> ImageBody::read_json(std::string_view body, const Known& known) {
  MIEN_TRY(const boost::json::value parsed, parse_json(body));
  if (!parsed.is_object()) return fail(ErrorCode::kInvalidArgument, "The body must be a JSON object.");
  for (const auto& member : parsed.get_object()) {
    const std::string_view name(member.key().data(), member.key().size());
    const boost::json::value& value = member.value();
    if (name == "image" && value.is_string()) {
      auto bytes = decode_base64({value.get_string().data(), value.get_string().size()});
      if (!bytes) return fail(ErrorCode::kInvalidArgument, "The member 'image' is not base64.");
      decoded_ = *std::move(bytes);
    } else if (is_among(known.texts, name) && value.is_string()) {
      texts_.emplace(name, std::string(value.get_string()));
    } else if (is_among(known.numbers, name) && value.is_number()) {
      numbers_.emplace(name, value.to_number<double>());
    } else {
      const bool is_known = name == "image" || is_among(known.texts, name) || is_among(known.numbers, name);
      return fail(ErrorCode::kInvalidArgument, is_known
                                                   ? "The member " + in_quotes(name) + " has a value of a wrong type."
                                                   : "Unknown member " + in_quotes(name) + ".");
    }
  }
  if (decoded_.empty()) return fail(ErrorCode::kInvalidArgument, "The body has no member 'image', or it is empty.");
  image_ = decoded_;
  return {};
}

Result<ImageBody> ImageBody::read(const HttpRequest& request, const Known& known) {
  const auto type = parse_parameterized(request.head.header("content-type").value_or(""));
  const bool is_json = type && type->essence == "application/json";
  ImageBody body;
  MIEN_TRY_VOID(is_json ? body.read_json(request.body, known) : body.read_form(request, known));
  return body;
}

std::optional<std::string> ImageBody::text(std::string_view name) const { return find_in(texts_, name); }
std::optional<double> ImageBody::number(std::string_view name) const { return find_in(numbers_, name); }

}  // namespace mien::api::rest
