#include "app/intake/process_upload.h"

#include <map>

#include "fakes/memory_tasks.h"
#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;

class FakeUploads final : public UploadedObjects {
 public:
  Result<Upload> read(const std::string& bucket, const std::string& key, std::size_t bytes_max) const override {
    if (down) return fail(ErrorCode::kUnavailable, "The store is down.");
    const auto at = objects.find(bucket + "/" + key);
    if (at == objects.end()) return fail(ErrorCode::kNotFound, "No such object.");
    if (at->second.bytes.size() > bytes_max) return fail(ErrorCode::kImageTooLarge, "Too large.");
    return at->second;
  }
  Result<void> remove(const std::string& bucket, const std::string& key, std::uint64_t sequence) override {
    if (removal_fails) return fail(ErrorCode::kUnavailable, "The store is down.");
    const auto at = objects.find(bucket + "/" + key);
    if (at != objects.end() && at->second.sequence == sequence) objects.erase(at);
    return {};
  }
  std::map<std::string, Upload> objects;
  bool down = false;
  bool removal_fails = false;
};

/// A table whose key is the attribute `key`.
class FakeItems final : public ItemSink {
 public:
  Result<std::string> key_of(const std::string& table, const std::string& /*key_attribute*/,
                             const Fields& item) const override {
    if (missing) return fail(ErrorCode::kNotFound, "There is no table " + table + ".");
    for (const auto& [name, text] : item)
      if (name == key) return encode_text_map({{name, text}});
    return fail(ErrorCode::kInvalidArgument, "The key attribute is missing.");
  }
  Result<void> put(const std::string& table, const std::string& /*key_attribute*/, const Fields& item) override {
    if (missing) return fail(ErrorCode::kNotFound, "There is no table " + table + ".");
    items.push_back(item);
    return {};
  }
  Result<void> remove(const std::string& /*table*/, const std::string& /*key*/) override { return {}; }
  std::vector<Fields> items;
  std::string key = "RekognitionId";
  bool missing = false;
};

/// Two intakes over the fakes: photos of employees come in, and probes of visitors.
struct UploadWorld {
  static Intake employees(std::string_view identity = "metadata:fullname") {
    return {.name = "employees",
            .bucket = "photos",
            .prefix = "index/",
            .collection = collection_id("staff"),
            .identity = *IdentityRule::parse(identity),
            .table = "faces",
            .table_item = {{"FullName", "{name}"}, {"ImagePath", "{bucket}/{key}"}, {"RekognitionId", "{face_id}"}}};
  }
  static Intake visitors() {
    return {.name = "visitors",
            .bucket = "visitors",
            .action = Intake::Action::kVerify,
            .collection = collection_id("staff"),
            .keep = Intake::Keep::kNone};
  }
  /// The task of an object that was just uploaded.
  Task upload(const std::string& intake, const std::string& key, std::span<const std::byte> image,
              const TextMap& metadata = {}) {
    const std::string bucket = intakes.find(intake)->bucket;
    ++sequence;
    uploads.objects[bucket + "/" + key] = {{image.begin(), image.end()}, sequence};
    ObjectEvent event{
        .name = {}, .bucket = bucket, .key = key, .sequence = sequence, .metadata = metadata, .actor = "K"};
    NewTask task{.id = {world.ids.random()},
                 .target = intake,
                 .once_key = key + std::to_string(sequence),
                 .bucket = bucket,
                 .key = key,
                 .payload = event_payload(event),
                 .created = world.clock.now()};
    EXPECT_TRUE(tasks.add(std::span(&task, 1)));
    return tasks.find(task.id).value();
  }
  Attempt named(std::string name, std::size_t person, std::size_t variant = 0) {
    return process.attempt(upload("employees", "index/" + std::to_string(sequence) + ".jpg",
                                  world.photo(person, variant), {{"fullname", std::move(name)}}),
                           {});
  }
  static std::string value(const Attempt& attempt, std::string_view name) {
    return std::string(text_of(decode_text_map(attempt.result.value_or("")).value(), name));
  }
  static void expect_refused(const Attempt& attempt, std::string_view outcome) {
    EXPECT_EQ(attempt.state, TaskState::kRefused) << attempt.outcome;
    EXPECT_EQ(attempt.outcome, outcome);
    EXPECT_FALSE(attempt.reason.empty());
  }

