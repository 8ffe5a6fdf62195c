#include "unit/image_codec_pictures.h"

#include <png.h>
#include <webp/encode.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>

#include <jpeglib.h>

namespace mien::test_pictures {
namespace {

void append(Bytes& target, const Bytes& more) { std::ranges::copy(more, std::back_inserter(target)); }

void append_text(Bytes& target, const std::string& text) {
  for (const char c : text) target.push_back(static_cast<std::byte>(c));
}

void append_little(Bytes& target, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) target.push_back(static_cast<std::byte>(value >> (8 * i) & 0xFF));
}

void append_big(Bytes& target, std::uint32_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) target.push_back(static_cast<std::byte>(value >> (8 * i) & 0xFF));
}

Bytes riff_chunk(const std::string& type, const Bytes& data) {
  Bytes chunk;
  append_text(chunk, type);
  append_little(chunk, static_cast<std::uint32_t>(data.size()), 4);
  append(chunk, data);
  if (data.size() % 2 == 1) chunk.push_back(std::byte{0});
  return chunk;
}

Bytes webp_file(const Bytes& chunks) {
  Bytes contents;
  append_text(contents, "WEBP");
  append(contents, chunks);
  return riff_chunk("RIFF", contents);
}

Bytes vp8x(std::uint32_t flags, std::uint32_t width_px, std::uint32_t height_px) {
  Bytes data;
  append_little(data, flags, 4);
  append_little(data, width_px - 1, 3);
  append_little(data, height_px - 1, 3);
  return riff_chunk("VP8X", data);
}

/// The chunks of a still WebP without the RIFF header.
Bytes chunks_of(const Bytes& still) { return {still.begin() + 12, still.end()}; }

}  // namespace

Pixel gradient_at(double x_share, double y_share) {
  return {static_cast<int>(std::lround(x_share * 255)), static_cast<int>(std::lround(y_share * 255)), 64};
}

Rgb8Image gradient(std::uint32_t width_px, std::uint32_t height_px) {
  Rgb8Image image(width_px, height_px);
  for (std::uint32_t y = 0; y < height_px; ++y) {
    for (std::uint32_t x = 0; x < width_px; ++x) {
      const Pixel pixel = gradient_at((x + 0.5) / width_px, (y + 0.5) / height_px);
      std::uint8_t* target = image.row(y) + std::size_t{x} * 3;
      target[0] = static_cast<std::uint8_t>(pixel.red);
      target[1] = static_cast<std::uint8_t>(pixel.green);
      target[2] = static_cast<std::uint8_t>(pixel.blue);
    }
  }
  return image;
}

int largest_difference(Rgb8View picture, const std::function<Pixel(double, double)>& expected) {
  int largest = 0;
  for (std::uint32_t y = 0; y < picture.height_px; ++y) {
    for (std::uint32_t x = 0; x < picture.width_px; ++x) {
      const Pixel want = expected((x + 0.5) / picture.width_px, (y + 0.5) / picture.height_px);
      const std::uint8_t* got = picture.row(y) + std::size_t{x} * 3;
      largest =
          std::max({largest, std::abs(got[0] - want.red), std::abs(got[1] - want.green), std::abs(got[2] - want.blue)});
    }
  }
  return largest;
}

