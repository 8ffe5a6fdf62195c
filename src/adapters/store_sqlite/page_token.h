#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace mien::sqlite {

/// Names one listing: what is listed and every filter, so that a token of one is no token of another.
class Listing {
 public:
  explicit Listing(std::string_view what) { add(what); }
  Listing& add(std::string_view part);
  std::uint64_t fingerprint() const { return fingerprint_; }

 private:
  std::uint64_t fingerprint_ = 0xCBF29CE484222325;  // FNV-1a's offset basis.
};

/// The cursor (at most 170 bytes) of the last item of a page as an opaque text of at most 255 characters: base64url of
/// version, the listing's fingerprint, cursor and checksum. It guards against mix-ups, not against forgery: a forged
/// token only chooses where a listing that the caller may read begins.
std::string make_page_token(const Listing& listing, std::string_view cursor);
/// The cursor; nullopt where the token is empty: the first page.
/// @errors kInvalidPageToken
Result<std::optional<std::string>> read_page_token(const Listing& listing, std::string_view token);

/// Cursors that are numbers: eight bytes each, most significant first.
std::string number_cursor(std::int64_t first);
std::string number_cursor(std::int64_t first, std::int64_t second);
/// Number `index` of a cursor that has `count` of them. @errors kInvalidPageToken  it has another length.
Result<std::int64_t> cursor_number(std::string_view cursor, std::size_t index, std::size_t count);

/// How many rows a page may have, whatever was asked for: at least one.
std::size_t page_limit(std::size_t wanted);

}  // namespace mien::sqlite
