#include "adapters/model_files/model_folder.h"

#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>

#include "core/ascii.h"

namespace mien::model_files {
namespace {

namespace fs = std::filesystem;

Sha256 sha256(std::span<const std::byte> bytes) {
  Sha256 out{};
  unsigned length = 0;
  const int done = EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(out.data()), &length,
                              EVP_sha256(), nullptr);
  MIEN_CHECK(done == 1 && length == out.size());
  return out;
}

bool is_expected(std::span<const std::byte> bytes, const ModelFile& file) {
  return bytes.size() == file.bytes && sha256(bytes) == file.sha256;
}

ModelFolder::State state_of(const std::optional<std::vector<std::byte>>& bytes, const ModelFile& file) {
  if (!bytes) return ModelFolder::State::kMissing;
  return is_expected(*bytes, file) ? ModelFolder::State::kGood : ModelFolder::State::kAltered;
}

/// At most `bytes_max` + 1 bytes of a file: more than the manifest promises is as wrong as less, and never read whole.
std::optional<std::vector<std::byte>> read_file(const fs::path& path, std::uint64_t bytes_max) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  const auto size = fs::file_size(path, error);
  if (error) return std::nullopt;
  std::vector<std::byte> bytes(std::min<std::uint64_t>(size, bytes_max + 1));
  std::ifstream in(path, std::ios::binary);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!in) return std::nullopt;
  return bytes;
}

/// Writes beside the target and renames, so that a file is whole or not there.
Result<void> install(const fs::path& target, std::span<const std::byte> bytes) {
  std::error_code error;
  fs::create_directories(target.parent_path(), error);
  fs::path part = target;
  part += ".part." + std::to_string(::getpid());
  {
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) {
      fs::remove(part, error);
      return fail(ErrorCode::kUnavailable, "Cannot write " + part.string() + ": " + std::strerror(errno) + ".");
    }
  }
  fs::rename(part, target, error);
  if (error) return fail(ErrorCode::kUnavailable, "Cannot write " + target.string() + ": " + error.message() + ".");
  return {};
}

}  // namespace

std::vector<ModelFolder::Check> ModelFolder::check(std::span<const NetEntry* const> nets) const {
  std::vector<Check> out;
  for (const NetEntry* net : nets)
    for (const ModelFile& file : net->files)
      out.push_back({&file, state_of(read_file(root_ / file.path, file.bytes), file)});
  return out;
}

Result<ModelFolder::NetBytes> ModelFolder::read(const NetEntry& net) const {
  NetBytes out;
  const fs::path weights = fs::path(net.model).replace_extension(".bin");
  for (const ModelFile& file : net.files) {
    auto bytes = read_file(root_ / file.path, file.bytes);
    if (const State state = state_of(bytes, file); state != State::kGood)
      return fail(ErrorCode::kIncompatible, "The model file " + (root_ / file.path).string() +
                                                (state == State::kMissing ? " is missing" : " was altered") +
                                                " (expected sha256 " + hex(file.sha256) +
                                                "). Repair it with: mien models fetch --models-dir " + root_.string());
    if (file.path == net.model)
      out.model.assign(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    else if (file.path == weights)
      out.weights = *std::move(bytes);
  }
  return out;
}

Result<void> ModelFolder::fetch(std::span<const NetEntry* const> nets, const fs::path& mirror, const Download& download,
                                const std::function<void(const std::string&)>& say) const {
  for (const Check& c : check(nets)) {
    const ModelFile& file = *c.file;
    if (c.state == State::kGood) {
      say(file.path + ": there");
      continue;
    }
    // Read once: what was hashed is what is installed.
    const auto copy = mirror.empty() ? std::nullopt : read_file(mirror / file.path, file.bytes);
    if (copy && is_expected(*copy, file)) {
      MIEN_TRY_VOID(install(root_ / file.path, *copy));
      say(file.path + ": copied from the mirror");
      continue;
    }
    if (file.url.empty())
      return fail(ErrorCode::kUnavailable, file.path + " has no public address: put it into " + root_.string() + ".");
    const auto bytes = download(file.url, file.bytes);
    if (!bytes)
      return fail(ErrorCode::kUnavailable, file.path + " cannot be fetched from " + file.url + ": " +
                                               bytes.error().message +
                                               " With a copy of the models at hand: mien models fetch --mirror DIR");
    if (!is_expected(*bytes, file))
      return fail(ErrorCode::kUnavailable, file.path + " as served by " + file.url +
                                               " is not the expected file (sha256 " + hex(sha256(*bytes)) +
                                               " instead of " + hex(file.sha256) + ").");
    MIEN_TRY_VOID(install(root_ / file.path, *bytes));
    say(file.path + ": fetched from " + file.url);
  }
  return {};
}

}  // namespace mien::model_files
