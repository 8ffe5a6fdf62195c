#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/key_form.h"

namespace mien::app {

/// An object that came to be on another S3 server, as an event tells of it.
struct ForeignEvent {
  std::string name;    ///< As S3 names it, without "s3:": "ObjectCreated:Put" and so on.
  std::string bucket;  ///< 1..kHookBucketBytesMax bytes.
  std::string key;     ///< In `key_form`; not empty.
  KeyForm key_form = KeyForm::kEncoded;
  // What tells one upload under the key from the next, as far as the server says it.
  std::string etag{};  ///< Without quotes.
  std::string sequencer{};
  std::string version{};
  std::string time{};  ///< Of the event.
};

/// The key that an event means. Not every server encodes what AWS encodes: a text with a blank, a control character or
/// one beyond ASCII in it, or a '%' that is no escape, was not encoded and stands for itself.
/// @return nullopt where it is no key: empty, longer than kHookKeyBytesMax, not UTF-8, or with a NUL in it; or with a
///         segment "." or "..", which stands for another path where the object is asked for.
std::optional<std::string> decode_event_key(std::string_view text, KeyForm form);

}  // namespace mien::app
