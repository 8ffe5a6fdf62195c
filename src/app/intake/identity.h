#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/text_map.h"

namespace mien::app {

/// Text that came through an HTTP header, where only ASCII is safe: RFC 2047 encoded words, percent-encoded UTF-8, or
/// the text itself. What is neither well-formed comes back as it is.
std::string decode_header_text(std::string_view text);

/// Who a picture is of, as far as its upload tells.
struct Identity {
  enum class Kind : std::uint8_t {
    kName,  ///< Two people may share it.
    kId,    ///< One person's own: it becomes the person's id.
  };
  Kind kind = Kind::kName;
  std::string id;    ///< Empty where only a name is known.
  std::string name;  ///< Empty where only an id is known.
  TextMap fields;    ///< What the rule found, by placeholder: "first", "last", "full_name", "id", "uuid".
};

/// How an intake learns whose picture an object is: "metadata:NAME" (a name in the object's user metadata),
/// "metadata-id:NAME" (an id there), or "key:PATTERN" with the placeholders {full_name}, {first}, {last}, {id}, {uuid}
/// and other characters that stand for themselves. The pattern is held against the key without the intake's prefix and
/// without its extension. Each placeholder takes as little as it can, but {full_name} and {id}, which take all they
/// can. Underscores within names stand for blanks; {uuid} is whatever makes the key unique.
class IdentityRule {
 public:
  /// @errors kInvalidArgument  with what is wrong, for the operator.
  static Result<IdentityRule> parse(std::string_view text);

  /// @param metadata  names in lower case.
  /// @errors kInvalidArgument  the object does not tell who it is of, in words for its uploader.
  Result<Identity> identify(std::string_view key, std::string_view prefix, const TextMap& metadata) const;

  const std::string& text() const { return text_; }

 private:
  enum class Source : std::uint8_t { kMetadataName, kMetadataId, kKey };
  /// A placeholder, or text that stands for itself.
  struct Piece {
    bool is_placeholder = false;
    std::string text;
  };
  IdentityRule(std::string text, Source source) : text_(std::move(text)), source_(source) {}
  static Result<std::vector<Piece>> parse_pattern(std::string_view pattern);
  Result<Identity> identify_by_key(std::string_view key, std::string_view prefix) const;

  std::string text_;
  Source source_;
  std::string metadata_name_;  ///< In lower case.
  std::vector<Piece> pieces_;
};

}  // namespace mien::app
