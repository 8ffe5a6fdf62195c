#include "app/intake/upload_payload.h"

#include "core/number.h"

namespace mien::app {
namespace {

constexpr std::string_view kMetadata = "meta.";

}  // namespace

std::string event_payload(const ObjectEvent& event) {
  TextMap map{{"actor", event.actor}, {"sequence", std::to_string(event.sequence)}};
  for (const auto& [name, value] : event.metadata) map[std::string(kMetadata) + name] = value;
  return "&" + encode_text_map(map);  // So that it can stand behind an announcement.
}

std::string announcement_payload(const UploadPayload& announced) {
  TextMap map{{"announced_by", announced.announced_by},
              {"attributes", announced.attributes_json},
              {"collection", announced.collection},
              {"consent", announced.consent ? "true" : "false"},
              {"name", announced.name},
              {"person", announced.person},
              {"action", announced.is_verification ? "verify" : "register"}};
  if (announced.similarity_min) map["similarity_min"] = std::to_string(*announced.similarity_min);
  return encode_text_map(map);
}

std::string once_key_of(std::string_view bucket, std::uint64_t sequence) {
  return std::string(bucket) + '/' + std::to_string(sequence);
}

Result<UploadPayload> read_payload(std::string_view text) {
  if (text.starts_with('&')) text.remove_prefix(1);
  MIEN_TRY(const TextMap map, decode_text_map(text));
  UploadPayload payload{.sequence = number_of<std::uint64_t>(text_of(map, "sequence")).value_or(0),
                        .actor = std::string(text_of(map, "actor")),
                        .metadata = {},
                        .announced_by = std::string(text_of(map, "announced_by")),
                        .collection = std::string(text_of(map, "collection")),
                        .name = std::string(text_of(map, "name")),
                        .person = std::string(text_of(map, "person")),
                        .attributes_json = std::string(text_of(map, "attributes")),
                        .consent = text_of(map, "consent") == "true",
                        .is_verification = text_of(map, "action") == "verify",
                        .similarity_min = number_of<double>(text_of(map, "similarity_min"))};
  for (const auto& [name, value] : map)
    if (name.starts_with(kMetadata)) payload.metadata[name.substr(kMetadata.size())] = value;
  return payload;
}

}  // namespace mien::app
