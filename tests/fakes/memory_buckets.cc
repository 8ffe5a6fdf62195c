#include "fakes/memory_buckets.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>

#include "core/limits.h"

namespace mien::fakes {
namespace {

ObjectSummary summary_of(const StoredObject& object) {
  ObjectSummary out{.bytes = object.bytes, .etag = object.etag, .modified = object.modified};
  if (object.checksum) out.checksum = {object.checksum->algorithm, object.checksum->type};
  return out;
}

}  // namespace

Result<void> MemoryBuckets::create(const Bucket& bucket, const AuditEvent& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  if (state_.buckets.contains(bucket.name)) return fail(ErrorCode::kAlreadyExists, "The bucket exists.");
  if (state_.buckets.size() >= limits::kBucketsMax) return fail(ErrorCode::kQuotaExceeded, "Too many buckets.");
  state_.buckets.emplace(bucket.name, MemoryState::BucketRow{.bucket = bucket});
  state_.events.push_back(event);
  return {};
}

Result<Bucket> MemoryBuckets::find(const BucketName& name) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(const auto* row, state_.bucket_of(name));
  return row->bucket;
}

Result<std::vector<Bucket>> MemoryBuckets::list() const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  std::vector<Bucket> out;
  for (const auto& [name, row] : state_.buckets) out.push_back(row.bucket);
  return out;
}

Result<std::vector<ObjectKey>> MemoryBuckets::remove(const BucketName& name, const AuditEvent& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(auto* row, state_.bucket_of(name));
  if (!row->objects.empty()) return fail(ErrorCode::kBucketNotEmpty, "The bucket holds objects.");
  std::vector<ObjectKey> out;
  std::erase_if(state_.uploads, [&](const auto& entry) {
    if (entry.second.upload.bucket != name) return false;
    for (const auto& [number, part] : entry.second.parts) out.push_back(part.blob);
    return true;
  });
  state_.buckets.erase(name);
  state_.events.push_back(event);
  return out;
}

Result<BucketRules> MemoryBuckets::rules(const BucketName& name) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(const auto* row, state_.bucket_of(name));
  return row->rules;
}

Result<void> MemoryBuckets::set_rules(const BucketName& name, const BucketRules& rules) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(auto* row, state_.bucket_of(name));
  row->rules = rules;
  return {};
}

Result<PutResult> MemoryObjectRows::put(const PutRow& row, const TasksOf& tasks_of) {
  const std::scoped_lock lock(state_.mutex);
  return state_.put_object(row, tasks_of);
}

Result<StoredObject> MemoryObjectRows::find(const BucketName& bucket, const ObjectPath& path) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(const auto* row, state_.bucket_of(bucket));
  const auto found = row->objects.find(path);
  if (found == row->objects.end()) return fail(ErrorCode::kNotFound, "No such object.");
  return found->second;
}

Result<MemoryObjectRows::Removal> MemoryObjectRows::remove(const BucketName& bucket, std::span<const ObjectPath> paths,
                                                           const ObjectEvent& pattern, const AuditEvent& event,
                                                           const TasksOf& tasks_of) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(auto* row, state_.bucket_of(bucket));
  Removal out;
  for (const ObjectPath& path : paths) {
    const auto found = row->objects.find(path);
    if (found == row->objects.end()) continue;
    if (pattern.sequence != 0 && found->second.sequence != pattern.sequence) continue;
    out.unreferenced.push_back(found->second.blob);
    row->objects.erase(found);
    ObjectEvent removed = pattern;
    removed.key = path.text();
    removed.sequence = ++state_.last_object_change;
    out.made_tasks = state_.add_tasks(tasks_of(removed)) || out.made_tasks;
  }
  if (!out.unreferenced.empty()) state_.events.push_back(event);
  return out;
}

Result<ObjectListing> MemoryObjectRows::list(const BucketName& bucket, const ObjectQuery& query) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(const auto* row, state_.bucket_of(bucket));
  std::map<std::string, std::optional<ObjectSummary>> names;
  for (const auto& [path, object] : row->objects) {
    const std::string& text = path.text();
    if (!text.starts_with(query.prefix)) continue;
    const auto cut = query.delimiter.empty() ? std::string::npos : text.find(query.delimiter, query.prefix.size());
    if (cut != std::string::npos)
      names.emplace(text.substr(0, cut + query.delimiter.size()), std::nullopt);
    else
      names.emplace(text, summary_of(object));
  }
  ObjectListing out;
  for (const auto& [name, object] : names) {
    if (query.limit == 0) break;
    if (!query.after.empty() && name <= query.after) continue;
    out.is_truncated = out.entries.size() == query.limit;
    if (out.is_truncated) break;
    out.entries.push_back({name, object});
  }
  return out;
}