  World world;
  FakeUploads uploads;
  FakeItems items;
  fakes::MemoryTasks tasks;
  std::uint64_t sequence = 0;
  IntakeBook intakes{{employees(), visitors()}};
  ProcessUpload process{intakes,
                        {world.register_person, world.add_faces, world.verify},
                        {{uploads}, items, tasks, world.store.traces(), world.collections, world.faces},
                        world.model,
                        world.sources};
};

class ProcessUploadTest : public ::testing::Test, protected UploadWorld {
 protected:
  std::vector<Trace> lost() {
    std::vector<Trace> out;
    const auto found = world.store.traces().lost(0, 100);
    EXPECT_TRUE(found);
    for (const TraceStore::Lost& one : *found) out.push_back(one.trace);
    return out;
  }
  void remove_face(const PersonId& person, std::vector<FaceId> all, const FaceId& face) {
    ASSERT_OK(world.store.people().edit_faces(
        world.staff, person,
        {.expected = std::move(all), .added = {}, .removed = {face}, .fused = embedding_of(1), .event = {}}));
  }
  void remove_person(const std::string& id) { ASSERT_OK(world.store.people().remove(world.staff, person_id(id), {})); }
};

TEST_F(ProcessUploadTest, RegistersAPersonAndWritesTheItem) {
  const Task task = upload("employees", "index/a.jpg", world.photo(1), {{"fullname", "Ann Zo\xC3\xAB"}});
  const Attempt done = process.attempt(task, {});
  EXPECT_EQ(done.state, TaskState::kDone) << done.reason;
  EXPECT_EQ(done.outcome, "registered");
  ASSERT_EQ(world.people_count(), 1U);
  const auto face = world.stored_faces().front();
  EXPECT_EQ(value(done, "face_id"), face.id.text());
  EXPECT_EQ(value(done, "name"), "Ann Zo\xC3\xAB");
  EXPECT_EQ(value(done, "person_id"), face.person->text());
  ASSERT_EQ(items.items.size(), 1U);
  EXPECT_EQ(items.items[0], (std::vector<std::pair<std::string, std::string>>{{"FullName", "Ann Zo\xC3\xAB"},
                                                                              {"ImagePath", "photos/index/a.jpg"},
                                                                              {"RekognitionId", face.id.text()}}));
  EXPECT_TRUE(uploads.objects.contains("photos/index/a.jpg")) << "accepted ones are kept";
  EXPECT_EQ(world.events()[0].actor, "intake:employees");
}

TEST_F(ProcessUploadTest, DoesTheSameAgainWhereItIsRepeated) {
  const Task task = upload("employees", "index/a.jpg", world.photo(1), {{"fullname", "Ann"}});
  const Attempt first = process.attempt(task, {});
  const Attempt second = process.attempt(task, {});
  EXPECT_EQ(second.state, TaskState::kDone) << second.outcome;
  EXPECT_EQ(second.result, first.result);
  EXPECT_EQ(world.people_count(), 1U);
  EXPECT_EQ(world.stored_faces().size(), 1U);
  ASSERT_EQ(items.items.size(), 2U);
  EXPECT_EQ(items.items[0], items.items[1]);
}

TEST_F(ProcessUploadTest, AddsAnotherPictureToThePersonOfThatName) {
  const Attempt first = named("Ann", 1, 1);
  const Attempt second = named("Ann", 1, 2);
  EXPECT_EQ(second.outcome, "registered") << second.reason;
  EXPECT_EQ(value(second, "person_id"), value(first, "person_id"));
  EXPECT_NE(value(second, "face_id"), value(first, "face_id"));
  EXPECT_EQ(world.people_count(), 1U);
  EXPECT_EQ(world.stored_faces().size(), 2U);
  EXPECT_EQ(world.reader.reads(), 2) << "each once";
  EXPECT_EQ(world.events_of("register_person"), 1U) << "nothing was refused";
  EXPECT_EQ(world.events_of("add_person_faces"), 1U);
}

