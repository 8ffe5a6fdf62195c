#include "import_service.h"

#include <boost/json/array.hpp>
#include <utility>

#include "api/json/parse.h"
#include "core/ascii.h"
#include "core/number.h"

namespace mien::cli {
namespace {

using importing::Answer;
using importing::LoadedPhoto;

/// A status that no server sends and that means: this is no Mien.
constexpr int kForeign = 399;

importing::PersonState state_of(const boost::json::object& body) {
  importing::PersonState state;
  const auto& person = object_of(body, "person");
  // As it is, not as it is printed: it is compared.
  if (const auto* name = person.if_contains("name"); name && name->is_string()) state.name = name->get_string();
  for (const auto& face : array_of(body, "faces"))
    if (face.is_object()) {
      state.images.insert(text_of(face.get_object(), "image_id"));
      ++state.face_count;
    }
  return state;
}

}  // namespace

std::optional<std::chrono::seconds> retry_after(const HttpResponse& response) {
  for (const HttpHeader& header : response.headers) {
    if (!equal_ignoring_case(header.name, "Retry-After")) continue;
    if (const auto seconds = number_of<unsigned>(header.value)) return std::chrono::seconds(*seconds);
  }
  return std::nullopt;
}

Answer read_answer(const Result<HttpResponse>& response) {
  if (!response) return {.reason = response.error().message};
  Answer answer{.status = response->status, .retry_after = retry_after(*response)};
  const auto parsed = api::parse_json(response->body);
  const bool is_object = parsed && parsed->is_object();
  if (answer.is_done()) {
    if (is_object && !object_of(parsed->get_object(), "person").empty())
      answer.state = state_of(parsed->get_object());
    else
      answer = {.status = kForeign, .reason = "what answers there is no Mien service"};
  } else if (is_object) {
    Problem problem = problem_of(parsed->get_object());
    answer.code = std::move(problem.code);
    answer.reason = std::move(problem.reason);
    answer.person = std::move(problem.person);
  }
  if (!answer.is_done() && answer.text().empty())
    answer.reason = "the server answered with status " + std::to_string(answer.status) + " and no explanation";
  return answer;
}

Answer HttpService::find(const std::string& person) {
  return read_answer(client_.exchange({.url = "/v1/people/" + path_segment(person)}));
}

Answer HttpService::enroll(const importing::PersonEntry& person, bool consent, std::span<const LoadedPhoto> photos,
                           const std::string& key) {
  Form form;
  form.add("name", person.name);
  form.add("id", person.id);
  if (!person.attributes_json.empty()) form.add("attributes", person.attributes_json);
  form.add("consent", consent ? "true" : "false");
  return post("/v1/people", std::move(form), photos, key);
}

Answer HttpService::add(const std::string& person, std::span<const LoadedPhoto> photos, const std::string& key) {
  return post("/v1/people/" + path_segment(person) + "/faces", Form(), photos, key);
}

Answer HttpService::post(const std::string& path, Form form, std::span<const LoadedPhoto> photos,
                         const std::string& key) {
  for (const LoadedPhoto& photo : photos) form.add_photo_bytes(photo.bytes);
  http_client::Request request{.method = "POST", .url = path};
  request.headers.push_back({"Content-Type", form.content_type()});
  request.headers.push_back({"Idempotency-Key", key});
  const std::string body = form.take();
  request.body = body;
  return read_answer(client_.exchange(std::move(request)));
}

}  // namespace mien::cli
