#include "app/intake/intake_triggers.h"

#include <algorithm>
#include <array>

#include "app/intake/upload_payload.h"
#include "app/objects/buckets.h"

namespace mien::app {
namespace {

/// What events of new objects may be called.
constexpr std::array<std::string_view, 4> kCreations{"ObjectCreated:Put", "ObjectCreated:Post", "ObjectCreated:Copy",
                                                     "ObjectCreated:CompleteMultipartUpload"};

bool is_creation(const ObjectEvent& event) { return event.name.starts_with("ObjectCreated:"); }

}  // namespace

NewTask IntakeTriggers::intake_task(const Intake& intake, const ObjectEvent& event) const {
  return {.id = {ids_.random()},
          .kind = TaskKind::kIntake,
          .target = intake.name,
          .once_key = once_key_of(event.bucket, event.sequence),
          .bucket = event.bucket,
          .key = event.key,
          .payload = event_payload(event),
          .created = event.at};
}

NewTask IntakeTriggers::function_task(std::string_view function, const ObjectEvent& event,
                                      const NotificationRule& rule) const {
  return {.id = {ids_.random()},
          .kind = TaskKind::kFunction,
          .target = std::string(function),
          .once_key = once_key_of(event.bucket, event.sequence) + '/' + rule.id,
          .bucket = event.bucket,
          .key = event.key,
          .payload = functions_.event(function, event, rule),
          .created = event.at};
}

std::vector<NewTask> IntakeTriggers::tasks_of(const ObjectEvent& event) const {
  std::vector<NewTask> tasks;
  const auto intakes = intakes_.all();
  const auto add_intake = [&](const Intake& intake) {
    if (std::ranges::find(tasks, intake.name, &NewTask::target) == tasks.end())
      tasks.push_back(intake_task(intake, event));
  };
  if (is_creation(event)) {
    // What was announced has its task already; its object's key is the task's id.
    if (event.bucket == kAnnouncedUploads) {
      NewTask opened = intake_task(*intakes_.find(kAnnouncedUploads), event);
      opened.id = TaskId::parse(event.key).value_or(TaskId{});
      opened.begin = NewTask::Begin::kOpened;
      return {opened};
    }
    for (const Intake& intake : *intakes)
      if (intake.takes(event.bucket, event.key)) add_intake(intake);
  }
  const auto rules = rules_.of(event.bucket);
  for (const NotificationRule& rule : rules->notifications) {
    if (!matches(rule, event.name, event.key)) continue;
    const std::string_view function = function_name(rule.function_arn);
    const auto answered_by = functions_.intakes.find(function);
    if (answered_by == functions_.intakes.end())
      tasks.push_back(function_task(function, event, rule));
    else if (const auto intake = intakes_.find(answered_by->second); intake != nullptr && is_creation(event))
      add_intake(*intake);
  }
  return tasks;
}

std::optional<std::size_t> IntakeTriggers::object_bytes_max(std::string_view bucket, std::string_view key) const {
  const auto intakes = intakes_.all();
  for (const Intake& intake : *intakes)
    if (intake.takes(bucket, key)) return intake.image_bytes_max;
  return std::nullopt;
}

Roles IntakeTriggers::may_store(std::string_view bucket, std::string_view key) const {
  // What was announced may be a registration, too; but then its announcement was an enroller's.
  if (bucket == kAnnouncedUploads) return {Role::kEnroller, Role::kVerifier};
  // Everything that follows must be a question.
  bool asks = false;
  const auto only_asks = [&](const Intake& intake) { return asks = intake.action == Intake::Action::kVerify; };
  const auto intakes = intakes_.all();
  for (const Intake& intake : *intakes)
    if (intake.takes(bucket, key) && !only_asks(intake)) return {Role::kEnroller};
  const auto rules = rules_.of(bucket);
  for (const NotificationRule& rule : rules->notifications) {
    const auto follows = [&](std::string_view event) { return matches(rule, event, key); };
    if (std::ranges::none_of(kCreations, follows)) continue;
    const auto answered_by = functions_.intakes.find(function_name(rule.function_arn));
    const auto intake = answered_by == functions_.intakes.end() ? nullptr : intakes_.find(answered_by->second);
    if (intake == nullptr || !only_asks(*intake)) return {Role::kEnroller};
  }
  if (asks) return {Role::kEnroller, Role::kVerifier};
  return {Role::kEnroller};
}

std::optional<Roles> IntakeTriggers::may_delete(std::string_view bucket) const {
  if (bucket == kAnnouncedUploads) return std::nullopt;
  const auto intakes = intakes_.all();
  for (const Intake& intake : *intakes)
    if (intake.source.empty() && intake.bucket == bucket) return Roles{};
  // Its rules would go with it, which are the administrator's.
  const auto rules = rules_.of(bucket);
  if (!rules->notifications.empty() || !rules->cors.empty()) return Roles{};
  return Roles{Role::kEnroller};
}

bool IntakeTriggers::knows_function(std::string_view name) const {
  return functions_.intakes.contains(name) || functions_.knows(name);
}

}  // namespace mien::app
