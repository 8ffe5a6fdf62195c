#include "app/objects/multipart_uploads.h"

#include <utility>

#include "app/object_sweep.h"
#include "app/objects/put_object.h"
#include "app/pending_objects.h"
#include "core/limits.h"

namespace mien::app {

Result<UploadId> MultipartUploads::begin(const Begin& request) const {
  MIEN_TRY_VOID(PutObject::check(request.properties));
  const AuditSources& sources = writer_.ports().sources;
  MultipartUpload upload{.id = {sources.ids.random()},
                         .bucket = request.bucket,
                         .path = request.path,
                         .properties = request.properties,
                         .checksum_algorithm = request.checksum_algorithm,
                         .checksum_type = request.checksum_type,
                         .initiated = sources.clock.now(),
                         .actor = request.actor};
  MIEN_TRY_VOID(store_.create(upload));
  return upload.id;
}

Result<Timestamp> MultipartUploads::put_part(const MultipartUpload& upload, const Part& part) const {
  MIEN_TRY_VOID(writer_.check_size(upload.bucket, upload.path, part.bytes.size()));
  const ObjectWriter::Ports& ports = writer_.ports();
  const UploadPart row{.number = part.number,
                       .blob = {ports.sources.ids.random()},
                       .bytes = part.bytes.size(),
                       .etag = part.etag,
                       .checksum = part.checksum,
                       .modified = ports.sources.clock.now()};
  PendingObjects pending(ports.objects);
  MIEN_TRY_VOID(pending.put(row.blob, part.bytes));
  MIEN_TRY(const auto replaced, store_.put_part(upload.id, row,
                                                {.upload_bytes_max = writer_.bytes_max(upload.bucket, upload.path),
                                                 .bucket_bytes_max = writer_.policy().bucket_bytes_max,
                                                 .bucket_parts_max = limits::kPartsPerBucketMax}));
  pending.keep(row.blob);
  if (replaced) remove_objects(ports.objects, {&*replaced, 1});
  return row.modified;
}

Result<std::string> MultipartUploads::join(std::span<const UploadPart> parts) const {
  std::uint64_t size = 0;
  for (const UploadPart& part : parts) size += part.bytes;
  std::string whole(size, '\0');
  auto free = std::as_writable_bytes(std::span(whole));
  for (const UploadPart& part : parts) {
    const auto file = writer_.ports().objects.open(part.blob);
    if (!file && file.error().code == ErrorCode::kNotFound)
      return fail(ErrorCode::kChangedMeanwhile, "Parts of the upload were replaced.");
    if (!file) return std::unexpected(file.error());
    MIEN_TRY(const std::size_t read, (*file)->read(0, free.first(part.bytes)));
    if (read != part.bytes)
      return fail(ErrorCode::kUnavailable, "The upload cannot be read.", "a part is shorter than its row says");
    free = free.subspan(part.bytes);
  }
  return whole;
}

Result<PutResult> MultipartUploads::complete(const Complete& request) const {
  const MultipartUpload& upload = request.upload;
  StoredObject object{.bucket = upload.bucket,
                      .path = upload.path,
                      .etag = request.etag,
                      .properties = upload.properties,
                      .checksum = request.checksum};
  std::uint64_t size = 0;
  for (std::size_t i = 0; i < request.chosen.size(); ++i) {
    const std::uint64_t bytes = request.chosen[i].bytes;
    if (bytes < limits::kPartBytesMin && i + 1 < request.chosen.size())
      return fail(ErrorCode::kPartTooSmall, "Your proposed upload is smaller than the minimum allowed size");
    object.part_bytes.push_back(bytes);
    size += bytes;
  }
  MIEN_TRY_VOID(writer_.check_size(upload.bucket, upload.path, size));
  MIEN_TRY(const HeldBytes::Share share, held_.hold(size));
  MIEN_TRY(const std::string whole, join(request.chosen));
  return writer_.write({.object = std::move(object), .event = {}, .conditions = request.conditions, .quota = {}},
                       std::as_bytes(std::span(whole)), "ObjectCreated:CompleteMultipartUpload", request.caller,
                       [&](const PutRow& row, const TasksOf& tasks_of) {
                         return store_.complete(upload.id, request.stored, row, tasks_of);
                       });
}

Result<void> MultipartUploads::abort(const UploadId& id) const {
  MIEN_TRY(const auto blobs, store_.abort(id));
  remove_objects(writer_.ports().objects, blobs);
  return {};
}

Result<std::size_t> MultipartUploads::expire() const {
  constexpr std::size_t kAtATime = 100;
  const Timestamp not_before = writer_.ports().sources.clock.now() - limits::kUploadLifetime;
  std::size_t expired = 0;
  for (;;) {
    MIEN_TRY(const std::vector<UploadId> ids, store_.abandoned(not_before, kAtATime));
    for (const UploadId& id : ids) {
      const auto done = abort(id);
      if (!done && done.error().code != ErrorCode::kUploadNotFound) return std::unexpected(done.error());
      ++expired;
    }
    if (ids.size() < kAtATime) return expired;
  }
}

}  // namespace mien::app
