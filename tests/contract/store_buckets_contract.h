#pragma once

#include <string>
#include <vector>

#include "contract/bucket_samples.h"
#include "contract/store_contract.h"
#include "core/limits.h"

namespace mien {

/// What every adapter's BucketStore must do.
template <class Store>
class StoreBucketsContract : public StoreContract<Store> {};
TYPED_TEST_SUITE_P(StoreBucketsContract);

TYPED_TEST_P(StoreBucketsContract, KeepsBucketsByName) {
  BucketStore& buckets = this->store_.buckets();
  for (const char* name : {"photos", "b-1", "index.de"})
    ASSERT_TRUE(buckets.create(samples::bucket(name), samples::event("CreateBucket")));
  EXPECT_EQ(code_of(buckets.create(samples::bucket("photos"), samples::event("again"))), ErrorCode::kAlreadyExists);
  const Bucket found = buckets.find(samples::bucket_name("photos")).value();
  EXPECT_EQ(found.region, "eu-west-1");
  EXPECT_EQ(found.created, samples::at(1'600'000'000'001));
  std::vector<std::string> names;
  const std::vector<Bucket> all = buckets.list().value();
  for (const Bucket& bucket : all) names.push_back(bucket.name.text());
  EXPECT_EQ(names, (std::vector<std::string>{"b-1", "index.de", "photos"}));
  EXPECT_EQ(code_of(buckets.find(samples::bucket_name("nowhere"))), ErrorCode::kBucketNotFound);
  EXPECT_EQ(this->actions(), (std::vector<std::string>(3, "CreateBucket")));
}

TYPED_TEST_P(StoreBucketsContract, HoldsBucketsToTheirNumber) {
  BucketStore& buckets = this->store_.buckets();
  for (std::size_t i = 0; i < limits::kBucketsMax; ++i)
    ASSERT_TRUE(buckets.create(samples::bucket("b-" + std::to_string(i)), samples::event("CreateBucket")));
  EXPECT_EQ(code_of(buckets.create(samples::bucket("one-more"), samples::event("x"))), ErrorCode::kQuotaExceeded);
}

TYPED_TEST_P(StoreBucketsContract, RemovesOnlyEmptyBucketsAndWithThemTheirUploads) {
  BucketStore& buckets = this->store_.buckets();
  const BucketName photos = samples::bucket_name("photos");
  ASSERT_TRUE(buckets.create(samples::bucket("photos"), samples::event("CreateBucket")));
  ASSERT_TRUE(this->store_.bucket_objects().put(samples::row(samples::object("photos", "a", 1)), samples::no_tasks));
  EXPECT_EQ(code_of(buckets.remove(photos, samples::event("DeleteBucket"))), ErrorCode::kBucketNotEmpty);
  const std::vector paths{samples::path("a")};
  ASSERT_TRUE(this->store_.bucket_objects().remove(photos, paths, {}, samples::event("x"), samples::no_tasks));
  ASSERT_TRUE(this->store_.uploads().create({.id = samples::upload_id(1), .bucket = photos, .path = paths[0]}));
  ASSERT_TRUE(this->store_.uploads().put_part(samples::upload_id(1), {.number = 1, .blob = samples::object_key(9)},
                                              {.upload_bytes_max = 9, .bucket_bytes_max = 9, .bucket_parts_max = 9}));
  const auto removed = buckets.remove(photos, samples::event("DeleteBucket"));
  ASSERT_TRUE(removed) << removed.error().message;
  EXPECT_EQ(*removed, std::vector{samples::object_key(9)});
  EXPECT_EQ(code_of(buckets.remove(photos, samples::event("again"))), ErrorCode::kBucketNotFound);
  EXPECT_EQ(code_of(this->store_.uploads().parts(samples::upload_id(1))), ErrorCode::kUploadNotFound);
  EXPECT_EQ(this->actions(), (std::vector<std::string>{"DeleteBucket", "x", "CreateBucket"}));
}

TYPED_TEST_P(StoreBucketsContract, KeepsTheRulesOfABucketUntilItGoes) {
  BucketStore& buckets = this->store_.buckets();
  const BucketName photos = samples::bucket_name("photos");
  EXPECT_EQ(code_of(buckets.set_rules(photos, {})), ErrorCode::kBucketNotFound);
  EXPECT_EQ(code_of(buckets.rules(photos)), ErrorCode::kBucketNotFound);
  ASSERT_TRUE(buckets.create(samples::bucket("photos"), samples::event("CreateBucket")));
  EXPECT_EQ(buckets.rules(photos).value(), BucketRules{});
  const BucketRules rules{
      .cors = {{.id = "one",
                .origins = {"https://a.example", "https://*.b.example"},
                .methods = {"PUT", "GET"},
                .headers = {"*"},
                .exposed = {},
                .max_age_s = 0},
               {.id = "", .origins = {"*"}, .methods = {"HEAD"}, .headers = {}, .exposed = {"ETag", "x"}}},
      .notifications = {{.id = "n",
                         .function_arn = "arn:aws:lambda:us-east-1:123456789012:function:f",
                         .events = {"s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"},
                         .prefix = "index/",
                         .suffix = ".jpg"},
                        {.id = "m", .function_arn = "g", .events = {"s3:ObjectRemoved:*"}}}};
  ASSERT_TRUE(buckets.set_rules(photos, rules));
  EXPECT_EQ(buckets.rules(photos).value(), rules);
  ASSERT_TRUE(buckets.set_rules(photos, {.cors = {}, .notifications = rules.notifications}));
  EXPECT_TRUE(buckets.rules(photos).value().cors.empty());
  ASSERT_TRUE(buckets.remove(photos, samples::event("DeleteBucket")));
  ASSERT_TRUE(buckets.create(samples::bucket("photos"), samples::event("CreateBucket")));
  EXPECT_EQ(buckets.rules(photos).value(), BucketRules{});
}

REGISTER_TYPED_TEST_SUITE_P(StoreBucketsContract, KeepsBucketsByName, HoldsBucketsToTheirNumber,
                            RemovesOnlyEmptyBucketsAndWithThemTheirUploads, KeepsTheRulesOfABucketUntilItGoes);

}  // namespace mien
