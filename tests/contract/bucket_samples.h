#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/store_samples.h"
#include "ports/buckets.h"

/// Made-up buckets and objects for the tests of stores.
namespace mien::samples {

inline BucketName bucket_name(std::string_view text) { return BucketName::parse(text).value(); }
inline ObjectPath path(std::string_view text) { return ObjectPath::parse(text).value(); }
inline UploadId upload_id(std::uint64_t number) { return {uuid(number + 0x10AD0000)}; }
inline Bucket bucket(std::string_view name) {
  return {.name = bucket_name(name), .region = "eu-west-1", .created = at(1'600'000'000'001)};
}
inline constexpr BucketQuota kRoom{.bytes_max = 1'000'000, .objects_max = 100'000};

inline StoredObject object(std::string_view bucket, std::string_view key, std::uint64_t number) {
  return {.bucket = bucket_name(bucket),
          .path = path(key),
          .blob = object_key(number),
          .bytes = number,
          .etag = "etag-" + std::to_string(number),
          .properties = {.headers = {{"content-type", "image/jpeg"}, {"cache-control", "a: b, c"}},
                         .metadata = {{"fullname", "Nguyễn Văn A"}, {"empty", ""}}},
          .checksum = ObjectChecksum{ChecksumAlgorithm::kSha1, ChecksumType::kComposite, "c2hh-2"},
          .part_bytes = {number, 0},
          .modified = at(1'700'000'000'000 + static_cast<std::int64_t>(number))};
}
inline PutRow row(StoredObject stored) {
  ObjectEvent event{.name = "ObjectCreated:Put", .bucket = stored.bucket.text(), .key = stored.path.text()};
  return {.object = std::move(stored), .event = std::move(event), .quota = kRoom};
}
inline std::vector<NewTask> no_tasks(const ObjectEvent&) { return {}; }
/// One for each change.
inline std::vector<NewTask> one_task(const ObjectEvent& event) {
  return {{.id = {uuid(event.sequence)},
           .target = "intake",
           .once_key = event.bucket + "/" + event.key + "/" + std::to_string(event.sequence),
           .bucket = event.bucket,
           .key = event.key,
           .payload = event.name,
           .created = at(5)}};
}

}  // namespace mien::samples
