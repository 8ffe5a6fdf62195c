#include "app/intake/intake_triggers.h"

#include <gtest/gtest.h>

#include "app/intake/store_rights.h"
#include "app/intake/upload_payload.h"
#include "fakes/fake_ids.h"
#include "fakes/memory_store.h"
#include "fakes/memory_tasks.h"

namespace mien::app {
namespace {

class IntakeTriggersTest : public testing::Test {
 protected:
  static Intake intake(std::string name, std::string bucket, std::string source, Intake::Action action) {
    Intake out{.name = std::move(name),
               .bucket = std::move(bucket),
               .action = action,
               .collection = CollectionId::parse("people").value()};
    out.source = std::move(source);
    return out;
  }
  static BucketName bucket(std::string_view name) { return *BucketName::parse(name); }
  static ObjectPath path(std::string_view key) { return *ObjectPath::parse(key); }

  void notify(std::string_view name, std::string_view function, std::string event = "s3:ObjectCreated:*") {
    ASSERT_TRUE(store_.buckets().create({bucket(name), "us-east-1", {}}, {}));
    const NotificationRule rule{
        .id = "n",
        .function_arn = "arn:aws:lambda:us-east-1:123456789012:function:" + std::string(function),
        .events = {std::move(event)}};
    ASSERT_TRUE(rules_.change(bucket(name), [&](BucketRules& rules) { rules.notifications = {rule}; }));
  }

  IntakeBook book_{{intake("door", "photos", "", Intake::Action::kRegister),
                    intake("desk", "visitors", "", Intake::Action::kVerify),
                    intake("far", "elsewhere", "minio", Intake::Action::kRegister)}};
  fakes::MemoryStore store_;
  RulesOfBuckets rules_{store_.buckets()};
  fakes::FakeIds ids_;
  IntakeTriggers triggers_{book_,
                           rules_,
                           {.knows = [](std::string_view) { return false; },
                            .intakes = {{"registration", "door"}, {"question", "desk"}},
                            .event = {}},
                           ids_,
                           [] {}};
};

TEST_F(IntakeTriggersTest, LetAVerifierStoreOnlyWhereAllThatFollowsIsAQuestion) {
  const Roles asks{Role::kEnroller, Role::kVerifier};
  const Roles registers{Role::kEnroller};
  EXPECT_EQ(triggers_.may_store("visitors", "a.jpg"), asks);
  EXPECT_EQ(triggers_.may_store("photos", "a.jpg"), registers);
  EXPECT_EQ(triggers_.may_store("others", "a.jpg"), registers) << "nothing is asked there";
  notify("visitors", "question");
  EXPECT_EQ(triggers_.may_store("visitors", "a.jpg"), asks);
  notify("others", "question");
  EXPECT_EQ(triggers_.may_store("others", "a.jpg"), asks);
}

TEST_F(IntakeTriggersTest, LetNoVerifierStoreWhereANotificationRegistersOrRunsCode) {
  notify("visitors", "registration", "s3:ObjectCreated:Post");
  EXPECT_EQ(triggers_.may_store("visitors", "a.jpg"), Roles{Role::kEnroller});
  notify("others", "code");
  EXPECT_EQ(triggers_.may_store("others", "a.jpg"), Roles{Role::kEnroller});
}

TEST_F(IntakeTriggersTest, LetAVerifierStoreWhereARuleIsNotAboutWhatIsStored) {
  notify("visitors", "code", "s3:ObjectRemoved:*");
  EXPECT_EQ(triggers_.may_store("visitors", "a.jpg"), (Roles{Role::kEnroller, Role::kVerifier}));
}

TEST_F(IntakeTriggersTest, LeaveABucketWithRulesToTheAdmin) {
  notify("others", "code");
  EXPECT_EQ(triggers_.may_delete("others"), Roles{});
}

TEST_F(IntakeTriggersTest, LeaveTheBucketsThatTheServiceWorksWithToTheAdmin) {
  EXPECT_EQ(triggers_.may_delete("photos"), Roles{});
  EXPECT_EQ(triggers_.may_delete("visitors"), Roles{});
  EXPECT_EQ(triggers_.may_delete(kAnnouncedUploads), std::nullopt);
  EXPECT_EQ(triggers_.may_delete("elsewhere"), Roles{Role::kEnroller}) << "that of another server";
  EXPECT_EQ(triggers_.may_delete("others"), Roles{Role::kEnroller});
}

TEST_F(IntakeTriggersTest, LetAnAnnouncedUploadBeFilledByWhoAnnouncedItOrAnEnroller) {
  fakes::MemoryTasks tasks;
  const StoreRights rights(triggers_, tasks);
  const TaskId id{ids_.random()};
  const UploadPayload payload{.announced_by = "AKIDVERIFIER"};
  const NewTask task{.id = id,
                     .kind = TaskKind::kIntake,
                     .target = std::string(kAnnouncedUploads),
                     .once_key = id.text(),
                     .bucket = std::string(kAnnouncedUploads),
                     .key = id.text(),
                     .payload = announcement_payload(payload)};
  ASSERT_TRUE(tasks.add({&task, 1}));
  const auto code = [&](Role role, std::string_view key, std::string_view to, std::string_view what) {
    const auto checked = rights.check(role, key, bucket(to), path(what));
    return checked ? std::nullopt : std::optional(checked.error().code);
  };
  EXPECT_EQ(code(Role::kVerifier, "AKIDVERIFIER", kAnnouncedUploads, id.text()), std::nullopt);
  EXPECT_EQ(code(Role::kVerifier, "AKIDOTHER", kAnnouncedUploads, id.text()), ErrorCode::kAccessDenied);
  EXPECT_EQ(code(Role::kVerifier, "AKIDVERIFIER", kAnnouncedUploads, ids_.random().text()), ErrorCode::kAccessDenied);
  EXPECT_EQ(code(Role::kVerifier, "AKIDVERIFIER", kAnnouncedUploads, "a.jpg"), ErrorCode::kAccessDenied);
  EXPECT_EQ(code(Role::kEnroller, "AKIDOTHER", kAnnouncedUploads, id.text()), std::nullopt);
  EXPECT_EQ(code(Role::kAdmin, "AKIDOTHER", kAnnouncedUploads, id.text()), std::nullopt);
  EXPECT_EQ(code(Role::kAuditor, "AKIDVERIFIER", kAnnouncedUploads, id.text()), ErrorCode::kAccessDenied);
  EXPECT_EQ(code(Role::kVerifier, "AKIDOTHER", "photos", "a.jpg"), ErrorCode::kAccessDenied);
  EXPECT_EQ(code(Role::kVerifier, "AKIDOTHER", "visitors", "a.jpg"), std::nullopt);
}

}  // namespace
}  // namespace mien::app
