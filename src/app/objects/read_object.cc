#include "app/objects/read_object.h"

#include <algorithm>
#include <utility>

namespace mien::app {
namespace {

/// How often an object may be replaced between the look at its row and at its bytes.
constexpr int kAttemptsMax = 10;

}  // namespace

Result<ReadObject::Opened> ReadObject::open(const BucketName& bucket, const ObjectPath& path,
                                            const Choose& choose) const {
  std::optional<ObjectKey> missing;
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    MIEN_TRY(StoredObject object, store_.find(bucket, path));
    const std::optional<ByteRange> range = choose(object);
    if (!range) return Opened{.object = std::move(object)};
    auto file = objects_.open(object.blob);
    if (file) return Opened{std::move(object), *std::move(file), *range};
    if (file.error().code != ErrorCode::kNotFound) return std::unexpected(std::move(file).error());
    // Its bytes went after its row was read: it was replaced or removed, and the row says so now.
    if (missing == object.blob) break;
    missing = object.blob;
  }
  return fail(ErrorCode::kUnavailable, "The object cannot be read.", "a row refers to bytes that are not there");
}

Result<ReadObject::Content> ReadObject::read(Opened opened) const {
  if (opened.file == nullptr) return Content{.object = std::move(opened.object), .bytes = {}};
  const std::uint64_t bytes = opened.file->bytes() - std::min(opened.range.first, opened.file->bytes());
  HeldBytes::Share share;
  if (held_ != nullptr) {
    MIEN_TRY(share, held_->hold(std::min(opened.range.count, bytes)));
  }
  MIEN_TRY(std::string read, read_part(*opened.file, opened.range));
  return Content{std::move(opened.object), std::move(read), std::move(share)};
}

Result<ReadObject::Content> ReadObject::run(const BucketName& bucket, const ObjectPath& path,
                                            const Choose& choose) const {
  MIEN_TRY(Opened opened, open(bucket, path, choose));
  return read(std::move(opened));
}

Result<ReadObject::Content> ReadObject::whole(const BucketName& bucket, const ObjectPath& path,
                                              std::size_t bytes_max) const {
  bool too_large = false;
  auto content = run(bucket, path, [&](const StoredObject& object) -> std::optional<ByteRange> {
    too_large = object.bytes > bytes_max;
    if (too_large) return std::nullopt;
    return ByteRange{};
  });
  if (content && too_large) return fail(ErrorCode::kObjectTooLarge, "The object has more bytes than may be read here.");
  return content;
}

}  // namespace mien::app