Bytes jpeg(Rgb8View picture, const JpegOptions& options) {
  jpeg_compress_struct library{};
  jpeg_error_mgr errors{};
  library.err = jpeg_std_error(&errors);
  jpeg_create_compress(&library);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&library, &memory, &size);
  const bool four_inks = options.colour == JpegColour::kCmyk || options.colour == JpegColour::kYcck;
  library.image_width = picture.width_px;
  library.image_height = picture.height_px;
  library.input_components = four_inks ? 4 : 3;
  library.in_color_space = four_inks ? JCS_CMYK : JCS_RGB;
  jpeg_set_defaults(&library);
  switch (options.colour) {
    case JpegColour::kYcc:
      break;
    case JpegColour::kGrey:
      jpeg_set_colorspace(&library, JCS_GRAYSCALE);
      break;
    case JpegColour::kRgb:
      jpeg_set_colorspace(&library, JCS_RGB);
      break;
    case JpegColour::kCmyk:
      jpeg_set_colorspace(&library, JCS_CMYK);
      break;
    case JpegColour::kYcck:
      jpeg_set_colorspace(&library, JCS_YCCK);
      break;
  }
  jpeg_set_quality(&library, options.quality, TRUE);
  library.comp_info[0].h_samp_factor = options.luma_columns;
  library.comp_info[0].v_samp_factor = options.luma_rows;
  library.restart_in_rows = options.restart_rows;
  library.arith_code = options.arithmetic ? TRUE : FALSE;
  if (options.progressive) jpeg_simple_progression(&library);
  jpeg_start_compress(&library, TRUE);
  for (const Bytes& block : options.app1) {
    jpeg_write_marker(&library, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(block.data()),
                      static_cast<unsigned>(block.size()));
  }
  std::vector<std::uint8_t> row(std::size_t{picture.width_px} * library.input_components);
  for (std::uint32_t y = 0; y < picture.height_px; ++y) {
    const std::uint8_t* rgb = picture.row(y);
    for (std::uint32_t x = 0; x < picture.width_px; ++x) {
      std::memcpy(row.data() + std::size_t{x} * library.input_components, rgb + std::size_t{x} * 3, 3);
      // As Adobe stores it: 255 is no ink, so no black and the colours as they are.
      if (four_inks) row[std::size_t{x} * 4 + 3] = 255;
    }
    JSAMPROW rows = row.data();
    jpeg_write_scanlines(&library, &rows, 1);
  }
  jpeg_finish_compress(&library);
  const auto* first = reinterpret_cast<const std::byte*>(memory);
  Bytes file(first, first + size);
  jpeg_destroy_compress(&library);
  std::free(memory);
  return file;
}

Bytes exif(int orientation, ExifOrder order) {
  Bytes block;
  append_text(block, std::string("Exif\0\0", 6));
  append_text(block, order == ExifOrder::kLittle ? std::string("II*\0", 4) : std::string("MM\0*", 4));
  const auto number = [&](std::uint32_t value, int bytes) {
    order == ExifOrder::kLittle ? append_little(block, value, bytes) : append_big(block, value, bytes);
  };
  number(8, 4);  // The directory follows.
  number(2, 2);  // Two entries, with another tag first.
  number(0x0100, 2), number(4, 2), number(1, 4), number(640, 4);
  number(0x0112, 2), number(3, 2), number(1, 4), number(static_cast<std::uint32_t>(orientation), 2), number(0, 2);
  number(0, 4);
  return block;
}

