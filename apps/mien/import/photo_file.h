#pragma once

#include <string>
#include <string_view>

#include "import/source.h"

namespace mien::importing {

/// Whether links are followed: a folder that came from somebody else may hold some that lead out of it.
enum class Links : std::uint8_t { kRefuse, kFollow };

/// What the file system says of a photo; nothing of it is read. Never blocks on pipes and devices.
/// Codes: file_missing, file_link, file_kind, file_unreadable, image_too_large, image_format (empty).
Usable<PhotoStamp> stamp_photo_file(const std::string& path, Links links);
/// The whole file, never more than the service takes, even where it grows meanwhile. The same codes, and image_format
/// where it does not begin as a JPEG, PNG or WebP.
Usable<ReadPhoto> read_photo_file(const std::string& path, Links links);

/// By its name: .jpg, .jpeg, .jpe, .png, .webp.
bool has_photo_extension(std::string_view name);
/// By its first bytes.
bool begins_as_photo(std::string_view bytes);
/// A file whose name says nothing: whether its first bytes are a photo's.
bool looks_like_photo(const std::string& path, Links links);

}  // namespace mien::importing
