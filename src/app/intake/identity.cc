#include "app/intake/identity.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/ascii.h"
#include "core/base64.h"
#include "core/percent.h"
#include "core/utf8.h"

namespace mien::app {
namespace {

constexpr std::array<std::string_view, 5> kPlaceholders{"full_name", "first", "last", "id", "uuid"};
constexpr std::array<std::string_view, 4> kExtensions{".jpg", ".jpeg", ".png", ".webp"};

std::optional<std::string> utf8_of(std::string_view charset, std::string bytes) {
  if (equal_ignoring_case(charset, "utf-8") || equal_ignoring_case(charset, "us-ascii")) {
    if (!is_utf8(bytes)) return std::nullopt;
    return bytes;
  }
  if (!equal_ignoring_case(charset, "iso-8859-1")) return std::nullopt;
  std::string out;
  for (const char c : bytes) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0 | code >> 6);
      out += static_cast<char>(0x80 | (code & 0x3F));
    }
  }
  return out;
}

/// RFC 2047's "Q" encoding: a blank is '_', any other byte may be '=' and two hexadecimal digits.
std::optional<std::string> decode_q(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_') {
      out += ' ';
    } else if (text[i] != '=') {
      out += text[i];
    } else {
      if (i + 2 >= text.size() || hex_value(text[i + 1]) < 0 || hex_value(text[i + 2]) < 0) return std::nullopt;
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    }
  }
  return out;
}

/// Takes one encoded word, "=?charset?B-or-Q?text?=", off the front.
std::optional<std::string> take_encoded_word(std::string_view& text) {
  if (!text.starts_with("=?")) return std::nullopt;
  const auto charset_end = text.find('?', 2);
  if (charset_end == std::string_view::npos || charset_end + 2 >= text.size() || text[charset_end + 2] != '?')
    return std::nullopt;
  const auto end = text.find("?=", charset_end + 3);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view coded = text.substr(charset_end + 3, end - charset_end - 3);
  const char encoding = lower_case(text[charset_end + 1]);
  std::optional<std::string> bytes;
  if (encoding == 'q') bytes = decode_q(coded);
  if (encoding == 'b') {
    if (const auto decoded = decode_base64(coded))
      bytes = std::string(reinterpret_cast<const char*>(decoded->data()), decoded->size());
  }
  if (!bytes) return std::nullopt;
  const std::string_view charset = text.substr(2, charset_end - 2);
  auto out = utf8_of(charset.substr(0, charset.find('*')), *std::move(bytes));  // '*': a language, RFC 2231.
  if (out) text.remove_prefix(end + 2);
  return out;
}

/// nullopt where there is no encoded word in it.
std::optional<std::string> decode_rfc2047(std::string_view text) {
  std::string out;
  bool found = false;
  bool last_was_word = false;
  while (!text.empty()) {
    if (auto word = take_encoded_word(text)) {
      out += *word;
      found = last_was_word = true;
      continue;
    }
    // Blanks between two encoded words belong to neither.
    const auto next = text.find_first_not_of(" \t");
    std::string_view ahead = text.substr(std::min(next, text.size()));
    if (last_was_word && next != 0 && take_encoded_word(ahead)) {
      text.remove_prefix(next);
      continue;
    }
    out += text.front();
    text.remove_prefix(1);
    last_was_word = false;
  }
  if (!found) return std::nullopt;
  return out;
}

std::string_view without_extension(std::string_view key) {
  for (const std::string_view extension : kExtensions)
    if (key.size() > extension.size() && equal_ignoring_case(key.substr(key.size() - extension.size()), extension))
      return key.substr(0, key.size() - extension.size());
  return key;
}

std::string with_blanks(std::string_view text) {
  std::string out(text);
  std::ranges::replace(out, '_', ' ');
  return std::string(trimmed(out));
}

std::unexpected<Error> unidentified(std::string message) {
  return fail(ErrorCode::kInvalidArgument, std::move(message));
}

}  // namespace

std::string decode_header_text(std::string_view text) {
  if (auto decoded = decode_rfc2047(text)) return *std::move(decoded);
  if (text.find('%') != std::string_view::npos)
    if (auto decoded = percent_decode(text); decoded && is_utf8(*decoded)) return *std::move(decoded);
  return std::string(text);
}

