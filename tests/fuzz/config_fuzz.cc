// Any configuration file is taken or refused with its place; what is taken can be printed, and the print means the
// same.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "config.h"

namespace {

using namespace mien;

/// A file in memory, under a path for those who read paths.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view text) : file_(::memfd_create("mien.toml", 0)) {
    if (::write(file_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) std::abort();
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(file_); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  int file_;
};

/// What --print-config shows of a file; an error where it is refused.
Result<std::string> printed(std::string_view text) {
  const MemoryFile file(text);
  cli::ServeConfig config;
  auto settings = cli::settings_of(config);
  MIEN_TRY_VOID(cli::resolve(config, settings, file.path(), {}, [](const std::string&) { return std::nullopt; }));
  return cli::to_toml(config, settings);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto config = printed(text);
  if (!config) {
    if (config.error().code != ErrorCode::kInvalidArgument || config.error().message.empty()) std::abort();
    return 0;
  }
  const auto again = printed(*config);
  if (!again || *again != *config) std::abort();
  return 0;
}
