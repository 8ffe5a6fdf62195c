#include "fault/real_service.h"

#include <set>

namespace mien::fault {

RealServiceTest::RealServiceTest() {
  samples_.picture("ann", 0.0);
  samples_.picture("ann again", 0.1);
  samples_.picture("bob", 1.4);
  const Collection people{.id = *CollectionId::parse("people"), .face_model_version = "7.0"};
  EXPECT_TRUE(store_->collections().create(people, {}, {}));
  EXPECT_TRUE(feed_.catch_up(0));
}

RealServiceTest::~RealServiceTest() = default;

void RealServiceTest::check_state() {
  ASSERT_TRUE(feed_.catch_up(0));
  samples::Gallery gallery;
  ASSERT_TRUE(samples::follow(store_->changes(), 0, gallery));
  for (const auto& [id, rows] : gallery) ASSERT_EQ(index_.size(id).value(), rows.size());
  std::set<ObjectKey> wanted, kept;
  ASSERT_TRUE(store_->changes().for_each_object([&](const ObjectKey& key) { wanted.insert(key); }));
  ASSERT_TRUE(objects_->for_each([&](const ObjectKey& key) { kept.insert(key); }));
  ASSERT_EQ(wanted, kept) << "a photo without a row, or a row without its photo";
}

}  // namespace mien::fault