TEST_F(ProcessUploadTest, LetsTwoPeopleShareANameButNobodyHaveTwo) {
  EXPECT_EQ(named("Ann", 1).outcome, "registered");
  EXPECT_EQ(named("Ann", 2).outcome, "registered");
  EXPECT_EQ(world.people_count(), 2U);
  const Task task = upload("employees", "index/other.jpg", world.photo(1, 3), {{"fullname", "Bob"}});
  expect_refused(process.attempt(task, {}), "duplicate_person");
  EXPECT_FALSE(uploads.objects.contains("photos/index/other.jpg")) << "refused ones are removed";
  expect_refused(named("Bob", 1), "image_of_another_person");
  EXPECT_EQ(world.people_count(), 2U);
}

TEST_F(ProcessUploadTest, HoldsAnIdToItsFace) {
  intakes.replace({employees("key:{id}_{uuid}"), visitors()});
  const auto put = [&](const std::string& key, std::size_t person, std::size_t variant) {
    return process.attempt(upload("employees", "index/" + key, world.photo(person, variant)), {});
  };
  EXPECT_EQ(put("mark_1.jpeg", 1, 1).outcome, "registered");
  const Attempt more = put("mark_2.jpeg", 1, 2);
  EXPECT_EQ(more.outcome, "registered") << more.reason;
  EXPECT_EQ(value(more, "person_id"), "mark");
  expect_refused(put("mark_3.jpeg", 2, 1), "identity_conflict");
  expect_refused(put("bob_1.jpeg", 1, 3), "duplicate_person");
  expect_refused(put("not an id_1.jpeg", 3, 1), "invalid_argument");
  EXPECT_EQ(world.people_count(), 1U);
}

TEST_F(ProcessUploadTest, RefusesWhatShowsNobodyAndSaysWhy) {
  const auto put = [&](std::span<const std::byte> image, const TextMap& metadata) {
    return process.attempt(upload("employees", "index/x.jpg", image, metadata), {});
  };
  const TextMap ann{{"fullname", "Ann"}};
  expect_refused(put(world.reader.script("empty", image_with({})), ann), "no_face");
  expect_refused(
      put(world.reader.script("two", image_with({face_with(embedding_of(1)), face_with(embedding_of(2))})), ann),
      "several_faces");
  expect_refused(put(std::as_bytes(std::span("junk")), ann), "image_format");
  expect_refused(put(world.photo(1), {}), "invalid_argument");
  expect_refused(put(world.photo(1), {{"fullname", "a\nb"}}), "invalid_argument");
  EXPECT_EQ(world.people_count(), 0U);
  EXPECT_TRUE(items.items.empty());
}

TEST_F(ProcessUploadTest, TellsWhatBecameOfAnObjectThatIsNotThereAnyMore) {
  const Task replaced = upload("employees", "index/a.jpg", world.photo(1), {{"fullname", "Ann"}});
  const Task later = upload("employees", "index/a.jpg", world.photo(2), {{"fullname", "Bob"}});
  expect_refused(process.attempt(replaced, {}), "object_replaced");
  EXPECT_TRUE(uploads.objects.contains("photos/index/a.jpg"));
  EXPECT_EQ(process.attempt(later, {}).outcome, "registered");
  uploads.objects.clear();
  expect_refused(process.attempt(upload("employees", "index/b.jpg", world.photo(3)), {}), "invalid_argument");
  const Task gone = upload("employees", "index/c.jpg", world.photo(4), {{"fullname", "Cy"}});
  uploads.objects.clear();
  expect_refused(process.attempt(gone, {}), "object_gone");
}

