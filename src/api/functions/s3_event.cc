#include "api/functions/s3_event.h"

#include "api/json/writer.h"
#include "core/percent.h"
#include "core/time.h"

namespace mien::api::functions {
namespace {

/// What an event's key keeps of its own.
constexpr std::string_view kPlain = "-._*/";

/// Two sequencers of one key compare as texts like the changes that they stand for.
std::string sequencer(std::uint64_t sequence) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (int shift = 60; shift >= 0; shift -= 4) out += kDigits[sequence >> shift & 0xF];
  return out;
}

}  // namespace

std::string s3_event_json(const ObjectEvent& event, KeyForm keys, std::string_view configuration_id,
                          const Account& account) {
  JsonWriter json;
  json.begin_object().key("Records").begin_array().begin_object();
  json.member("eventVersion", "2.1").member("eventSource", "aws:s3").member("awsRegion", account.region);
  json.member("eventTime", rfc3339(event.at)).member("eventName", event.name);
  json.key("userIdentity").begin_object().member("principalId", "AWS:" + event.actor).end_object();
  json.key("requestParameters").begin_object().member("sourceIPAddress", event.source_address).end_object();
  json.key("responseElements").begin_object().member("x-amz-request-id", sequencer(event.sequence)).end_object();
  json.key("s3").begin_object().member("s3SchemaVersion", "1.0").member("configurationId", configuration_id);
  json.key("bucket").begin_object().member("name", event.bucket);
  json.key("ownerIdentity").begin_object().member("principalId", account.id).end_object();
  json.member("arn", "arn:aws:s3:::" + event.bucket).end_object();
  json.key("object").begin_object();
  json.member("key", keys == KeyForm::kEncoded ? form_encode(event.key, kPlain) : event.key);
  if (!event.name.starts_with("ObjectRemoved:")) {
    json.key("size").unsigned_integer(event.bytes);
    json.member("eTag", event.etag);
  }
  json.member("sequencer", sequencer(event.sequence));
  return json.end_object().end_object().end_object().end_array().end_object().take();
}

}  // namespace mien::api::functions
