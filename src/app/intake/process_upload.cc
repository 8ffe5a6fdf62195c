#include "app/intake/process_upload.h"

#include <array>
#include <charconv>
#include <utility>

#include "app/collections.h"
#include "core/limits.h"
#include "core/number.h"

namespace mien::app {

struct ProcessUpload::Job {
  const Task& task;
  const Intake& intake;
  UploadedObjects& place;
  UploadPayload payload;
  std::vector<std::byte> image;
  std::optional<ObjectKey> object;  ///< That has the image.
  Absences::Asking* source;         ///< Null: it lies in our own buckets.
  const Patience& patience;

  std::string actor() const { return payload.announced_by.empty() ? "intake:" + intake.name : payload.announced_by; }
  bool is_announced() const { return !payload.announced_by.empty(); }
  bool is_verification() const {
    return is_announced() ? payload.is_verification : intake.action == Intake::Action::kVerify;
  }
  Result<CollectionId> collection() const {
    if (payload.collection.empty()) return intake.collection;
    return CollectionId::parse(payload.collection);
  }
};

namespace {

/// What passes by itself: the picture is not to blame.
bool passes(ErrorCode code) {
  switch (code) {
    case ErrorCode::kOverloaded:
    case ErrorCode::kDeadlineExceeded:
    case ErrorCode::kAbandoned:
    case ErrorCode::kUnavailable:
    case ErrorCode::kStoredNotSearchable:
    case ErrorCode::kChangedMeanwhile:
    case ErrorCode::kIdempotencyInFlight:
    case ErrorCode::kInternal:
      return true;
    default:
      return false;
  }
}

Attempt refused(std::string_view outcome, std::string reason) {
  return {.state = TaskState::kRefused, .outcome = std::string(outcome), .reason = std::move(reason), .result = {}};
}

Attempt done_with(const TextMap& values) {
  return {.state = TaskState::kDone,
          .outcome = std::string(text_of(values, "decision")),
          .reason = {},
          .result = encode_text_map(values)};
}

/// What is noted of a decision before its picture is removed. No result has a name of these two.
constexpr std::string_view kRefusedAs = "refused";
constexpr std::string_view kSequence = "sequence";
std::string note_of(const Attempt& decided, std::uint64_t sequence) {
  TextMap note{{std::string(kRefusedAs), decided.outcome}, {"reason", decided.reason}};
  if (decided.state == TaskState::kDone) note = decode_text_map(decided.result.value_or("")).value_or(TextMap{});
  note.emplace(kSequence, std::to_string(sequence));
  return encode_text_map(note);
}

/// The decision again, for an attempt that follows one which was cut off when it had decided.
/// @return it, and the sequence of the picture that it is about
std::pair<Attempt, std::uint64_t> settled_by(std::string_view noted) {
  TextMap values = decode_text_map(noted).value_or(TextMap{});
  const auto sequence = number_of<std::uint64_t>(text_of(values, kSequence)).value_or(0);
  values.erase(std::string(kSequence));
  const std::string_view outcome = text_of(values, kRefusedAs);
  if (outcome.empty()) return {done_with(values), sequence};
  return {refused(outcome, std::string(text_of(values, "reason"))), sequence};
}

Attempt waits_for(const Error& error) {
  return {.state = TaskState::kWaiting,
          .outcome = std::string(name_of(error.code)),
          .reason = error.message,
          .result = {},
          .following = {},
          .counts = error.code != ErrorCode::kOverloaded && error.code != ErrorCode::kAbandoned};
}

/// Others of its uploads ask whether it is back.
Attempt source_is_away() {
  return {.state = TaskState::kWaiting,
          .outcome = std::string(name_of(ErrorCode::kUnavailable)),
          .reason = "The source cannot be reached.",
          .counts = false,
          .pause = limits::kSourceAwayPause};
}

Attempt attempt_of(const Error& error) {
  return passes(error.code) ? waits_for(error) : refused(name_of(error.code), error.message);
}

/// Plain digits with at most four decimals, as items have it. @param value  0..100
std::string decimal(float value) {
  std::array<char, 32> buffer{};
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, 4);
  std::string_view text(buffer.data(), end);
  while (text.ends_with('0')) text.remove_suffix(1);
  if (text.ends_with('.')) text.remove_suffix(1);
  return std::string(text);
}

/// JSON of two short texts, which a strict reader takes back.
std::string names_json(const TextMap& fields) {
  std::string out = "{";
  for (const std::string_view name : {"first", "last"}) {
    const auto field = fields.find(name);
    if (field == fields.end()) continue;
    if (out.size() > 1) out += ',';
    out.append("\"").append(name).append("_name\":\"");
    for (const char c : field->second) {
      if (c == '"' || c == '\\') out += '\\';
      if (static_cast<unsigned char>(c) >= 0x20) out += c;
    }
    out += '"';
  }
  return out + "}";
}

TextMap person_values(const CollectionId& collection, const PersonId& id, std::string_view name) {
  return {{"collection", collection.text()}, {"person_id", id.text()}, {"name", std::string(name)}};
}

/// nullopt: nobody's. @param goes_with_face  false: with the person, whatever becomes of the face
std::optional<TraceOwner> owner_of(const TextMap& values, bool goes_with_face) {
  auto collection = CollectionId::parse(text_of(values, "collection"));
  auto person = PersonId::parse(text_of(values, "person_id"));
  if (!collection || !person) return std::nullopt;
  TraceOwner owner{.collection = *std::move(collection), .person = *std::move(person)};
  const auto face = FaceId::parse(text_of(values, "face_id"));
  if (goes_with_face && face) owner.face = *face;
  return owner;
}

void add_face(TextMap& values, const StoredFace& face) {
  values["face_id"] = face.id.text();
  values["image_id"] = face.image.text();
}

}  // namespace