TEST_F(ProcessUploadTest, TriesAgainWhereSomethingIsDown) {
  const Task task = upload("employees", "index/a.jpg", world.photo(1), {{"fullname", "Ann"}});
  uploads.down = true;
  Attempt attempt = process.attempt(task, {});
  EXPECT_EQ(attempt.state, TaskState::kWaiting);
  EXPECT_EQ(attempt.outcome, "unavailable");
  uploads.down = false;
  items.missing = true;
  attempt = process.attempt(task, {});
  EXPECT_EQ(attempt.state, TaskState::kWaiting);
  EXPECT_EQ(attempt.outcome, "item_not_written");
  items.missing = false;
  EXPECT_EQ(process.attempt(task, {}).state, TaskState::kDone);
  EXPECT_EQ(world.people_count(), 1U);
  // An engine that is busy is nobody's fault.
  world.reader.script("photo of 5, variant 0", fail(ErrorCode::kOverloaded, "Busy."));
  const auto bytes = world.reader.script("busy", fail(ErrorCode::kOverloaded, "Busy."));
  attempt = process.attempt(upload("employees", "index/b.jpg", bytes, {{"fullname", "Bo"}}), {});
  EXPECT_EQ(attempt.state, TaskState::kWaiting);
  EXPECT_FALSE(attempt.counts);
}

TEST_F(ProcessUploadTest, SurvivesAFaultAtEveryCallWhenRepeated) {
  for (int fault = 1;; ++fault) {
    UploadWorld fresh;
    const Task task = fresh.upload("employees", "index/a.jpg", fresh.world.photo(1), {{"fullname", "Ann"}});
    fresh.world.plan.fail_call(fault);
    const Attempt attempt = fresh.process.attempt(task, {});
    const bool happened = fresh.world.plan.struck();
    fresh.world.plan.never();
    EXPECT_TRUE(attempt.state == TaskState::kDone || attempt.state == TaskState::kWaiting) << attempt.outcome;
    const Attempt again = fresh.process.attempt(task, {});
    EXPECT_EQ(again.state, TaskState::kDone) << "after a fault at call " << fault << ": " << again.outcome;
    EXPECT_EQ(fresh.world.people_count(), 1U);
    EXPECT_EQ(fresh.world.stored_faces().size(), 1U);
    fresh.world.expect_consistent();
    if (!happened) break;
  }
}

TEST_F(ProcessUploadTest, VerifiesAProbeAndRemovesIt) {
  ASSERT_OK(world.add(1, "ann"));
  const Task task = upload("visitors", "probe.jpeg", world.photo(1, 5));
  const Attempt match = process.attempt(task, {});
  EXPECT_EQ(match.state, TaskState::kDone);
  EXPECT_EQ(match.outcome, "match");
  EXPECT_EQ(value(match, "person_id"), "ann");
  EXPECT_EQ(value(match, "event_id"), task.what.id.text());
  EXPECT_FALSE(uploads.objects.contains("visitors/probe.jpeg"));
  const Attempt stranger = process.attempt(upload("visitors", "other.jpeg", world.photo(9)), {});
  EXPECT_EQ(stranger.outcome, "no_match");
  EXPECT_EQ(value(stranger, "person_id"), "");
  EXPECT_EQ(process.attempt(upload("visitors", "empty.jpeg", world.reader.script("none", image_with({}))), {}).outcome,
            "no_face");
}

TEST_F(ProcessUploadTest, RecognisesNobodyBeforeAnybodyIsEnrolled) {
  Intake first = visitors();
  first.collection = collection_id("nobody-yet");
  intakes.replace({first});
  EXPECT_EQ(process.attempt(upload("visitors", "probe.jpeg", world.photo(1)), {}).outcome, "no_match");
}

TEST_F(ProcessUploadTest, DecidesOfAProbeOnceThoughItsRemovalFails) {
  ASSERT_OK(world.add(1, "ann"));
  Task task = upload("visitors", "probe.jpeg", world.photo(1, 5));
  uploads.removal_fails = true;
  EXPECT_EQ(process.attempt(task, {}).state, TaskState::kWaiting);
  EXPECT_EQ(world.events_of("verify"), 1U);
  uploads.removal_fails = false;
  uploads.objects.clear();
  task = tasks.find(task.what.id).value();
  const Attempt done = process.attempt(task, {});
  EXPECT_EQ(done.state, TaskState::kDone);
  EXPECT_EQ(done.outcome, "match");
  EXPECT_EQ(value(done, "person_id"), "ann");
  EXPECT_EQ(world.events_of("verify"), 1U);
}