Result<void> MemoryMultipart::create(const MultipartUpload& upload) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.bucket_of(upload.bucket));
  const auto count = std::ranges::count_if(
      state_.uploads, [&](const auto& entry) { return entry.second.upload.bucket == upload.bucket; });
  if (static_cast<std::size_t>(count) >= limits::kUploadsPerBucketMax)
    return fail(ErrorCode::kQuotaExceeded, "Too many uploads.");
  state_.uploads.emplace(upload.id, MemoryState::UploadRow{upload, {}});
  return {};
}

Result<MultipartUpload> MemoryMultipart::find(const BucketName& bucket, const ObjectPath& path,
                                              const UploadId& id) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.bucket_of(bucket));
  MIEN_TRY(const auto* row, state_.upload_of(id));
  if (row->upload.bucket != bucket || row->upload.path != path) return MemoryState::no_upload();
  return row->upload;
}

Result<std::optional<ObjectKey>> MemoryMultipart::put_part(const UploadId& id, const UploadPart& part,
                                                           const PartQuota& quota) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(auto* row, state_.upload_of(id));
  const auto old = row->parts.find(part.number);
  const std::uint64_t freed = old == row->parts.end() ? 0 : old->second.bytes;
  if (row->bytes() - freed + part.bytes > quota.upload_bytes_max)
    return fail(ErrorCode::kObjectTooLarge, "The upload is too large.");
  if (state_.bytes_of(row->upload.bucket) - freed + part.bytes > quota.bucket_bytes_max)
    return fail(ErrorCode::kQuotaExceeded, "The bucket is full.");
  if (old == row->parts.end() && state_.parts_of(row->upload.bucket) >= quota.bucket_parts_max)
    return fail(ErrorCode::kQuotaExceeded, "The bucket has too many parts.");
  std::optional<ObjectKey> replaced;
  if (old != row->parts.end()) replaced = old->second.blob;
  row->parts.insert_or_assign(part.number, part);
  return replaced;
}

Result<std::vector<UploadPart>> MemoryMultipart::parts(const UploadId& id) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(const auto* row, state_.upload_of(id));
  std::vector<UploadPart> out;
  for (const auto& [number, part] : row->parts) out.push_back(part);
  return out;
}

Result<std::vector<MultipartUpload>> MemoryMultipart::list(const BucketName& bucket) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.bucket_of(bucket));
  std::vector<MultipartUpload> out;
  for (const auto& [id, row] : state_.uploads)
    if (row.upload.bucket == bucket) out.push_back(row.upload);
  std::ranges::sort(out, {}, [](const MultipartUpload& u) { return std::tuple(u.path, u.initiated, u.id); });
  return out;
}

Result<PutResult> MemoryMultipart::complete(const UploadId& id, std::span<const UploadPart> parts, const PutRow& row,
                                            const TasksOf& tasks_of) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(const auto* upload, state_.upload_of(id));
  std::vector<ObjectKey> stored, wanted;
  for (const auto& [number, part] : upload->parts) stored.push_back(part.blob);
  for (const UploadPart& part : parts) wanted.push_back(part.blob);
  if (stored != wanted) return fail(ErrorCode::kChangedMeanwhile, "Parts were replaced.");
  const MemoryState::UploadRow kept = *upload;
  state_.uploads.erase(id);  // First, because parts count against the quota.
  auto result = state_.put_object(row, tasks_of);
  if (!result) {
    state_.uploads.emplace(id, kept);
    return result;
  }
  result->unreferenced.insert(result->unreferenced.end(), stored.begin(), stored.end());
  return result;
}

Result<std::vector<ObjectKey>> MemoryMultipart::abort(const UploadId& id) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(const auto* row, state_.upload_of(id));
  std::vector<ObjectKey> out;
  for (const auto& [number, part] : row->parts) out.push_back(part.blob);
  state_.uploads.erase(id);
  return out;
}

Result<std::vector<UploadId>> MemoryMultipart::abandoned(Timestamp not_before, std::size_t limit) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  std::vector<std::pair<Timestamp, UploadId>> found;
  for (const auto& [id, row] : state_.uploads)
    if (row.upload.initiated < not_before) found.emplace_back(row.upload.initiated, id);
  std::ranges::sort(found);
  std::vector<UploadId> out;
  for (const auto& [at, id] : found)
    if (out.size() < limit) out.push_back(id);
  return out;
}

}  // namespace mien::fakes
