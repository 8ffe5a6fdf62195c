// The zip of a function: refused, or within limits; what is taken can be unpacked below a folder to the announced size,
// or its contents are refused.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>

#include "adapters/lambda_zip/lambda_zip.h"
#include "core/limits.h"

namespace {

using namespace mien;
namespace fs = std::filesystem;

void require(bool promise) {
  if (!promise) std::abort();
}

/// A folder of this process's in memory where there is one.
class Folder {
 public:
  Folder() {
    std::string name =
        (fs::is_directory("/dev/shm") ? "/dev/shm" : fs::temp_directory_path().string()) + "/mien-zip-fuzz-XXXXXX";
    require(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::uint64_t bytes_below(const fs::path& folder) {
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    require(!entry.is_symlink());
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  const LambdaZip archive;
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto contents = archive.inspect(bytes);
  const std::string place = folder.path() + "/code";
  if (!contents) {
    require(contents.error().code == ErrorCode::kInvalidArgument);
    require(!archive.unpack(bytes, place) && !fs::exists(place));
    return 0;
  }
  require(contents->files <= limits::kFunctionFilesMax && contents->bytes <= limits::kFunctionFilesBytesMax);
  if (archive.unpack(bytes, place)) {
    require(bytes_below(place) == contents->bytes);
    archive.discard(place);
  }
  require(!fs::exists(place) && !fs::exists(place + ".new"));
  return 0;
}
