#include "api/hooks/s3_events.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <utility>

#include "api/json/parse.h"
#include "core/ascii.h"
#include "core/limits.h"

namespace mien::api::hooks {
namespace {

namespace bj = boost::json;

constexpr std::string_view kCreated = "ObjectCreated:";
constexpr std::string_view kBridgeCreated = "Object Created";

std::unexpected<Error> wrong(std::string message) { return fail(ErrorCode::kInvalidArgument, std::move(message)); }

std::string_view view_of(const bj::value& text) { return {text.get_string().data(), text.get_string().size()}; }

/// A member that is a text; nullopt where there is none or it is null.
/// @errors kInvalidArgument  it is something else, or longer than kHookFieldBytesMax.
Result<std::optional<std::string_view>> text_member(const bj::object& object, std::string_view name) {
  const bj::value* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (!value->is_string()) return wrong("The member " + std::string(name) + " of an event is no text.");
  if (view_of(*value).size() > limits::kHookFieldBytesMax)
    return wrong("The member " + std::string(name) + " of an event is too long.");
  return view_of(*value);
}

Result<std::string> text_or_nothing(const bj::object& object, std::string_view name) {
  MIEN_TRY(const auto text, text_member(object, name));
  return std::string(text.value_or(""));
}

Result<const bj::object*> object_member(const bj::object& object, std::string_view name) {
  const bj::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_object())
    return wrong("An event lacks the object '" + std::string(name) + "', or has something else there.");
  return &value->get_object();
}

/// Whether the member is a text, which says what kind of envelope it is.
bool has_text(const bj::object& object, std::string_view name) {
  const bj::value* value = object.if_contains(name);
  return value != nullptr && value->is_string();
}

/// Of texts that hold JSON: they may be as long as the body.
std::string_view long_text(const bj::object& object, std::string_view name) { return view_of(object.at(name)); }

/// Bucket and key of a created object, which alone must be there.
/// @param names  of the object's members ETag and version: "eTag", "versionId" or "etag", "version-id"
Result<app::ForeignEvent> read_object(const bj::object& bucket, const bj::object& object, std::string_view etag,
                                      std::string_view version) {
  app::ForeignEvent event;
  MIEN_TRY(event.bucket, text_or_nothing(bucket, "name"));
  if (event.bucket.empty() || event.bucket.size() > limits::kHookBucketBytesMax)
    return wrong("The bucket of an event has no name, or one that is too long.");
  if (!has_text(object, "key")) return wrong("The object of an event has no key.");
  event.key = long_text(object, "key");
  // Every byte of a key may have been escaped.
  if (event.key.empty() || event.key.size() > 3 * limits::kHookKeyBytesMax)
    return wrong("The key of an event's object is empty or too long.");
  MIEN_TRY(event.etag, text_or_nothing(object, etag));
  event.etag = std::string(trimmed(event.etag, "\""));
  MIEN_TRY(event.version, text_or_nothing(object, version));
  MIEN_TRY(event.sequencer, text_or_nothing(object, "sequencer"));
  return event;
}

class Reader {
 public:
  /// A text of JSON. @param depth  of texts within texts, from 1
  Result<void> read_text(std::string_view text, std::size_t depth) {
    if (depth > limits::kHookEnvelopeDepthMax) return wrong("The event lies in too many envelopes.");
    MIEN_TRY(const bj::value value, parse_json(text));
    return read(value, depth);
  }
  IncomingEvents take() { return std::move(events_); }

 private:
  Result<void> read(const bj::value& value, std::size_t depth) {
    if (value.is_object()) return read_envelope(value.get_object(), depth);
    if (!value.is_array()) return wrong("The body is no event.");
    return read_each(value.get_array(), [&](const bj::object& element) { return read_envelope(element, depth); });
  }

  template <class ReadOne>
  Result<void> read_each(const bj::array& elements, const ReadOne& read_one) {
    for (const bj::value& element : elements) {
      if (!element.is_object()) return wrong("An event is no JSON object.");
      MIEN_TRY_VOID(count());
      MIEN_TRY_VOID(read_one(element.get_object()));
    }
    return {};
  }

