#include "app/intake/uploads.h"

#include "app/intake/intake_book.h"
#include "app/person_name.h"

namespace mien::app {
namespace {

std::unexpected<Error> wrong(std::string message) { return fail(ErrorCode::kInvalidArgument, std::move(message)); }

std::unexpected<Error> no_upload() { return fail(ErrorCode::kNotFound, "There is no such upload."); }

Result<void> check_registration(const UploadPayload& what) {
  if (what.name.empty()) return wrong("A registration needs the person's name.");
  MIEN_TRY_VOID(check_person_name(what.name));
  MIEN_TRY_VOID(check_attributes_size(what.attributes_json));
  if (what.person.empty()) return {};
  MIEN_TRY(const PersonId id, PersonId::parse(what.person));
  return check_new_person_id(id);
}

Result<void> check_verification(const UploadPayload& what) {
  if (!what.person.empty()) MIEN_TRY_VOID(PersonId::parse(what.person));
  if (what.similarity_min && !(*what.similarity_min >= 0 && *what.similarity_min <= 100))
    return wrong("The threshold must be a number from 0 to 100.");
  if (!what.name.empty() || !what.attributes_json.empty() || what.consent)
    return wrong("Name, attributes and consent are of a registration.");
  return {};
}

bool is_settled(const Task& task) { return task.state != TaskState::kWaiting && task.state != TaskState::kOpen; }

/// One of those that may wait, for as long as it lives; not where they are all taken.
class Place {
 public:
  Place(std::atomic<std::size_t>& waiters, std::size_t waiters_max)
      : waiters_(waiters), is_taken_(++waiters <= waiters_max) {}
  ~Place() { --waiters_; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  bool is_taken() const { return is_taken_; }

 private:
  std::atomic<std::size_t>& waiters_;
  const bool is_taken_;
};

}  // namespace

Result<AnnounceUpload::Response> AnnounceUpload::run(const Request& request) const {
  MIEN_TRY_VOID(request.what.is_verification ? check_verification(request.what) : check_registration(request.what));
  if (request.lifetime < limits::kUploadLifetimeMin || request.lifetime > limits::kUploadLifetimeMax)
    return wrong("An upload may be announced for " + std::to_string(limits::kUploadLifetimeMin.count()) + " to " +
                 std::to_string(limits::kUploadLifetimeMax.count()) + " seconds.");
  MIEN_TRY(const CollectionId collection, CollectionId::parse(request.what.collection));
  MIEN_TRY_VOID(collections_.find(collection));
  const Timestamp now = sources_.clock.now();
  const TaskId id{sources_.ids.random()};
  const NewTask task{.id = id,
                     .kind = TaskKind::kIntake,
                     .target = std::string(kAnnouncedUploads),
                     .once_key = id.text(),
                     .bucket = std::string(kAnnouncedUploads),
                     .key = id.text(),
                     .payload = announcement_payload(request.what),
                     .created = now,
                     .due = now + request.lifetime,
                     .begin = NewTask::Begin::kOpen};
  MIEN_TRY_VOID(tasks_.add(std::span(&task, 1)));
  return Response{.id = id, .bucket = task.bucket, .key = task.key, .expires = *task.due};
}

template <class Find>
Result<Task> FindUpload::settled(const Find& find, std::chrono::milliseconds wait, const Patience& patience) const {
  const auto until = std::chrono::steady_clock::now() + wait;
  MIEN_TRY(Task task, find());
  if (is_settled(task) || wait <= wait.zero()) return task;
  const Place place(waiters_, waiters_max_);
  std::optional<Place> for_announced;
  if (task.state == TaskState::kOpen) for_announced.emplace(waiters_for_announced_, waiters_max_ / 2);
  if (!place.is_taken() || (for_announced && !for_announced->is_taken())) return task;
  while (!is_settled(task) && std::chrono::steady_clock::now() < until) {
    // Looked at again now that it is heard of: it may have got on in between. Of an object the last upload counts,
    // which may be another one by then.
    const TaskId id = task.what.id;
    TaskNotices::Waiter waiter(notices_, id);
    for (;;) {
      MIEN_TRY(task, find());
      if (task.what.id != id || is_settled(task) || std::chrono::steady_clock::now() >= until) break;
      waiter.wait(patience, until);
      MIEN_TRY_VOID(patience.check());
    }
  }
  return task;
}

Result<Task> FindUpload::by_id(const TaskId& id, std::chrono::milliseconds wait, const Patience& patience) const {
  const auto find = [&]() -> Result<Task> {
    MIEN_TRY(Task task, tasks_.find(id));
    if (task.what.kind != TaskKind::kIntake) return no_upload();
    return task;
  };
  auto found = settled(find, wait, patience);
  if (!found && found.error().code == ErrorCode::kNotFound) return no_upload();
  return found;
}

Result<Task> FindUpload::by_sequence(const std::string& intake, const std::string& bucket, const std::string& key,
                                     std::uint64_t sequence, std::chrono::milliseconds wait,
                                     const Patience& patience) const {
  const std::string once_key = once_key_of(bucket, sequence);
  // The newest come first, and only uploads of this very moment are newer: it is on the first page, as a rule.
  PageRequest page{.after = {}, .limit = 16};
  do {
    MIEN_TRY(const Page<Task> found,
             tasks_.list({.kind = TaskKind::kIntake, .target = intake, .bucket = bucket, .key = key}, page));
    for (const Task& task : found.items)
      if (task.what.once_key == once_key) return by_id(task.what.id, wait, patience);
    page.after = found.next;
  } while (!page.after.empty());
  return no_upload();
}

Result<Task> FindUpload::by_object(const std::string& intake, const std::string& bucket, const std::string& key,
                                   std::chrono::milliseconds wait, const Patience& patience) const {
  const auto find = [&]() -> Result<Task> {
    MIEN_TRY(Page<Task> page, tasks_.list({.kind = TaskKind::kIntake, .target = intake, .bucket = bucket, .key = key},
                                          {.after = {}, .limit = 1}));
    if (page.items.empty()) return no_upload();
    return std::move(page.items.front());
  };
  return settled(find, wait, patience);
}

Result<void> RetryUpload::run(const TaskId& id) const {
  const auto task = tasks_.find(id);
  if (!task && task.error().code != ErrorCode::kNotFound) return std::unexpected(task.error());
  if (!task || task->what.kind != TaskKind::kIntake) return no_upload();
  // A refusal that is noted has lost its picture: ProcessUpload.
  if (task->state == TaskState::kRefused && !task->result.empty())
    return fail(ErrorCode::kNotRetryable, "Its picture was removed when it was refused; it has to be uploaded again.");
  return tasks_.retry(id, clock_.now());
}

}  // namespace mien::app
