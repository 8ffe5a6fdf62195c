#include "adapters/image_codec/file_kind.h"

#include <algorithm>
#include <cstdint>

namespace mien::image_codec {
namespace {

using std::string_view_literals::operator""sv;

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  FileKind kind;
};

constexpr FileKind other(std::string_view name) { return {std::nullopt, name}; }

// Files of these beginnings are told apart so that the answer can name what was sent; longer ones stand first.
constexpr Signature kSignatures[] = {
    {0, "\xFF\xD8\xFF"sv, {ImageFormat::kJpeg, "JPEG"}},
    {0, "\x89PNG\r\n\x1A\n"sv, {ImageFormat::kPng, "PNG"}},
    {0, "\0\0\0\x0CjP  \r\n\x87\n"sv, other("JPEG 2000")},
    {0, "\xFF\x4F\xFF\x51"sv, other("JPEG 2000")},
    {0, "\0\0\0\x0CJXL \r\n\x87\n"sv, other("JPEG XL")},
    {0, "\xFF\x0A"sv, other("JPEG XL")},
    {0, "GIF87a"sv, other("GIF")},
    {0, "GIF89a"sv, other("GIF")},
    {0, "II*\0"sv, other("TIFF")},
    {0, "MM\0*"sv, other("TIFF")},
    {0, "II+\0"sv, other("TIFF")},
    {0, "MM\0+"sv, other("TIFF")},
    {4, "ftypavif"sv, other("AVIF")},
    {4, "ftypavis"sv, other("AVIF")},
    {4, "ftyphei"sv, other("HEIC")},
    {4, "ftyphev"sv, other("HEIC")},
    {4, "ftypmif1"sv, other("HEIC")},
    {4, "ftypmsf1"sv, other("HEIC")},
    {0, "8BPS"sv, other("PSD")},
    {0, "%PDF-"sv, other("PDF")},
    {0, "\0\0\1\0"sv, other("ICO")},
    {0, "BM"sv, other("BMP")},
};

bool is_svg(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head.remove_prefix(std::min(head.find_first_not_of(" \t\r\n"), head.size()));
  if (head.starts_with("<svg")) return true;
  return (head.starts_with("<?xml") || head.starts_with("<!")) && head.find("<svg") != std::string_view::npos;
}

}  // namespace

FileKind file_kind(std::span<const std::byte> file) {
  constexpr std::size_t kHeadBytesMax = 1024;
  const std::string_view head(reinterpret_cast<const char*>(file.data()), std::min(file.size(), kHeadBytesMax));
  if (head.starts_with("RIFF") && head.size() >= 12 && head.substr(8, 4) == "WEBP") {
    return {ImageFormat::kWebp, "WebP"};
  }
  for (const Signature& signature : kSignatures) {
    if (head.size() > signature.offset && head.substr(signature.offset).starts_with(signature.bytes)) {
      return signature.kind;
    }
  }
  return is_svg(head) ? other("SVG") : other("");
}

}  // namespace mien::image_codec