Attempt ProcessUpload::attempt(const Task& task, const Patience& patience) {
  const auto intake = intakes_.find(task.what.target);
  if (intake == nullptr) return refused("unknown_intake", "The intake is not configured any more.");
  auto payload = read_payload(task.what.payload);
  if (!payload) return refused("internal", "The task cannot be read.");
  UploadedObjects* const place = ports_.places.at(intake->source);
  if (place == nullptr) return refused("unknown_source", "The intake's source is not configured any more.");
  const bool is_ours = intake->source.empty();
  auto source = is_ours ? std::optional<Absences::Asking>() : absences_.ask(intake->source);
  if (!source && !is_ours) return source_is_away();
  Job job{.task = task,
          .intake = *intake,
          .place = *place,
          .payload = *std::move(payload),
          .image = {},
          .object = {},
          .source = source ? &*source : nullptr,
          .patience = patience};
  if (!task.result.empty()) {  // Settled before, but for the picture's removal.
    auto [settled, sequence] = settled_by(task.result);
    if (job.payload.sequence == 0) job.payload.sequence = sequence;
    return finish(job, std::move(settled));
  }

  auto upload = place->read(task.what.bucket, task.what.key, intake->image_bytes_max);
  if (source) source->tell(upload || upload.error().code != ErrorCode::kUnavailable);
  if (!upload && upload.error().code == ErrorCode::kNotFound)
    return refused("object_gone", "The object was deleted before it was processed.");
  if (!upload) return finish(job, attempt_of(upload.error()));
  // Events of some servers say nothing of the bytes that they tell of: then what lies there now is meant.
  if (job.payload.sequence == 0 && !is_ours) job.payload.sequence = upload->sequence;
  if (upload->sequence != job.payload.sequence)
    return refused("object_replaced", "The object was replaced before it was processed; the later upload counts.");
  job.image = std::move(upload->bytes);
  job.object = upload->object;
  if (upload->metadata) job.payload.metadata = *std::move(upload->metadata);
  auto values = process(job);
  if (values) {
    if (auto written = write_item(job, *values); !written) {
      // The table is the operator's: once it is there, the upload comes off.
      return {
          .state = TaskState::kWaiting, .outcome = "item_not_written", .reason = written.error().message, .result = {}};
    }
  }
  if (!values) return finish(job, attempt_of(values.error()));
  return finish(job, done_with(*values));
}

std::vector<NewTask> ProcessUpload::follow_up(const Task& task, const Attempt& settled) {
  if (ports_.followers == nullptr) return {};
  return ports_.followers->of(task, settled);
}