  Result<void> read_envelope(const bj::object& envelope, std::size_t depth) {
    if (const bj::value* records = envelope.if_contains("Records")) {
      if (!records->is_array()) return wrong("Records is no array.");
      return read_each(records->get_array(), [&](const bj::object& record) { return read_record(record, depth); });
    }
    if (const bj::value* messages = envelope.if_contains("Messages"); messages != nullptr && messages->is_array())
      return read_each(messages->get_array(), [&](const bj::object& message) { return read_envelope(message, depth); });
    if (has_text(envelope, "Event")) {
      if (long_text(envelope, "Event") == "s3:TestEvent") return {};
      return wrong("The body is no event of S3.");
    }
    if (has_text(envelope, "Type")) return read_sns(envelope, depth);
    if (has_text(envelope, "detail-type")) return read_bridge(envelope);
    for (const std::string_view body : {"Body", "body"})
      if (has_text(envelope, body)) return read_text(long_text(envelope, body), depth + 1);
    return wrong("The body is none of the events that this path takes.");
  }

  /// A record of S3's; or of a function's event, where a queue's or a topic's message is one.
  Result<void> read_record(const bj::object& record, std::size_t depth) {
    if (record.if_contains("s3") != nullptr) return read_s3(record);
    if (has_text(record, "body")) return read_text(long_text(record, "body"), depth + 1);
    if (const bj::value* sns = record.if_contains("Sns"); sns != nullptr && sns->is_object())
      return read_sns(sns->get_object(), depth);
    return wrong("A record is none of S3's.");
  }

  Result<void> read_s3(const bj::object& record) {
    MIEN_TRY(std::string name, text_or_nothing(record, "eventName"));
    if (name.starts_with("s3:")) name.erase(0, 3);  // MinIO and versitygw write it.
    if (name.empty()) return wrong("A record has no eventName.");
    if (!name.starts_with(kCreated)) return skip();
    MIEN_TRY(const bj::object* s3, object_member(record, "s3"));
    MIEN_TRY(const bj::object* bucket, object_member(*s3, "bucket"));
    MIEN_TRY(const bj::object* object, object_member(*s3, "object"));
    MIEN_TRY(app::ForeignEvent event, read_object(*bucket, *object, "eTag", "versionId"));
    MIEN_TRY(event.time, text_or_nothing(record, "eventTime"));
    event.name = std::move(name);
    return keep(std::move(event));
  }

  Result<void> read_sns(const bj::object& envelope, std::size_t depth) {
    const std::string_view type = has_text(envelope, "Type") ? long_text(envelope, "Type") : "";
    if (type == "Notification") {
      if (!has_text(envelope, "Message")) return wrong("A notification of SNS has no Message.");
      return read_text(long_text(envelope, "Message"), depth + 1);
    }
    if (type == "SubscriptionConfirmation") {
      if (!has_text(envelope, "SubscribeURL")) return wrong("A handshake of SNS has no SubscribeURL.");
      events_.subscriptions.emplace_back(long_text(envelope, "SubscribeURL"));
      return {};
    }
    // Somebody has ended the subscription. To take that back would need no more than its SubscribeURL; it is not asked.
    if (type == "UnsubscribeConfirmation") return {};
    return wrong("The body is none of the events that this path takes.");
  }

  Result<void> read_bridge(const bj::object& envelope) {
    MIEN_TRY(const std::string source, text_or_nothing(envelope, "source"));
    if (source != "aws.s3" || long_text(envelope, "detail-type") != kBridgeCreated) return skip();
    MIEN_TRY(const bj::object* detail, object_member(envelope, "detail"));
    MIEN_TRY(const bj::object* bucket, object_member(*detail, "bucket"));
    MIEN_TRY(const bj::object* object, object_member(*detail, "object"));
    MIEN_TRY(app::ForeignEvent event, read_object(*bucket, *object, "etag", "version-id"));
    MIEN_TRY(event.time, text_or_nothing(envelope, "time"));
    event.key_form = KeyForm::kRaw;
    event.name = std::string(kCreated) + "Put";
    return keep(std::move(event));
  }

  Result<void> skip() {
    ++events_.others;
    return {};
  }
  Result<void> keep(app::ForeignEvent event) {
    events_.created.push_back(std::move(event));
    return {};
  }
  /// Of all arrays, however deep.
  Result<void> count() {
    if (++elements_ <= limits::kHookRecordsMax) return {};
    return wrong("The body has more than " + std::to_string(limits::kHookRecordsMax) + " records.");
  }

  IncomingEvents events_;
  std::size_t elements_ = 0;
};

}  // namespace

Result<IncomingEvents> read_s3_events(std::string_view body) {
  if (body.size() > limits::kHookBodyBytesMax) return wrong("The body is too long.");
  Reader reader;
  MIEN_TRY_VOID(reader.read_text(body, 1));
  return reader.take();
}

}  // namespace mien::api::hooks