Bytes png(const PngPicture& picture, const PngOptions& options) {
  Bytes file;
  png_structp library = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(library);
  png_set_write_fn(
      library, &file,
      [](png_structp self, png_bytep data, std::size_t bytes) {
        auto* target = static_cast<Bytes*>(png_get_io_ptr(self));
        const auto* first = reinterpret_cast<const std::byte*>(data);
        target->insert(target->end(), first, first + bytes);
      },
      [](png_structp) {});
  png_set_compression_level(library, 1);
  png_set_IHDR(library, info, picture.width_px, picture.height_px, options.bit_depth, picture.colour_type,
               options.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  if (!picture.palette.empty()) {
    std::vector<png_color> palette;
    for (const Pixel& p : picture.palette) {
      palette.push_back({static_cast<png_byte>(p.red), static_cast<png_byte>(p.green), static_cast<png_byte>(p.blue)});
    }
    png_set_PLTE(library, info, palette.data(), static_cast<int>(palette.size()));
  }
  if (!picture.palette_alpha.empty()) {
    png_set_tRNS(library, info, picture.palette_alpha.data(), static_cast<int>(picture.palette_alpha.size()), nullptr);
  }
  if (picture.transparent_grey >= 0) {
    png_color_16 colour{};
    colour.gray = static_cast<png_uint_16>(picture.transparent_grey);
    png_set_tRNS(library, info, nullptr, 0, &colour);
  }
  png_write_info(library, info);
  std::vector<png_bytep> rows;
  for (const auto& row : picture.rows) rows.push_back(const_cast<png_bytep>(row.data()));
  png_write_image(library, rows.data());
  png_write_end(library, info);
  png_destroy_write_struct(&library, &info);
  return file;
}

PngPicture rgb_png(Rgb8View picture) {
  PngPicture png{picture.width_px, picture.height_px, PNG_COLOR_TYPE_RGB};
  for (std::uint32_t y = 0; y < picture.height_px; ++y) {
    png.rows.emplace_back(picture.row(y), picture.row(y) + picture.stride_bytes());
  }
  return png;
}

Bytes png_chunk(const std::string& type, const Bytes& data) {
  Bytes named;
  append_text(named, type);
  append(named, data);
  Bytes chunk;
  append_big(chunk, static_cast<std::uint32_t>(data.size()), 4);
  append(chunk, named);
  const uLong crc = crc32(0, reinterpret_cast<const Bytef*>(named.data()), static_cast<uInt>(named.size()));
  append_big(chunk, static_cast<std::uint32_t>(crc), 4);
  return chunk;
}

Bytes with_chunk_after_header(const Bytes& file, const Bytes& chunk) {
  constexpr std::ptrdiff_t kHeaderEnd = 8 + 25;
  Bytes longer = file;
  longer.insert(longer.begin() + kHeaderEnd, chunk.begin(), chunk.end());
  return longer;
}

Bytes lossy_webp(Rgb8View picture) {
  std::uint8_t* memory = nullptr;
  const std::size_t size =
      WebPEncodeRGB(picture.pixels, static_cast<int>(picture.width_px), static_cast<int>(picture.height_px),
                    static_cast<int>(picture.stride_bytes()), 95, &memory);
  const auto* first = reinterpret_cast<const std::byte*>(memory);
  Bytes file(first, first + size);
  WebPFree(memory);
  return file;
}

Bytes lossless_webp(const std::vector<std::uint8_t>& rgba, std::uint32_t width_px, std::uint32_t height_px) {
  std::uint8_t* memory = nullptr;
  const std::size_t size = WebPEncodeLosslessRGBA(rgba.data(), static_cast<int>(width_px), static_cast<int>(height_px),
                                                  static_cast<int>(width_px * 4), &memory);
  const auto* first = reinterpret_cast<const std::byte*>(memory);
  Bytes file(first, first + size);
  WebPFree(memory);
  return file;
}

Bytes animated_webp(std::uint32_t width_px, std::uint32_t height_px, const std::vector<WebpFrame>& frames) {
  constexpr std::uint32_t kAnimationFlag = 0x02;
  Bytes chunks = vp8x(kAnimationFlag, width_px, height_px);
  append(chunks, riff_chunk("ANIM", Bytes(6)));
  for (const WebpFrame& frame : frames) {
    Bytes data;
    append_little(data, frame.left_px / 2, 3);
    append_little(data, frame.top_px / 2, 3);
    append_little(data, frame.width_px - 1, 3);
    append_little(data, frame.height_px - 1, 3);
    append_little(data, 100, 3);
    append_little(data, 0, 1);
    append(data, chunks_of(frame.file));
    append(chunks, riff_chunk("ANMF", data));
  }
  return webp_file(chunks);
}

Bytes webp_with_exif(const Bytes& still, std::uint32_t width_px, std::uint32_t height_px, const Bytes& block) {
  constexpr std::uint32_t kExifFlag = 0x08;
  Bytes chunks = vp8x(kExifFlag, width_px, height_px);
  append(chunks, chunks_of(still));
  append(chunks, riff_chunk("EXIF", block));
  return webp_file(chunks);
}

}  // namespace mien::test_pictures