TEST_F(ProcessUploadTest, HoldsToWhatWasDecidedThoughThePictureCanNeverBeRemoved) {
  ASSERT_OK(world.add(1, "ann"));
  Task task = upload("visitors", "probe.jpeg", world.photo(1, 5));
  uploads.removal_fails = true;
  task.attempts = limits::kUploadAttemptsMax - 2;
  EXPECT_EQ(process.attempt(task, {}).state, TaskState::kWaiting);
  task.attempts = limits::kUploadAttemptsMax - 1;
  const Attempt last = process.attempt(task, {});
  EXPECT_EQ(last.state, TaskState::kDone);
  EXPECT_EQ(last.outcome, "match");
  EXPECT_EQ(last.reason, "The store is down.");
}

TEST_F(ProcessUploadTest, KeepsTheReasonOfARefusalThoughItsEndIsCutOff) {
  Task task = upload("employees", "index/x.jpg", std::as_bytes(std::span("junk")), {{"fullname", "Ann"}});
  const Attempt first = process.attempt(task, {});
  expect_refused(first, "image_format");
  ASSERT_FALSE(uploads.objects.contains("photos/index/x.jpg"));
  task = tasks.find(task.what.id).value();  // The process ended before the task was settled.
  const Attempt again = process.attempt(task, {});
  expect_refused(again, "image_format");
  EXPECT_EQ(again.reason, first.reason);
  EXPECT_FALSE(again.result) << "what is noted stays: without the picture nobody can decide again";
}

TEST_F(ProcessUploadTest, WritesTheEventOfAVerificationOnce) {
  const Task task = upload("visitors", "probe.jpeg", world.photo(1));
  tasks.set_down(true);  // What was decided cannot be noted.
  EXPECT_EQ(process.attempt(task, {}).state, TaskState::kWaiting);
  tasks.set_down(false);
  EXPECT_EQ(process.attempt(task, {}).outcome, "no_match");
  EXPECT_EQ(world.events_of("verify"), 1U);
}

TEST_F(ProcessUploadTest, DoesWhatWasAnnouncedAndNotWhatTheObjectSays) {
  Task task = upload("visitors", "up", world.photo(1), {{"fullname", "Mallory"}});
  task.what.payload = announcement_payload({.metadata = {},
                                            .announced_by = "MIENKEY",
                                            .collection = "staff",
                                            .name = "Ann",
                                            .person = "ann",
                                            .attributes_json = R"({"floor":3})",
                                            .consent = true}) +
                      task.what.payload;
  const Attempt done = process.attempt(task, {});
  EXPECT_EQ(done.outcome, "registered") << done.reason;
  const Person ann = world.store.people().find(world.staff, person_id("ann")).value();
  EXPECT_EQ(ann.name, "Ann");
  EXPECT_EQ(ann.attributes_json, R"({"floor":3})");
  EXPECT_TRUE(ann.consent);
  EXPECT_EQ(world.events()[0].actor, "MIENKEY");
  EXPECT_FALSE(uploads.objects.contains("visitors/up"));
}

TEST_F(ProcessUploadTest, NotesWhatStaysSoThatItGoesWithItsPerson) {
  const Attempt first = named("Ann", 1, 1);
  const Attempt second = named("Ann", 1, 2);
  ASSERT_EQ(second.outcome, "registered") << second.reason;
  const Trace item_of_first{.kind = Trace::Kind::kItem,
                            .container = "faces",
                            .key = encode_text_map({{"RekognitionId", value(first, "face_id")}})};
  const Trace first_object{.container = "photos", .key = "index/0.jpg", .sequence = 1};
  const PersonId ann = person_id(value(first, "person_id"));
  const std::vector ids{*FaceId::parse(value(first, "face_id")), *FaceId::parse(value(second, "face_id"))};
  EXPECT_TRUE(lost().empty());
  remove_face(ann, ids, ids[0]);
  EXPECT_EQ(lost(), (std::vector{item_of_first, first_object}));
  remove_person(ann.text());
  EXPECT_EQ(lost().size(), 4U);
}

