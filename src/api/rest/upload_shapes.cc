#include "api/rest/upload_shapes.h"

#include <array>

#include "api/rest/task_list.h"
#include "core/number.h"
#include "core/text_map.h"
#include "core/time.h"

namespace mien::api::rest {
namespace {

/// Numbers stand as text in results.
void write_number(JsonWriter& json, std::string_view name, std::string_view text) {
  if (const auto value = number_of<float>(text)) json.member(name, *value);
}

void write_result(JsonWriter& json, const TextMap& result) {
  if (const auto person = text_of(result, "person_id"); !person.empty())
    json.key("person").begin_object().member("id", person).member("name", text_of(result, "name")).end_object();
  for (const std::string_view name : {"collection", "face_id", "image_id", "event_id"})
    if (const auto value = text_of(result, name); !value.empty()) json.member(name, value);
  for (const std::string_view name : {"similarity", "threshold"}) write_number(json, name, text_of(result, name));
}

}  // namespace

void write_upload(JsonWriter& json, const Task& task) {
  json.begin_object().member("upload_id", task.what.id.text()).member("intake", task.what.target);
  json.member("bucket", task.what.bucket).member("key", task.what.key);
  write_progress(json, task);
  if (task.state == TaskState::kOpen) json.member("expires_at", rfc3339(task.due));
  if (const auto result = decode_text_map(task.result)) write_result(json, *result);
  json.end_object();
}

std::string upload_body(const Task& task) {
  JsonWriter json;
  write_upload(json, task);
  return json.take();
}

std::string uploads_body(const Page<Task>& page) {
  JsonWriter json;
  json.begin_object().key("uploads").begin_array();
  for (const Task& task : page.items) write_upload(json, task);
  json.end_array();
  if (!page.next.empty()) json.member("next_page_token", page.next);
  json.end_object();
  return json.take();
}

}  // namespace mien::api::rest
