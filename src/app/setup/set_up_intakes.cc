#include "app/setup/set_up_intakes.h"

#include <algorithm>
#include <optional>

#include "app/setup/others.h"

namespace mien::app {
namespace {

std::unexpected<Error> not_found() { return fail(ErrorCode::kNotFound, "There is no intake of that name."); }

/// How an audit line names an intake; no person's id has a slash.
std::string subject_of(std::string_view name) { return "intake/" + std::string(name); }

}  // namespace

Result<Intake> SetUpIntakes::read(const SetupTable& table) const {
  MIEN_TRY(Intake intake, read_intake(table, "The intake"));
  intake.origin = Origin::kConsole;
  if (!intake.source.empty()) return intake;
  MIEN_TRY_VOID(BucketName::parse(intake.bucket));
  if (std::ranges::find(reserved_, intake.bucket) != reserved_.end())
    return fail(ErrorCode::kInvalidArgument, "The intake: bucket: the service has paths of its own there.");
  return intake;
}

Result<void> SetUpIntakes::load() {
  const std::scoped_lock lock(ports_.changes);
  MIEN_TRY(const std::vector<Setup> stored, ports_.store.list(SetupKind::kIntake));
  std::vector<Intake> intakes = *ports_.intakes.all();
  for (const Setup& setup : stored) {
    MIEN_TRY(Intake intake, read(setup.table));
    intakes.push_back(std::move(intake));
  }
  MIEN_TRY_VOID(check_intakes(intakes, sources_));
  ports_.intakes.replace(std::move(intakes));
  return {};
}

std::vector<Intake> SetUpIntakes::all() const {
  std::vector<Intake> intakes = *ports_.intakes.all();
  std::erase_if(intakes, [](const Intake& intake) { return intake.name == kAnnouncedUploads; });
  std::ranges::sort(intakes, {}, &Intake::name);
  return intakes;
}

Result<Intake> SetUpIntakes::find(std::string_view name) const {
  const auto intake = ports_.intakes.find(name);
  if (!intake || name == kAnnouncedUploads) return not_found();
  return *intake;
}

Result<Intake> SetUpIntakes::create(const SetupTable& table, const std::string& actor) {
  MIEN_TRY(Intake intake, read(table));
  const std::scoped_lock lock(ports_.changes);
  if (ports_.intakes.find(intake.name))
    return fail(ErrorCode::kAlreadyExists, "There is an intake of that name already.");
  std::vector<Intake> intakes = *ports_.intakes.all();
  intakes.push_back(intake);
  MIEN_TRY_VOID(check_intakes(intakes, sources_));
  MIEN_TRY_VOID(ports_.buckets.prepare(intake, actor));
  MIEN_TRY_VOID(ports_.store.add(SetupKind::kIntake, {.name = intake.name, .table = setup_of(intake)},
                                 audit_.event(actor, "create_intake", "", subject_of(intake.name), "ok")));
  ports_.intakes.replace(std::move(intakes));
  return intake;
}

Result<Intake> SetUpIntakes::replace(const SetupTable& table, const std::string& actor) {
  MIEN_TRY(Intake intake, read(table));
  const std::scoped_lock lock(ports_.changes);
  MIEN_TRY(const Intake before, find(intake.name));
  MIEN_TRY(std::vector<Intake> intakes, others_than(before, ports_.intakes, "intake"));
  intakes.push_back(intake);
  MIEN_TRY_VOID(check_intakes(intakes, sources_));
  MIEN_TRY_VOID(ports_.buckets.release(before));
  auto stored = ports_.buckets.prepare(intake, actor);
  if (stored)
    stored = ports_.store.replace(SetupKind::kIntake, intake.name, setup_of(intake),
                                  audit_.event(actor, "replace_intake", "", subject_of(intake.name), "ok"));
  if (!stored) {
    undo(&intake, before, actor);
    return std::unexpected(stored.error());
  }
  ports_.intakes.replace(std::move(intakes));
  return intake;
}

Result<void> SetUpIntakes::remove(std::string_view name, const std::string& actor) {
  const std::scoped_lock lock(ports_.changes);
  MIEN_TRY(const Intake before, find(name));
  MIEN_TRY(std::vector<Intake> others, others_than(before, ports_.intakes, "intake"));
  const auto webhooks = ports_.webhooks.all();
  for (const Webhook& webhook : *webhooks)
    if (std::ranges::find(webhook.intakes, name) != webhook.intakes.end())
      return fail(ErrorCode::kInUse, "The webhook \"" + webhook.name + "\" names the intake.");
  MIEN_TRY_VOID(ports_.buckets.release(before));
  const auto removed =
      ports_.store.remove(SetupKind::kIntake, name, audit_.event(actor, "delete_intake", "", subject_of(name), "ok"));
  if (!removed) {
    undo(nullptr, before, actor);
    return removed;
  }
  ports_.intakes.replace(std::move(others));
  return {};
}

void SetUpIntakes::undo(const Intake* wanted, const Intake& before, const std::string& actor) const {
  if (wanted != nullptr) (void)ports_.buckets.release(*wanted);
  (void)ports_.buckets.prepare(before, actor);
}

}  // namespace mien::app
