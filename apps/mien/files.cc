#include "files.h"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace mien::cli {

namespace fs = std::filesystem;

Result<std::vector<std::byte>> read_file(const fs::path& path) {
  std::error_code error;
  const auto cannot = [&](const std::string& why) {
    return fail(ErrorCode::kInvalidArgument, "Cannot read the file " + path.string() + ": " + why + ".");
  };
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) return cannot("it is a folder");
  if (!fs::is_regular_file(status)) return cannot(error ? error.message() : "it is no ordinary file");
  const auto size = fs::file_size(path, error);
  if (error) return cannot(error.message());
  std::vector<std::byte> bytes(size);
  std::ifstream in(path, std::ios::binary);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (!in) return cannot(std::strerror(errno));
  return bytes;
}

Result<void> write_file(const fs::path& path, std::span<const std::byte> bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return fail(ErrorCode::kUnavailable, "Cannot write the file " + path.string() + ".");
  return {};
}

Result<void> write_file(const fs::path& path, std::string_view text) {
  return write_file(path, std::as_bytes(std::span(text)));
}

}  // namespace mien::cli
