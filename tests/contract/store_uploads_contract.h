#pragma once

#include <set>
#include <string>
#include <vector>

#include "contract/bucket_samples.h"
#include "contract/store_contract.h"
#include "core/limits.h"

namespace mien {

/// What every adapter's MultipartStore must do. The bucket `photos` exists.
template <class Store>
class StoreUploadsContract : public StoreContract<Store> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(this->store_.buckets().create(samples::bucket("photos"), samples::event("CreateBucket")));
  }
  MultipartStore& uploads() { return this->store_.uploads(); }
  MultipartUpload upload(std::uint64_t number, std::string_view key = "a") {
    return {.id = samples::upload_id(number),
            .bucket = photos_,
            .path = samples::path(key),
            .properties = {.headers = {{"content-type", "x/y"}}, .metadata = {{"fullname", "Ada"}}},
            .checksum_algorithm = ChecksumAlgorithm::kCrc64Nvme,
            .checksum_type = ChecksumType::kFullObject,
            .initiated = samples::at(static_cast<std::int64_t>(number)),
            .actor = "AKID"};
  }
  UploadPart part(std::uint32_t number, std::uint64_t bytes, std::uint64_t blob) {
    return {.number = number,
            .blob = samples::object_key(blob),
            .bytes = bytes,
            .etag = "md5-" + std::to_string(blob),
            .checksum = "AAAA",
            .modified = samples::at(77)};
  }
  Result<std::optional<ObjectKey>> put(std::uint64_t id, const UploadPart& part) {
    return uploads().put_part(samples::upload_id(id), part,
                              {.upload_bytes_max = 100, .bucket_bytes_max = 150, .bucket_parts_max = 4});
  }
  std::set<ObjectKey> referred() {
    std::set<ObjectKey> out;
    EXPECT_TRUE(this->store_.changes().for_each_object([&](const ObjectKey& key) { out.insert(key); }));
    return out;
  }

  BucketName photos_ = samples::bucket_name("photos");
};
TYPED_TEST_SUITE_P(StoreUploadsContract);

TYPED_TEST_P(StoreUploadsContract, KeepsUploadsAndTheirParts) {
  ASSERT_TRUE(this->uploads().create(this->upload(1)));
  const MultipartUpload found = this->uploads().find(this->photos_, samples::path("a"), samples::upload_id(1)).value();
  EXPECT_EQ(found.properties, this->upload(1).properties);
  EXPECT_EQ(found.checksum_algorithm, ChecksumAlgorithm::kCrc64Nvme);
  EXPECT_EQ(found.checksum_type, ChecksumType::kFullObject);
  EXPECT_EQ(found.initiated, samples::at(1));
  EXPECT_EQ(found.actor, "AKID");
  EXPECT_EQ(code_of(this->uploads().find(this->photos_, samples::path("b"), samples::upload_id(1))),
            ErrorCode::kUploadNotFound);
  EXPECT_EQ(code_of(this->uploads().find(samples::bucket_name("nowhere"), samples::path("a"), samples::upload_id(1))),
            ErrorCode::kBucketNotFound);

  EXPECT_EQ(this->put(1, this->part(2, 5, 22)).value(), std::nullopt);
  EXPECT_EQ(this->put(1, this->part(1, 6, 21)).value(), std::nullopt);
  EXPECT_EQ(this->put(1, this->part(2, 7, 23)).value(), samples::object_key(22));
  UploadPart plain = this->part(3, 1, 24);
  plain.checksum.reset();
  ASSERT_TRUE(this->put(1, plain));
  const auto parts = this->uploads().parts(samples::upload_id(1)).value();
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[0].number, 1U);
  EXPECT_EQ(parts[1].blob, samples::object_key(23));
  EXPECT_EQ(parts[1].bytes, 7U);
  EXPECT_EQ(parts[1].etag, "md5-23");
  EXPECT_EQ(parts[1].checksum, "AAAA");
  EXPECT_EQ(parts[2].checksum, std::nullopt);
  EXPECT_EQ(parts[1].modified, samples::at(77));
  EXPECT_EQ(this->referred(), (std::set{samples::object_key(21), samples::object_key(23), samples::object_key(24)}));
  EXPECT_EQ(code_of(this->put(2, plain)), ErrorCode::kUploadNotFound);
  EXPECT_EQ(code_of(this->uploads().parts(samples::upload_id(2))), ErrorCode::kUploadNotFound);
}

