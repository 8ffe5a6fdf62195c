#pragma once

#include <cstdint>
#include <string_view>

namespace mien::api::rekognition {

/// The regular expressions that the service model puts on input strings. Each is matched by hand, in one pass.
enum class Pattern : std::uint8_t {
  kNone,
  kCollectionId,
  kUserId,  ///< Also ExternalImageId.
  kFaceId,
  kS3Bucket,
  kTagKey,
  kTagValue,
};

/// The expression as the model writes it, for error messages.
std::string_view pattern_text(Pattern pattern);

/// Whether the whole text matches. The classes \p{L}, \p{Z} and \p{N} of the tag patterns are exact for ASCII; beyond
/// it every character passes except blocks of punctuation, symbols, controls and private use (listed in patterns.cc),
/// which lets a few more through than AWS would.
bool matches(Pattern pattern, std::string_view text);

}  // namespace mien::api::rekognition
