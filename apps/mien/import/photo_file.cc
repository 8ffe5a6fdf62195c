#include "import/photo_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>

#include "adapters/posix/file_io.h"
#include "core/ascii.h"
#include "core/limits.h"

namespace mien::importing {
namespace {

constexpr std::size_t kHeadBytes = 12;

std::unexpected<Refusal> refuse(std::string code, std::string reason) {
  return std::unexpected(Refusal{std::move(code), std::move(reason)});
}

std::unexpected<Refusal> cannot_open(int error) {
  if (error == ENOENT || error == ENOTDIR) return refuse("file_missing", "there is no such file");
  if (error == ELOOP) return refuse("file_link", "it is a link, which is not followed, or links that lead in a circle");
  if (error == ENXIO) return refuse("file_kind", "it is no ordinary file");
  return refuse("file_unreadable", std::strerror(error));
}

/// A photo that is open, or why it is not.
class OpenFile {
 public:
  OpenFile(const std::string& path, Links links)
      : file_(::open(path.c_str(),
                     O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (links == Links::kRefuse ? O_NOFOLLOW : 0))),
        error_(errno) {}
  Usable<PhotoStamp> stamp() const {
    if (!file_.is_open()) return cannot_open(error_);
    struct stat status{};
    if (::fstat(file_.get(), &status) != 0) return refuse("file_unreadable", std::strerror(errno));
    if (!S_ISREG(status.st_mode))
      return refuse("file_kind", S_ISDIR(status.st_mode) ? "it is a folder" : "it is no ordinary file");
    if (status.st_size == 0) return refuse("image_format", "the file is empty");
    if (static_cast<std::uint64_t>(status.st_size) > limits::kObjectImageBytesMax)
      return refuse("image_too_large",
                    "the file is larger than " + std::to_string(limits::kObjectImageBytesMax >> 20) + " MB");
    return PhotoStamp{static_cast<std::uint64_t>(status.st_size),
                      std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
  }
  /// At most `bytes_max`. @errors file_unreadable
  Usable<std::string> read(std::size_t bytes_max) const {
    std::string out(bytes_max, '\0');
    const auto got = posix::read_up_to(file_.get(), std::as_writable_bytes(std::span(out)));
    if (!got) return refuse("file_unreadable", std::strerror(errno));
    out.resize(*got);
    return out;
  }

 private:
  posix::Descriptor file_;
  int error_;
};

}  // namespace

Usable<PhotoStamp> stamp_photo_file(const std::string& path, Links links) { return OpenFile(path, links).stamp(); }

Usable<ReadPhoto> read_photo_file(const std::string& path, Links links) {
  const OpenFile file(path, links);
  const auto stamp = file.stamp();
  if (!stamp) return std::unexpected(stamp.error());
  // One byte more than it had, so that growth shows.
  auto bytes = file.read(stamp->bytes + 1);
  if (!bytes) return std::unexpected(bytes.error());
  if (bytes->size() != stamp->bytes) return refuse("file_unreadable", "it changed while it was read");
  if (!begins_as_photo(*bytes)) return refuse("image_format", "the file is no JPEG, PNG or WebP");
  return ReadPhoto{*std::move(bytes), *stamp};
}

bool has_photo_extension(std::string_view name) {
  constexpr std::array<std::string_view, 5> kExtensions{".jpg", ".jpeg", ".jpe", ".png", ".webp"};
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos) return false;
  return std::ranges::any_of(kExtensions,
                             [&](std::string_view one) { return equal_ignoring_case(name.substr(dot), one); });
}

bool begins_as_photo(std::string_view bytes) {
  return bytes.starts_with("\xFF\xD8") || bytes.starts_with("\x89PNG") ||
         (bytes.starts_with("RIFF") && bytes.size() >= kHeadBytes && bytes.substr(8, 4) == "WEBP");
}

bool looks_like_photo(const std::string& path, Links links) {
  const OpenFile file(path, links);
  if (!file.stamp()) return false;
  const auto head = file.read(kHeadBytes);
  return head && begins_as_photo(*head);
}

}  // namespace mien::importing