TEST_F(ProcessUploadTest, LeavesAnItemThatIsFoundByThePersonToThePerson) {
  items.key = "FullName";
  const Attempt first = named("Ann", 1, 1);
  const Attempt second = named("Ann", 1, 2);
  const PersonId ann = person_id(value(first, "person_id"));
  const std::vector ids{*FaceId::parse(value(first, "face_id")), *FaceId::parse(value(second, "face_id"))};
  remove_face(ann, ids, ids[1]);
  EXPECT_EQ(lost(), (std::vector{Trace{.container = "photos", .key = "index/1.jpg", .sequence = 2}}))
      << "the item tells of the person still";
  remove_person(ann.text());
  EXPECT_EQ(lost().size(), 3U);
}

TEST_F(ProcessUploadTest, NotesTheProbeThatIsKeptOfWhomItShows) {
  Intake keeps = visitors();
  keeps.keep = Intake::Keep::kAll;
  intakes.replace({employees(), keeps});
  ASSERT_OK(world.add(1, "ann"));
  ASSERT_EQ(process.attempt(upload("visitors", "probe.jpeg", world.photo(1, 5)), {}).outcome, "match");
  ASSERT_EQ(process.attempt(upload("visitors", "other.jpeg", world.photo(9)), {}).outcome, "no_match");
  remove_person("ann");
  EXPECT_EQ(lost(), (std::vector{Trace{.container = "visitors", .key = "probe.jpeg", .sequence = 1}}));
}

TEST_F(ProcessUploadTest, RefusesTasksOfAnIntakeThatIsNotConfiguredAnyMore) {
  const Task task = upload("employees", "index/a.jpg", world.photo(1), {{"fullname", "Ann"}});
  intakes.replace({visitors()});
  expect_refused(process.attempt(task, {}), "unknown_intake");
}

/// An intake whose bucket another server has.
class SourcedUploadTest : public ::testing::Test, protected UploadWorld {
 protected:
  class Told final : public UploadFollowers {
   public:
    std::vector<NewTask> of(const Task& task, const Attempt& settled) const override {
      return {{.id = task.what.id, .kind = TaskKind::kWebhook, .target = settled.outcome, .once_key = {}}};
    }
  };
  Intake sourced(Intake::Keep keep = Intake::Keep::kAccepted) {
    Intake intake = employees();
    intake.source = "other";
    intake.table.clear();
    intake.keep = keep;
    return intake;
  }
  /// What lies there now, and the task of an event that told of `said`.
  Task put(std::size_t person, std::uint64_t lies, std::uint64_t said, TextMap metadata = {{"fullname", "Ann"}}) {
    const auto image = world.photo(person);
    elsewhere.objects["photos/index/a.jpg"] = {{image.begin(), image.end()}, lies, std::move(metadata)};
    const ObjectEvent event{.name = {}, .bucket = "photos", .key = "index/a.jpg", .sequence = said, .actor = "hook:s3"};
    NewTask task{.id = {world.ids.random()},
                 .target = "employees",
                 .once_key = std::to_string(++sequence),
                 .bucket = "photos",
                 .key = "index/a.jpg",
                 .payload = event_payload(event),
                 .created = world.clock.now()};
    EXPECT_TRUE(tasks.add(std::span(&task, 1)));
    return tasks.find(task.id).value();
  }

  FakeUploads elsewhere;
  Told told;
  IntakeBook its_intakes{{sourced()}};
  ProcessUpload its_process{its_intakes,
                            {world.register_person, world.add_faces, world.verify},
                            {.places = {uploads, {{"other", &elsewhere}}},
                             .items = items,
                             .tasks = tasks,
                             .traces = world.store.traces(),
                             .collections = world.collections,
                             .faces = world.faces,
                             .followers = &told},
                            world.model,
                            world.sources};
};

TEST_F(SourcedUploadTest, IsReadWhereItLiesAndNamedByWhatLiesThere) {
  const Attempt done = its_process.attempt(put(1, 7, 7), {});
  EXPECT_EQ(done.outcome, "registered") << done.reason;
  EXPECT_EQ(value(done, "name"), "Ann");
  EXPECT_TRUE(elsewhere.objects.contains("photos/index/a.jpg")) << "accepted ones are kept";
  expect_refused(its_process.attempt(put(2, 8, 7), {}), "object_replaced");
  EXPECT_TRUE(elsewhere.objects.contains("photos/index/a.jpg"));
  expect_refused(its_process.attempt(put(3, 9, 9, {}), {}), "invalid_argument");
  EXPECT_FALSE(elsewhere.objects.contains("photos/index/a.jpg")) << "refused ones are removed where they lie";
}