Result<TextMap> ProcessUpload::process(const Job& job) const {
  std::optional<Identity> identity;
  if (!job.is_verification()) {
    MIEN_TRY(identity, identify(job));
  }
  // Made with the first picture that comes, so that whoever sets up an application may make it first. A probe may be
  // that: then it shows nobody.
  if (!job.is_announced())
    MIEN_TRY_VOID(ensure_collection(ports_.collections, model_, job.intake.collection, sources_.clock));
  if (!identity) return verify(job);
  MIEN_TRY(TextMap values, enroll(job, *identity));
  for (const auto& [name, value] : identity->fields) values.emplace(name, value);
  return values;
}

Result<Identity> ProcessUpload::identify(const Job& job) const {
  if (!job.is_announced()) {
    if (!job.intake.identity) return fail(ErrorCode::kInvalidArgument, "The intake does not tell who pictures are of.");
    return job.intake.identity->identify(job.task.what.key, job.intake.prefix, job.payload.metadata);
  }
  return Identity{.kind = job.payload.person.empty() ? Identity::Kind::kName : Identity::Kind::kId,
                  .id = job.payload.person,
                  .name = job.payload.name,
                  .fields = {}};
}

Result<TextMap> ProcessUpload::enroll(const Job& job, const Identity& identity) const {
  const bool has_id = identity.kind == Identity::Kind::kId;
  MIEN_TRY(CollectionId collection, job.collection());
  RegisterPerson::Request wanted{.collection = collection,
                                 .images = {job.image},
                                 .stored = job.object,
                                 .name = has_id && identity.name.empty() ? identity.id : identity.name,
                                 .attributes_json = names_json(identity.fields),
                                 .consent = job.payload.consent,
                                 // An earlier attempt may have registered this very picture, too.
                                 .joins_namesake = !has_id,
                                 .actor = job.actor(),
                                 .patience = job.patience};
  if (has_id) {
    MIEN_TRY(wanted.id, PersonId::parse(identity.id));
  }
  if (job.is_announced() && !job.payload.attributes_json.empty()) wanted.attributes_json = job.payload.attributes_json;
  const auto registered = use_.register_person.run(wanted);
  if (!registered && wanted.id && registered.error().code == ErrorCode::kAlreadyExists) return add_to(job, *wanted.id);
  if (!registered) return std::unexpected(registered.error());
  TextMap values = person_values(collection, registered->person.id, registered->person.name);
  add_face(values, registered->faces.front());
  values["decision"] = "registered";
  return values;
}

Result<TextMap> ProcessUpload::add_to(const Job& job, const PersonId& person) const {
  MIEN_TRY(CollectionId collection, job.collection());
  MIEN_TRY(const GetPerson::Response done, use_.add_faces.run({.collection = collection,
                                                               .person = person,
                                                               .images = {job.image},
                                                               .stored = job.object,
                                                               .actor = job.actor(),
                                                               .patience = job.patience}));
  TextMap values = person_values(collection, person, done.person.name);
  const Sha256 picture = sources_.ids.sha256(job.image);
  for (const StoredFace& face : done.faces)
    if (face.image_sha256 == picture) add_face(values, face);
  values["decision"] = "registered";
  return values;
}

Result<TextMap> ProcessUpload::verify(const Job& job) const {
  MIEN_TRY(CollectionId collection, job.collection());
  VerifyFace::Request wanted{
      .collection = collection,
      .image = job.image,
      .similarity_min = job.is_announced() ? job.payload.similarity_min : job.intake.similarity_min,
      .actor = job.actor(),
      .patience = job.patience,
      .event = EventId{job.task.what.id.uuid}};
  if (job.is_announced() && !job.payload.person.empty()) {
    MIEN_TRY(wanted.person, PersonId::parse(job.payload.person));
  }
  MIEN_TRY(const VerifyFace::Response done, use_.verify.run(wanted));
  TextMap values{{"collection", collection.text()},
                 {"decision", std::string(name_of(done.decision))},
                 {"event_id", done.event.text()},
                 {"threshold", decimal(static_cast<float>(done.threshold))}};
  if (done.similarity) values["similarity"] = decimal(*done.similarity);
  if (done.person) {
    // One of the person's: what is known of the match is whose face it is.
    MIEN_TRY(const Page<StoredFace> faces,
             ports_.faces.list(collection, {.person = done.person->id}, {.after = {}, .limit = 1}));
    if (!faces.items.empty()) values["face_id"] = faces.items.front().id.text();
    values["person_id"] = done.person->id.text();
    values["name"] = done.person->name;
    values["attributes"] = done.person->attributes_json;
  }
  return values;
}