TYPED_TEST_P(StoreUploadsContract, HoldsUploadsToTheirQuotas) {
  ASSERT_TRUE(this->uploads().create(this->upload(1)));
  ASSERT_TRUE(this->uploads().create(this->upload(2, "b")));
  ASSERT_TRUE(this->put(1, this->part(1, 60, 1)));
  EXPECT_EQ(code_of(this->put(1, this->part(2, 41, 2))), ErrorCode::kObjectTooLarge);
  ASSERT_TRUE(this->put(1, this->part(1, 100, 3))) << "what is replaced does not count";
  EXPECT_EQ(code_of(this->put(2, this->part(1, 51, 4))), ErrorCode::kQuotaExceeded);
  ASSERT_TRUE(this->put(2, this->part(1, 50, 4)));
  PutRow row = samples::row(samples::object("photos", "c", 1));
  row.quota = {.bytes_max = 150, .objects_max = 9};
  EXPECT_EQ(code_of(this->store_.bucket_objects().put(row, samples::no_tasks)), ErrorCode::kQuotaExceeded);
  ASSERT_TRUE(this->uploads().abort(samples::upload_id(2)));
  EXPECT_TRUE(this->store_.bucket_objects().put(row, samples::no_tasks));
  for (const int number : {2, 3, 4}) ASSERT_TRUE(this->put(1, this->part(number, 0, 10 + number)));
  EXPECT_EQ(code_of(this->put(1, this->part(5, 0, 20))), ErrorCode::kQuotaExceeded);
  ASSERT_TRUE(this->put(1, this->part(4, 0, 20))) << "in place of one";
  ASSERT_TRUE(this->uploads().abort(samples::upload_id(1)));
  ASSERT_TRUE(this->uploads().create(this->upload(1)));
  ASSERT_TRUE(this->put(1, this->part(1, 0, 21))) << "those of an aborted upload have gone";
  for (std::size_t i = 10; i < 10 + limits::kUploadsPerBucketMax - 1; ++i)
    ASSERT_TRUE(this->uploads().create(this->upload(i)));
  EXPECT_EQ(code_of(this->uploads().create(this->upload(9999))), ErrorCode::kQuotaExceeded);
}

TYPED_TEST_P(StoreUploadsContract, CompletesAllOrNothing) {
  ASSERT_TRUE(this->uploads().create(this->upload(1)));
  const UploadPart part = this->part(1, 60, 21);
  ASSERT_TRUE(this->put(1, part));
  PutRow row = samples::row(samples::object("photos", "a", 60));
  row.quota = {.bytes_max = 59, .objects_max = 9};
  const UploadId id = samples::upload_id(1);
  EXPECT_EQ(code_of(this->uploads().complete(id, std::vector{part}, row, samples::one_task)),
            ErrorCode::kQuotaExceeded);
  EXPECT_EQ(code_of(this->uploads().complete(id, {}, row, samples::one_task)), ErrorCode::kChangedMeanwhile);
  EXPECT_EQ(this->uploads().parts(id).value().size(), 1U);
  row.quota.bytes_max = 60;  // The parts do not count beside the object.
  const auto done = this->uploads().complete(id, std::vector{part}, row, samples::one_task);
  ASSERT_TRUE(done) << done.error().message << done.error().detail;
  EXPECT_EQ(done->unreferenced, std::vector{samples::object_key(21)});
  EXPECT_TRUE(done->made_tasks);
  EXPECT_EQ(code_of(this->uploads().complete(id, std::vector{part}, row, samples::no_tasks)),
            ErrorCode::kUploadNotFound);
  EXPECT_EQ(this->referred(), std::set{samples::object_key(60)});
  EXPECT_EQ(this->store_.bucket_objects().find(this->photos_, samples::path("a")).value().sequence, done->sequence);
}

TYPED_TEST_P(StoreUploadsContract, ListsByPathAndAgeAndFindsTheAbandoned) {
  for (const auto& [number, key] : {std::pair{3, "b"}, {2, "a"}, {1, "b"}, {4, "ab"}})
    ASSERT_TRUE(this->uploads().create(this->upload(static_cast<std::uint64_t>(number), key)));
  std::vector<UploadId> listed;
  const std::vector<MultipartUpload> all = this->uploads().list(this->photos_).value();
  for (const MultipartUpload& upload : all) listed.push_back(upload.id);
  EXPECT_EQ(listed,
            (std::vector{samples::upload_id(2), samples::upload_id(4), samples::upload_id(1), samples::upload_id(3)}));
  EXPECT_EQ(code_of(this->uploads().list(samples::bucket_name("nowhere"))), ErrorCode::kBucketNotFound);
  EXPECT_EQ(this->uploads().abandoned(samples::at(3), 10).value(),
            (std::vector{samples::upload_id(1), samples::upload_id(2)}));
  EXPECT_EQ(this->uploads().abandoned(samples::at(9), 1).value(), std::vector{samples::upload_id(1)});
  ASSERT_TRUE(this->put(1, this->part(1, 5, 9)));
  EXPECT_EQ(this->uploads().abort(samples::upload_id(1)).value(), std::vector{samples::object_key(9)});
  EXPECT_EQ(code_of(this->uploads().abort(samples::upload_id(1))), ErrorCode::kUploadNotFound);
  EXPECT_TRUE(this->referred().empty());
}

REGISTER_TYPED_TEST_SUITE_P(StoreUploadsContract, KeepsUploadsAndTheirParts, HoldsUploadsToTheirQuotas,
                            CompletesAllOrNothing, ListsByPathAndAgeAndFindsTheAbandoned);

}  // namespace mien
