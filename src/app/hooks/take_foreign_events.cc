#include "app/hooks/take_foreign_events.h"

#include <algorithm>
#include <iterator>

#include "app/intake/upload_payload.h"
#include "app/intake/uploaded_objects.h"
#include "core/ascii.h"
#include "core/text_map.h"

namespace mien::app {
namespace {

/// AWS's and MinIO's are longer, and never repeat. versitygw counts from 1 at each start.
constexpr std::size_t kSequencerBytesMin = 16;

/// What tells the upload from every other under its key.
std::string mark_of(const ForeignEvent& event, const Ids& ids) {
  TextMap parts{{"etag", event.etag}, {"sequencer", event.sequencer}, {"version", event.version}};
  if (event.sequencer.size() < kSequencerBytesMin) parts["time"] = event.time;
  const std::string text = encode_text_map(parts);
  return hex(ids.sha256(std::as_bytes(std::span(text))));
}

}  // namespace

NewTask TakeForeignEvents::task_of(const Intake& intake, const ForeignEvent& event, std::string key,
                                   std::string_view actor) const {
  const ObjectEvent what{.name = event.name,
                         .bucket = event.bucket,
                         .key = key,
                         .sequence = sequence_of_etag(event.etag, audit_.ids),
                         .etag = event.etag,
                         .at = audit_.clock.now(),
                         .actor = std::string(actor)};
  const std::string place = event.bucket + '/' + key;
  return {.id = {audit_.ids.random()},
          .kind = TaskKind::kIntake,
          .target = intake.name,
          // Two digests: keys may be as long as a task's own mark.
          .once_key = intake.source + '/' + hex(audit_.ids.sha256(std::as_bytes(std::span(place)))) + '/' +
                      mark_of(event, audit_.ids),
          .bucket = event.bucket,
          .key = std::move(key),
          .payload = event_payload(what),
          .created = what.at};
}

Result<std::vector<NewTask>> TakeForeignEvents::tasks_of(const ForeignEvent& event, std::string_view source,
                                                         std::string_view actor) const {
  std::vector<NewTask> tasks;
  const auto intakes = intakes_.all();
  for (const Intake& intake : *intakes) {
    if (intake.source.empty() || intake.bucket != event.bucket) continue;
    if (!source.empty() && intake.source != source) continue;
    const auto its_source = std::ranges::find(sources_, intake.source, &EventSource::name);
    if (its_source == sources_.end()) continue;
    const bool is_encoded = event.key_form == KeyForm::kEncoded && its_source->key_form == KeyForm::kEncoded;
    auto key = decode_event_key(event.key, is_encoded ? KeyForm::kEncoded : KeyForm::kRaw);
    if (!key) return fail(ErrorCode::kInvalidArgument, "The key of an object in an event is none.");
    if (intake.takes_from(intake.source, event.bucket, *key))
      tasks.push_back(task_of(intake, event, *std::move(key), actor));
  }
  return tasks;
}

Result<TakeForeignEvents::Counts> TakeForeignEvents::run(std::span<const ForeignEvent> events, std::string_view source,
                                                         std::string_view actor) const {
  if (!source.empty() && std::ranges::find(sources_, source, &EventSource::name) == sources_.end())
    return fail(ErrorCode::kInvalidArgument, "There is no source of that name.");
  Counts counts;
  std::vector<NewTask> all;
  for (const ForeignEvent& event : events) {
    MIEN_TRY(std::vector<NewTask> tasks, tasks_of(event, source, actor));
    if (tasks.empty()) {
      ++counts.ignored;
      continue;
    }
    std::ranges::move(tasks, std::back_inserter(all));
  }
  if (all.empty()) return counts;
  MIEN_TRY(counts.accepted, ports_.tasks.add(all));
  counts.duplicates = all.size() - counts.accepted;
  ports_.wake();
  return counts;
}

}  // namespace mien::app