Result<void> ProcessUpload::write_item(const Job& job, const TextMap& values) const {
  if (job.intake.table.empty() || job.is_announced()) return {};
  TextMap names = values;
  names["bucket"] = job.task.what.bucket;
  names["key"] = job.task.what.key;
  names["now"] = rfc3339(job.task.what.created);  // The same however often it is written.
  names["upload_id"] = job.task.what.id.text();
  ItemSink::Fields item;
  for (const auto& [attribute, text] : job.intake.table_item) item.emplace_back(attribute, fill_template(text, names));
  // Before it is written: an item without a trace would stay, a trace without an item does no harm.
  MIEN_TRY_VOID(note_item(job, values, item));
  return ports_.items.put(job.intake.table, job.intake.table_key, item);
}

Result<void> ProcessUpload::note_item(const Job& job, const TextMap& values, const ItemSink::Fields& item) const {
  MIEN_TRY(std::string key, ports_.items.key_of(job.intake.table, job.intake.table_key, item));
  // One that is found by its face tells of that face; one that is found by its person, of the last of several pictures.
  const std::string_view face = text_of(values, "face_id");
  const auto owner = owner_of(values, !face.empty() && key.find(face) != std::string::npos);
  if (!owner) return {};
  return ports_.traces.note({.kind = Trace::Kind::kItem, .container = job.intake.table, .key = std::move(key)}, *owner);
}

Result<void> ProcessUpload::note_object(const Job& job, const Attempt& done) const {
  if (!done.result || job.payload.sequence == 0) return {};  // Nobody knows which object it was.
  MIEN_TRY(const TextMap values, decode_text_map(*done.result));
  // The picture of a verification is one of the person's, but none of the faces came from it.
  const auto owner = owner_of(values, !job.is_verification());
  if (!owner) return {};
  return ports_.traces.note({.kind = Trace::Kind::kObject,
                             .source = job.intake.source,
                             .container = job.task.what.bucket,
                             .key = job.task.what.key,
                             .sequence = job.payload.sequence},
                            *owner);
}

Attempt ProcessUpload::finish(const Job& job, Attempt attempt) const {
  if (attempt.state == TaskState::kWaiting) return attempt;
  const bool accepted = attempt.state == TaskState::kDone && (!job.is_verification() || attempt.outcome == "match");
  const Intake::Keep keep = job.is_announced() ? Intake::Keep::kNone : job.intake.keep;
  const bool stays = keep == Intake::Keep::kAll || (keep == Intake::Keep::kAccepted && accepted);
  if (stays) {
    if (const auto noted = note_object(job, attempt); !noted) return attempt_of(noted.error());
  }
  // Once the picture is gone, nobody can decide again; from another server it may go at any time. A removal from our
  // own buckets is a write to the same store.
  const bool is_ours = job.intake.source.empty();
  if (job.task.result.empty() && !(stays && is_ours)) {
    const auto durable = is_ours ? TaskStore::Durable::kWithNextWrite : TaskStore::Durable::kOnReturn;
    if (const auto noted =
            ports_.tasks.note(job.task.what.id, note_of(attempt, job.payload.sequence), sources_.clock.now(), durable);
        !noted)
      return attempt_of(noted.error());
  }
  if (stays || job.payload.sequence == 0) {                         // Of 0 nobody knows what lies there now.
    if (attempt.state == TaskState::kRefused) attempt.result = "";  // Whoever has it tried again has it looked at anew.
    return attempt;
  }
  const auto removed = job.place.remove(job.task.what.bucket, job.task.what.key, job.payload.sequence);
  if (job.source != nullptr) job.source->tell(removed.has_value());
  if (removed) return attempt;
  Attempt again = waits_for(removed.error());
  if (!again.counts || job.task.attempts + 1 < limits::kUploadAttemptsMax) return again;
  // The last one: what was decided holds, though the picture stays.
  attempt.reason += (attempt.reason.empty() ? "" : " ") + again.reason;
  return attempt;
}

}  // namespace mien::app