TEST_F(SourcedUploadTest, IsWhatLiesThereWhereTheEventDoesNotSayWhich) {
  its_intakes.replace({sourced(Intake::Keep::kNone)});
  EXPECT_EQ(its_process.attempt(put(1, 7, 0), {}).outcome, "registered");
  EXPECT_FALSE(elsewhere.objects.contains("photos/index/a.jpg")) << "the one that was read";
  Task cut_off = put(1, 8, 0);
  elsewhere.removal_fails = true;
  EXPECT_EQ(its_process.attempt(cut_off, {}).state, TaskState::kWaiting);
  elsewhere.removal_fails = false;
  cut_off = tasks.find(cut_off.what.id).value();
  const Attempt again = its_process.attempt(cut_off, {});
  EXPECT_EQ(again.outcome, "registered");
  EXPECT_EQ(value(again, "sequence"), "") << "only noted";
  EXPECT_FALSE(elsewhere.objects.contains("photos/index/a.jpg")) << "the one that was read before";
  // Where a note does not say which it was, nobody knows any more whether this is the one.
  Task decided = put(1, 9, 0);
  decided.result = encode_text_map({{"decision", "registered"}});
  EXPECT_EQ(its_process.attempt(decided, {}).outcome, "registered");
  EXPECT_TRUE(elsewhere.objects.contains("photos/index/a.jpg"));
}

TEST_F(SourcedUploadTest, IsRefusedWhereItsSourceIsGoneAndWaitsWhereItIsDown) {
  const Task task = put(1, 7, 7);
  elsewhere.down = true;
  EXPECT_EQ(its_process.attempt(task, {}).state, TaskState::kWaiting);
  elsewhere.down = false;
  Intake other = sourced();
  other.source = "gone";
  its_intakes.replace({other});
  expect_refused(its_process.attempt(task, {}), "unknown_source");
}

TEST_F(SourcedUploadTest, IsLeftToOthersToAskForWhileItsSourceIsAway) {
  class Slow final : public UploadedObjects {
   public:
    Result<Upload> read(const std::string&, const std::string&, std::size_t) const override {
      ++reads;
      if (on_read) on_read();
      return fail(ErrorCode::kUnavailable, "The source cannot be reached.");
    }
    Result<void> remove(const std::string&, const std::string&, std::uint64_t) override { return {}; }
    std::function<void()> on_read;
    mutable int reads = 0;
  };
  Slow slow;
  ProcessUpload away{its_intakes,
                     {world.register_person, world.add_faces, world.verify},
                     {.places = {uploads, {{"other", &slow}}},
                      .items = items,
                      .tasks = tasks,
                      .traces = world.store.traces(),
                      .collections = world.collections,
                      .faces = world.faces},
                     world.model,
                     world.sources};
  const Task task = put(1, 7, 7);
  EXPECT_TRUE(away.attempt(task, {}).counts);
  Attempt beside;
  slow.on_read = [&] {
    if (slow.reads == 2) beside = away.attempt(task, {});
  };
  EXPECT_TRUE(away.attempt(task, {}).counts);
  EXPECT_EQ(slow.reads, 2) << "one at a time";
  EXPECT_EQ(beside.state, TaskState::kWaiting);
  EXPECT_EQ(beside.outcome, "unavailable");
  EXPECT_FALSE(beside.counts);
  EXPECT_EQ(beside.pause, limits::kSourceAwayPause);
}

TEST_F(SourcedUploadTest, IsFollowedByWhatItsFollowersSay) {
  const Task task = put(1, 7, 7);
  const auto following = its_process.follow_up(task, {.state = TaskState::kFailed, .outcome = "unavailable"});
  ASSERT_EQ(following.size(), 1U);
  EXPECT_EQ(following[0].target, "unavailable");
  EXPECT_TRUE(process.follow_up(task, {}).empty()) << "nobody is told";
}

}  // namespace
}  // namespace mien::app