Result<IdentityRule> IdentityRule::parse(std::string_view text) {
  const auto colon = text.find(':');
  const std::string_view kind = text.substr(0, colon);
  const std::string_view rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
  if (rest.empty() || (kind != "metadata" && kind != "metadata-id" && kind != "key"))
    return fail(ErrorCode::kInvalidArgument,
                "an identity is metadata:NAME, metadata-id:NAME or key:PATTERN, for example key:{full_name}_{uuid}");
  if (kind == "key") {
    IdentityRule rule(std::string(text), Source::kKey);
    MIEN_TRY(rule.pieces_, parse_pattern(rest));
    return rule;
  }
  if (!is_token(rest))
    return fail(ErrorCode::kInvalidArgument, "the name of metadata has letters, digits and the marks of header names");
  IdentityRule rule(std::string(text), kind == "metadata" ? Source::kMetadataName : Source::kMetadataId);
  rule.metadata_name_ = lower_case(rest);
  return rule;
}

Result<std::vector<IdentityRule::Piece>> IdentityRule::parse_pattern(std::string_view pattern) {
  const auto wrong = [](std::string message) { return fail(ErrorCode::kInvalidArgument, std::move(message)); };
  std::vector<Piece> pieces;
  bool names_somebody = false;
  while (!pattern.empty()) {
    if (pattern.front() != '{') {
      const auto end = std::min(pattern.find('{'), pattern.size());
      pieces.push_back({.is_placeholder = false, .text = std::string(pattern.substr(0, end))});
      pattern.remove_prefix(end);
      continue;
    }
    const auto end = pattern.find('}');
    const std::string_view name = pattern.substr(1, end == std::string_view::npos ? 0 : end - 1);
    if (std::ranges::find(kPlaceholders, name) == kPlaceholders.end())
      return wrong("a key pattern knows {full_name}, {first}, {last}, {id} and {uuid}");
    if (!pieces.empty() && pieces.back().is_placeholder)
      return wrong("two placeholders of a key pattern need something between them");
    if (std::ranges::any_of(pieces, [&](const Piece& piece) { return piece.is_placeholder && piece.text == name; }))
      return wrong("a placeholder stands in a key pattern once");
    names_somebody |= name != "uuid";
    pieces.push_back({.is_placeholder = true, .text = std::string(name)});
    pattern.remove_prefix(end + 1);
  }
  if (!names_somebody) return wrong("a key pattern needs {full_name}, {first}, {last} or {id}");
  return pieces;
}

Result<Identity> IdentityRule::identify(std::string_view key, std::string_view prefix, const TextMap& metadata) const {
  if (source_ == Source::kKey) return identify_by_key(key, prefix);
  const std::string value(trimmed(decode_header_text(text_of(metadata, metadata_name_))));
  if (value.empty())
    return unidentified("The object has no metadata '" + metadata_name_ + "' that tells who it is of.");
  Identity identity;
  if (source_ == Source::kMetadataId) {
    identity.kind = Identity::Kind::kId;
    identity.id = value;
    identity.fields = {{"id", value}};
  } else {
    identity.name = value;
    identity.fields = {{"full_name", value}};
  }
  return identity;
}

Result<Identity> IdentityRule::identify_by_key(std::string_view key, std::string_view prefix) const {
  const auto no_match = [&] {
    return unidentified("The object's key does not have the form " + text_.substr(text_.find(':') + 1) +
                        " that tells who it is of.");
  };
  std::string_view rest = without_extension(key.starts_with(prefix) ? key.substr(prefix.size()) : key);
  Identity identity;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (!pieces_[i].is_placeholder) {
      if (!rest.starts_with(pieces_[i].text)) return no_match();
      rest.remove_prefix(pieces_[i].text.size());
      continue;
    }
    std::size_t end = rest.size();
    if (i + 1 < pieces_.size()) {
      const std::string_view separator = pieces_[i + 1].text;
      const bool takes_all = pieces_[i].text == "full_name" || pieces_[i].text == "id";
      end = takes_all ? rest.rfind(separator) : rest.find(separator);
    }
    if (end == std::string_view::npos || end == 0) return no_match();
    identity.fields[pieces_[i].text] = std::string(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  if (!rest.empty()) return no_match();
  for (const std::string_view name : {"full_name", "first", "last"})
    if (const auto field = identity.fields.find(name); field != identity.fields.end())
      field->second = with_blanks(field->second);
  identity.id = text_of(identity.fields, "id");
  identity.kind = identity.id.empty() ? Identity::Kind::kName : Identity::Kind::kId;
  const std::string full(text_of(identity.fields, "full_name"));
  identity.name = !full.empty() ? full
                                : std::string(trimmed(std::string(text_of(identity.fields, "first")) + " " +
                                                      std::string(text_of(identity.fields, "last"))));
  return identity;
}

}  // namespace mien::app
