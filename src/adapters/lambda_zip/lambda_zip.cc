#include "adapters/lambda_zip/lambda_zip.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <filesystem>
#include <memory>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "adapters/lambda_zip/entry_name.h"
#include "adapters/posix/descriptor.h"
#include "adapters/posix/file_io.h"
#include "core/limits.h"

namespace mien {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kRatioFreeBytes = std::uint64_t{1} << 20;
constexpr std::size_t kStepBytes = std::size_t{64} << 10;

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

std::unexpected<Error> refuse(std::string message) { return fail(ErrorCode::kInvalidArgument, std::move(message)); }
std::unexpected<Error> no_zip() {
  return refuse("Could not unzip uploaded file. Please check your file, then try to upload again.");
}
std::unexpected<Error> cannot_write(int error) {
  return fail(ErrorCode::kUnavailable, "The function's code could not be unpacked.", std::strerror(error));
}

/// Borrows the bytes.
Result<Archive> open(std::span<const std::byte> zip) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(zip.data(), zip.size(), 0, &error);
  zip_t* archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive == nullptr && source != nullptr) zip_source_free(source);
  zip_error_fini(&error);
  if (archive == nullptr) return no_zip();
  return Archive(archive);
}

struct Entry {
  std::uint64_t index;
  std::string name;  ///< Without the slash at the end of a folder's.
  bool is_folder;
  std::uint64_t bytes;
};

/// Links, sockets and the like are told by the mode that Unix programs write down.
bool is_file_or_folder(zip_t* archive, std::uint64_t index, bool is_folder) {
  std::uint8_t system = 0;
  std::uint32_t attributes = 0;
  if (zip_file_get_external_attributes(archive, index, 0, &system, &attributes) != 0) return false;
  const auto kind = (attributes >> 16) & S_IFMT;
  if (system != ZIP_OPSYS_UNIX || kind == 0) return true;
  return kind == (is_folder ? S_IFDIR : S_IFREG);
}

Result<Entry> judge(zip_t* archive, std::uint64_t index) {
  zip_stat_t status;
  if (zip_stat_index(archive, index, 0, &status) != 0) return no_zip();
  constexpr zip_uint64_t kNeeded =
      ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  if ((status.valid & kNeeded) != kNeeded || status.name == nullptr) return no_zip();
  const std::string_view name = status.name;
  MIEN_TRY_VOID(lambda_zip::check_entry_name(name));
  const bool is_folder = name.ends_with('/');
  if (!is_file_or_folder(archive, index, is_folder))
    return refuse("The zip has an entry that is neither a file nor a folder.");
  if (status.encryption_method != ZIP_EM_NONE) return refuse("The zip is encrypted.");
  if (status.comp_method != ZIP_CM_STORE && status.comp_method != ZIP_CM_DEFLATE)
    return refuse("The zip is packed in a way other than deflate.");
  if (is_folder && status.size != 0) return refuse("The zip has a folder with contents of its own.");
  if (status.size > kRatioFreeBytes && status.size / limits::kFunctionFileRatioMax > status.comp_size)
    return refuse("The zip has a file that is packed too tightly.");
  return Entry{index, std::string(is_folder ? name.substr(0, name.size() - 1) : name), is_folder, status.size};
}

/// Every entry, each name once and none below a file.
Result<std::vector<Entry>> judge_all(zip_t* archive) {
  const zip_int64_t count = zip_get_num_entries(archive, 0);
  if (count <= 0) return no_zip();
  if (static_cast<std::uint64_t>(count) > limits::kFunctionFilesMax)
    return refuse("The zip has more than " + std::to_string(limits::kFunctionFilesMax) + " entries.");
  std::vector<Entry> entries;
  std::set<std::string> names;
  std::set<std::string> files;
  std::uint64_t bytes = 0;
  for (std::uint64_t index = 0; index < static_cast<std::uint64_t>(count); ++index) {
    MIEN_TRY(Entry entry, judge(archive, index));
    bytes += std::min<std::uint64_t>(entry.bytes, limits::kFunctionFilesBytesMax + 1);
    if (bytes > limits::kFunctionFilesBytesMax)
      return refuse("Unzipped size must be smaller than " + std::to_string(limits::kFunctionFilesBytesMax) + " bytes");
    if (!names.insert(entry.name).second) return refuse("The zip has a name twice.");
    if (!entry.is_folder) files.insert(entry.name);
    entries.push_back(std::move(entry));
  }
  for (const Entry& entry : entries)
    for (auto slash = entry.name.find('/'); slash != std::string::npos; slash = entry.name.find('/', slash + 1))
      if (files.contains(entry.name.substr(0, slash))) return refuse("The zip has a file that is a folder, too.");
  return entries;
}

Result<void> unpack_file(zip_t* archive, const Entry& entry, const fs::path& path) {
  const std::unique_ptr<zip_file_t, CloseFile> packed(zip_fopen_index(archive, entry.index, 0));
  if (!packed) return no_zip();
  const posix::Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return cannot_write(errno);
  std::vector<std::byte> step(kStepBytes);
  std::uint64_t left = entry.bytes;
  for (;;) {
    const zip_int64_t got = zip_fread(packed.get(), step.data(), step.size());
    if (got < 0 || static_cast<std::uint64_t>(got) > left) return no_zip();
    if (got == 0) break;
    left -= static_cast<std::uint64_t>(got);
    if (!posix::write_all(file.get(), std::span(step).first(static_cast<std::size_t>(got)))) return cannot_write(errno);
  }
  if (left != 0) return no_zip();
  return {};
}

Result<void> unpack_all(zip_t* archive, const std::vector<Entry>& entries, const fs::path& folder) {
  for (const Entry& entry : entries) {
    const fs::path path = folder / entry.name;
    fs::create_directories(entry.is_folder ? path : path.parent_path());
    if (!entry.is_folder) MIEN_TRY_VOID(unpack_file(archive, entry, path));
  }
  return {};
}

}  // namespace

Result<CodeArchive::Contents> LambdaZip::inspect(std::span<const std::byte> zip) const {
  MIEN_TRY(const Archive archive, open(zip));
  MIEN_TRY(const auto entries, judge_all(archive.get()));
  Contents contents;
  for (const Entry& entry : entries) {
    contents.files += entry.is_folder ? 0 : 1;
    contents.bytes += entry.bytes;
  }
  return contents;
}

Result<void> LambdaZip::unpack(std::span<const std::byte> zip, const std::string& folder) const {
  MIEN_TRY(const Archive archive, open(zip));
  MIEN_TRY(const auto entries, judge_all(archive.get()));
  const fs::path unfinished = folder + ".new";
  std::error_code ignored;
  try {
    fs::remove_all(unfinished);
    fs::create_directories(unfinished);
    fs::permissions(unfinished, fs::perms::owner_all);  // Nobody else can look into it, whatever lies below.
    auto done = unpack_all(archive.get(), entries, unfinished);
    if (!done) {
      fs::remove_all(unfinished, ignored);
      return done;
    }
    fs::rename(unfinished, folder);
    return {};
  } catch (const std::exception& exception) {
    fs::remove_all(unfinished, ignored);
    return fail(ErrorCode::kUnavailable, "The function's code could not be unpacked.", exception.what());
  }
}

void LambdaZip::discard(const std::string& folder) const noexcept {
  try {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  } catch (const std::exception&) {
    return;  // Out of memory: a start removes what is left.
  }
}

}  // namespace mien
