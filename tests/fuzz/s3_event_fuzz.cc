// Any bytes give events within the limits, whose keys decode or do not, or an Error that quotes nothing; and the same
// event in an envelope more is the same event. Never a crash.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/hooks/s3_events.h"
#include "api/json/writer.h"
#include "app/hooks/subscriptions.h"
#include "core/limits.h"

namespace {

using mien::api::hooks::IncomingEvents;

void check(const mien::app::ForeignEvent& event) {
  if (event.bucket.empty() || event.bucket.size() > mien::limits::kHookBucketBytesMax) std::abort();
  if (event.key.empty() || event.name.rfind("ObjectCreated:", 0) != 0) std::abort();
  for (const std::string& text : {event.etag, event.sequencer, event.version, event.time})
    if (text.size() > mien::limits::kHookFieldBytesMax) std::abort();
  for (const auto form : {mien::KeyForm::kEncoded, mien::KeyForm::kRaw}) {
    const auto key = mien::app::decode_event_key(event.key, form);
    if (key && (key->empty() || key->size() > mien::limits::kHookKeyBytesMax || key->contains('\0'))) std::abort();
  }
}

bool is_same(const IncomingEvents& a, const IncomingEvents& b) {
  return a.others == b.others && a.subscriptions == b.subscriptions &&
         std::ranges::equal(a.created, b.created, [](const auto& x, const auto& y) {
           return x.name == y.name && x.bucket == y.bucket && x.key == y.key && x.key_form == y.key_form &&
                  x.etag == y.etag && x.sequencer == y.sequencer && x.version == y.version && x.time == y.time;
         });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto events = mien::api::hooks::read_s3_events(input);
  if (!events) {
    if (events.error().code != mien::ErrorCode::kInvalidArgument || events.error().message.empty()) std::abort();
    return 0;
  }
  if (events->created.size() + events->others > mien::limits::kHookRecordsMax + 1) std::abort();
  for (const auto& event : events->created) check(event);
  for (const std::string& url : events->subscriptions)
    if (mien::app::SubscriptionPolicy().allows(url) && !url.starts_with("https://")) std::abort();

  mien::api::JsonWriter json;
  json.begin_object().member("Body", input).end_object();
  const auto wrapped = mien::api::hooks::read_s3_events(json.take());
  // One envelope more may be one too many, or too long.
  if (wrapped && !is_same(*events, *wrapped)) std::abort();
  return 0;
}
