#include "api/json/writer.h"
#include "api/rekognition/operations.h"

namespace mien::api::rekognition {
namespace {

constexpr std::int64_t kOk = 200;  ///< Two replies repeat the HTTP status as a member.

std::string arn(const Account& account, const CollectionId& id) {
  return "arn:aws:rekognition:" + account.region + ":" + account.id + ":collection/" + id.text();
}

/// Epoch seconds with a fraction, as JSON 1.1 has timestamps.
double epoch_seconds(Timestamp at) { return static_cast<double>(at.time_since_epoch().count()) / 1000; }

}  // namespace

Reply create_collection(const Context& context, const Input& input) {
  MIEN_TRY(const CollectionId id, input.collection());
  auto made = context.use.create_collection.run({.id = id, .tags = input.text_map("Tags"), .actor = context.actor});
  if (!made) return refuse(std::move(made).error(), id);
  JsonWriter json;
  json.begin_object().key("StatusCode").integer(kOk);
  json.member("CollectionArn", arn(context.account, made->id));
  json.member("FaceModelVersion", made->face_model_version).end_object();
  return json.take();
}

Reply describe_collection(const Context& context, const Input& input) {
  MIEN_TRY(const CollectionId id, input.collection());
  auto found = context.use.describe_collection.run(id);
  if (!found) return refuse(std::move(found).error(), id);
  JsonWriter json;
  json.begin_object().key("FaceCount").unsigned_integer(found->face_count);
  json.member("FaceModelVersion", found->face_model_version);
  json.member("CollectionARN", arn(context.account, found->id));
  json.key("CreationTimestamp").number(epoch_seconds(found->created));
  json.key("UserCount").unsigned_integer(found->person_count).end_object();
  return json.take();
}

Reply list_collections(const Context& context, const Input& input) {
  auto page = context.use.list_collections.run(input.page());
  if (!page) return refuse(std::move(page).error());
  JsonWriter json;
  json.begin_object().key("CollectionIds").begin_array();
  for (const Collection& collection : page->items) json.string(collection.id.text());
  json.end_array();
  if (!page->next.empty()) json.member("NextToken", page->next);
  json.key("FaceModelVersions").begin_array();
  for (const Collection& collection : page->items) json.string(collection.face_model_version);
  json.end_array().end_object();
  return json.take();
}

Reply delete_collection(const Context& context, const Input& input) {
  MIEN_TRY(const CollectionId id, input.collection());
  auto done = context.use.delete_collection.run(id, context.actor);
  if (!done) return refuse(std::move(done).error(), id);
  return JsonWriter().begin_object().key("StatusCode").integer(kOk).end_object().take();
}

}  // namespace mien::api::rekognition
