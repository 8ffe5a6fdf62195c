#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mien::support {

/// Writes zips by hand, so that every field can lie. Source: PKWARE's APPNOTE, sections 4.3 and 4.4.
class ZipBuilder {
 public:
  struct Entry {
    std::string name;
    std::string contents{};
    std::uint32_t mode = 0100644;  ///< As Unix has it, in the external attributes.
    bool is_packed = false;        ///< By deflate.
    std::uint16_t flags = 0;
    std::uint16_t method = 0xFFFF;          ///< 0xFFFF: as is_packed says.
    std::uint32_t announced = 0xFFFF'FFFF;  ///< Size; all ones: the true one.
    std::uint32_t announced_crc = 0xFFFF'FFFF;
  };

  ZipBuilder& add(const Entry& entry) {
    const std::string packed = entry.is_packed ? deflated(entry.contents) : entry.contents;
    const std::uint32_t size =
        entry.announced != 0xFFFF'FFFF ? entry.announced : static_cast<std::uint32_t>(entry.contents.size());
    const auto crc = entry.announced_crc != 0xFFFF'FFFF
                         ? entry.announced_crc
                         : static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(entry.contents.data()),
                                                            static_cast<uInt>(entry.contents.size())));
    std::string common;  // What both headers say.
    put(common, 20, 2);
    put(common, entry.flags, 2);
    put(common, entry.method != 0xFFFF ? entry.method : (entry.is_packed ? 8 : 0), 2);
    put(common, 0x5821'0000, 4);  // A date.
    put(common, crc, 4);
    put(common, packed.size(), 4);
    put(common, size, 4);
    put(common, entry.name.size(), 2);
    put(common, 0, 2);
    const std::size_t offset = text_.size();
    put(text_, 0x0403'4B50, 4);
    text_ += common + entry.name + packed;
    put(directory_, 0x0201'4B50, 4);
    put(directory_, 0x0314, 2);  // Made on Unix.
    directory_ += common;
    put(directory_, 0, 6);
    put(directory_, std::uint64_t{entry.mode} << 16, 4);
    put(directory_, offset, 4);
    directory_ += entry.name;
    ++count_;
    return *this;
  }
  std::vector<std::byte> take() const {
    std::string out = text_ + directory_;
    put(out, 0x0605'4B50, 4);
    put(out, 0, 4);
    put(out, count_, 2);
    put(out, count_, 2);
    put(out, directory_.size(), 4);
    put(out, text_.size(), 4);
    put(out, 0, 2);
    const auto bytes = std::as_bytes(std::span(out));
    return {bytes.begin(), bytes.end()};
  }

 private:
  static void put(std::string& out, std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
  }
  static std::string deflated(const std::string& text) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
  }
  std::string text_;
  std::string directory_;
  std::size_t count_ = 0;
};

}  // namespace mien::support
