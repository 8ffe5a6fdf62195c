#include "adapters/site_folder/site_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "adapters/posix/descriptor.h"
#include "core/ascii.h"
#include "core/limits.h"

namespace mien {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> unreadable(const std::string& path, const std::string& why) {
  return fail(ErrorCode::kUnavailable, "The site's file " + path + " cannot be read: " + why + ".");
}

std::string_view content_type_of(std::string_view path) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kTypes{{
      {".html", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".jpeg", "image/jpeg"},
      {".webp", "image/webp"},
      {".gif", "image/gif"},
      {".ico", "image/x-icon"},
      {".woff", "font/woff"},
      {".woff2", "font/woff2"},
      {".wasm", "application/wasm"},
      {".txt", "text/plain; charset=utf-8"},
      {".webmanifest", "application/manifest+json"},
  }};
  const std::string lower = lower_case(path);
  for (const auto& [extension, type] : kTypes)
    if (lower.ends_with(extension)) return type;
  return "application/octet-stream";
}

/// FNV-1a of the bytes: it tells versions of a file apart for a browser, nothing hangs on it.
std::string etag_of(std::string_view bytes) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "\"%016llx\"", static_cast<unsigned long long>(hash));
  return text.data();
}

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  const posix::Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) return unreadable(path, std::strerror(errno));
  std::string bytes;
  std::array<char, 64 * 1024> buffer{};
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable(path, std::strerror(errno));
    if (got == 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
    if (bytes.size() > bytes_max)
      return fail(ErrorCode::kInvalidArgument, "A site may have at most " + std::to_string(limits::kSiteBytesMax) +
                                                   " bytes; that is too much with " + path + ".");
  }
}

}  // namespace

Result<std::unique_ptr<SiteFolder>> SiteFolder::open(const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return fail(ErrorCode::kInvalidArgument, "The site's folder " + folder + " is no folder.");
  std::map<std::string, SiteFile, std::less<>> files;
  std::size_t bytes_left = limits::kSiteBytesMax;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const fs::path& path = at->path();
    if (path.filename().string().starts_with('.')) {
      at.disable_recursion_pending();
      continue;
    }
    if (at->is_symlink(error) || (!at->is_directory(error) && !at->is_regular_file(error)))
      return fail(ErrorCode::kInvalidArgument, "The site may hold files and folders only, not " + path.string() + ".");
    if (at->is_directory(error)) continue;
    if (files.size() >= limits::kSiteFilesMax)
      return fail(ErrorCode::kInvalidArgument,
                  "The site has more than " + std::to_string(limits::kSiteFilesMax) + " files.");
    MIEN_TRY(std::string bytes, read_file(path.string(), bytes_left));
    bytes_left -= bytes.size();
    const std::string name = path.lexically_relative(folder).generic_string();
    std::string etag = etag_of(bytes);
    files[name] = {
        .content_type = std::string(content_type_of(name)), .etag = std::move(etag), .bytes = std::move(bytes)};
  }
  if (error) return unreadable(folder, error.message());
  return std::unique_ptr<SiteFolder>(new SiteFolder(std::move(files)));
}

const SiteFile* SiteFolder::find(std::string_view path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

}  // namespace mien
