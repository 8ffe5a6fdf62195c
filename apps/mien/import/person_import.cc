#include "import/person_import.h"

#include <algorithm>
#include <array>
#include <utility>

#include "app/face_ids.h"
#include "picture_refusal.h"

namespace mien::importing {
namespace {

/// How often a person may come or go while it is imported before that is given up.
constexpr int kSurprisesMax = 3;

/// Refusals that no photo can change: going on would be refused in the same way, again and again.
bool stops_everything(const Answer& answer) {
  constexpr std::array<std::string_view, 6> kCodes{"unauthenticated", "access_denied",      "model_mismatch",
                                                   "unknown_path",    "method_not_allowed", "unsupported_media_type"};
  // Without a code it is no Mien that answers, unless it says that the request is too large, or broken.
  const bool is_foreign = answer.code.empty() && answer.status != 400 && answer.status != 413 && answer.status < 500;
  return is_foreign || std::ranges::find(kCodes, answer.code) != kCodes.end();
}

/// Refusals of the person, not of one of the photos.
bool is_about_person(const std::string& code) {
  return code == "duplicate_person" || code == "quota_exceeded" || code == "invalid_argument" || code == "not_found" ||
         code == "already_exists";
}

}  // namespace

PersonResult PersonImport::run() {
  if (look()) {
    std::vector<std::size_t> photos(person_.photos.size());
    for (std::size_t i = 0; i < photos.size(); ++i) photos[i] = i;
    import_all(photos, Round::kFirst);
    // Among few photos it is not certain which of them is the stranger's; now the person is known.
    import_all(std::exchange(odd_, {}), Round::kSecond);
  }
  result_.outcome = outcome();
  return std::move(result_);
}

/// Asks who is there.
bool PersonImport::look() {
  const auto answer = desk_.courier.send(0, [&] { return service_.find(person_.id); });
  if (!answer) return false;
  if (answer->is_done()) {
    state_ = answer->state;
    was_there_ = true;
    result_.has_other_name = !state_->name.empty() && state_->name != person_.name;
    return true;
  }
  if (answer->status == 404 && answer->code == "not_found") return true;
  if (stops_everything(*answer)) {
    desk_.stop.raise(Stop::Why::kRefused, answer->text());
    return false;
  }
  for (std::size_t i = 0; i < person_.photos.size(); ++i)
    settle(i, {.outcome = PhotoOutcome::kRefused, .why = {answer->code, answer->reason}});
  return false;
}

std::size_t PersonImport::room() const {
  const std::size_t faces = state_ ? state_->face_count : 0;
  return faces < limits::kFacesPerPersonMax ? limits::kFacesPerPersonMax - faces : 0;
}

void PersonImport::import_all(const std::vector<std::size_t>& photos, Round round) {
  Portion portion;
  std::size_t bytes = 0;
  const auto flush = [&] {
    if (!portion.empty()) send(std::exchange(portion, {}), round);
    bytes = 0;
  };
  for (const std::size_t index : photos) {
    if (is_over_ || desk_.stop.is_raised()) return;
    if (is_remembered(index, round)) continue;
    auto photo = load(index);
    if (!photo) continue;
    if (is_settled(index, photo->sha256, std::nullopt, round)) {
      if (result_.photos[index].outcome == PhotoOutcome::kAlready) remember(*photo, std::nullopt);
      continue;
    }
    seen_.insert(photo->sha256);
    if (!portion.empty() && bytes + photo->bytes.size() > kPortionBytesMax) flush();
    bytes += photo->bytes.size();
    portion.push_back(*std::move(photo));
    if (portion.size() == limits::kImagesPerRegistrationMax) flush();
  }
  flush();
}

/// Whether nothing need be sent for a photo that an earlier run has looked at. Others are not asked for their stamp,
/// which may be far away.
bool PersonImport::is_remembered(std::size_t index, Round round) {
  const PhotoRef& ref = person_.photos[index];
  if (!desk_.journal || !desk_.journal->knows(person_.id, ref.file)) return false;
  const auto stamp = desk_.source.stamp(ref);
  if (!stamp) {
    refuse_unread(index, stamp.error());
    return true;
  }
  const auto known = desk_.journal->find(person_.id, ref.file, *stamp);
  return known && is_settled(index, known->sha256, known, round);
}

std::optional<LoadedPhoto> PersonImport::load(std::size_t index) {
  auto read = desk_.source.read(person_.photos[index]);
  if (!read) {
    refuse_unread(index, std::move(read).error());
    return std::nullopt;
  }
  LoadedPhoto photo{.index = index, .bytes = std::move(read->bytes), .stamp = read->stamp};
  photo.sha256 = desk_.ids.sha256(std::as_bytes(std::span(photo.bytes)));
  return photo;
}

/// Nothing is said of a photo that may only have been given up because the import is stopped.
void PersonImport::refuse_unread(std::size_t index, Refusal why) {
  if (!desk_.stop.is_raised()) settle(index, {.outcome = PhotoOutcome::kRefused, .why = std::move(why)});
}

/// Whether nothing need be sent for a photo of these bytes. `known`: it was not read, the journal says all of it, which
/// is taken for this photo alone.
bool PersonImport::is_settled(std::size_t index, const Sha256& sha256, const std::optional<JournalEntry>& known,
                              Round round) {
  if (round == Round::kSecond) return false;
  if (seen_.contains(sha256)) {
    settle(index, {.outcome = PhotoOutcome::kSame});
    return true;
  }
  if (state_ && state_->images.contains(image_id(sha256))) {
    if (!known) seen_.insert(sha256);
    settle(index, {.outcome = PhotoOutcome::kAlready});
    return true;
  }
  if (known && known->refusal && cli::lies_in_picture(known->refusal->code) && !rules_.retry_refused) {
    settle(index, {.outcome = PhotoOutcome::kRefused, .why = *known->refusal, .is_remembered = true});
    return true;
  }
  return false;
}

std::string PersonImport::image_id(const Sha256& sha256) const {
  const auto external = ExternalImageId::parse(person_.id);
  MIEN_CHECK(external.has_value());
  return app::derive_image_id(desk_.ids, sha256, *external).text();
}

void PersonImport::send(Portion portion, Round round) {
  if (rules_.dry_run) {
    for (const LoadedPhoto& photo : portion) settle(photo.index, {.outcome = PhotoOutcome::kWouldAdd});
    return;
  }
  while (!portion.empty() && !is_over_) {
    const std::size_t space = room();
    if (portion.size() > space) {
      const Portion beyond(std::make_move_iterator(portion.begin() + static_cast<std::ptrdiff_t>(space)),
                           std::make_move_iterator(portion.end()));
      portion.resize(space);
      refuse_all(beyond,
                 {.code = "quota_exceeded",
                  .reason = "A person may have at most " + std::to_string(limits::kFacesPerPersonMax) + " faces."});
      continue;
    }
    if (!attempt(portion, round)) return;
  }
}

bool PersonImport::attempt(Portion& portion, Round round) {
  std::size_t bytes = 0;
  for (const LoadedPhoto& photo : portion) bytes += photo.bytes.size();
  const std::string key = desk_.new_key();
  const auto answer = desk_.courier.send(bytes, [&] {
    return state_ ? service_.add(person_.id, portion, key)
                  : service_.enroll(person_, person_.consent.value_or(rules_.consent), portion, key);
  });
  if (!answer) {
    is_over_ = true;
    return false;
  }
  if (answer->is_done()) {
    store(portion, answer->state);
    return false;
  }
  if (answer->code == "already_exists" || (answer->code == "not_found" && state_)) return meet_again(portion, *answer);
  if (answer->code == "not_found" || stops_everything(*answer)) {
    desk_.stop.raise(Stop::Why::kRefused, answer->text());
    is_over_ = true;
    return false;
  }
  return set_aside(portion, *answer, round);
}

void PersonImport::store(const Portion& portion, const PersonState& state) {
  state_ = state;
  for (const LoadedPhoto& photo : portion) {
    remember(photo, std::nullopt);
    settle(photo.index, {.outcome = PhotoOutcome::kAdded});
  }
}

/// The person has come, or gone, since the server was asked: it is asked again. An earlier run's last request may have
/// been finished meanwhile, too.
bool PersonImport::meet_again(Portion& portion, const Answer& answer) {
  if (++surprises_ > kSurprisesMax) {
    refuse_all(portion, answer);
    return false;
  }
  const auto now = desk_.courier.send(0, [&] { return service_.find(person_.id); });
  if (!now) {
    is_over_ = true;
    return false;
  }
  if (now->is_done())
    state_ = now->state;
  else
    state_.reset();
  std::erase_if(portion, [&](const LoadedPhoto& photo) {
    const bool is_there = state_ && state_->images.contains(image_id(photo.sha256));
    if (is_there) settle(photo.index, {.outcome = PhotoOutcome::kAlready});
    return is_there;
  });
  return true;
}

/// Takes out of the portion what was refused; the rest is to be sent again.
bool PersonImport::set_aside(Portion& portion, const Answer& answer, Round round) {
  if (const auto number = cli::blamed_picture(answer.reason, portion.size())) {
    const auto blamed = portion.begin() + static_cast<std::ptrdiff_t>(*number - 1);
    if (answer.code == "identity_conflict" && round == Round::kFirst)
      odd_.push_back(blamed->index);
    else
      refuse_all({std::move(*blamed)}, answer);
    portion.erase(blamed);
    return true;
  }
  if (portion.size() == 1 || is_about_person(answer.code)) {
    refuse_all(portion, answer);
    return false;
  }
  // The server does not say which: each half by itself.
  const auto middle = portion.begin() + static_cast<std::ptrdiff_t>(portion.size() / 2);
  Portion second(std::make_move_iterator(middle), std::make_move_iterator(portion.end()));
  portion.erase(middle, portion.end());
  send(std::exchange(portion, {}), round);
  send(std::move(second), round);
  return false;
}

void PersonImport::refuse_all(const Portion& portion, const Answer& answer) {
  Refusal why{answer.code.empty() ? "status_" + std::to_string(answer.status) : answer.code, answer.reason};
  // The number means something only within the request.
  if (const auto number = cli::blamed_picture(why.reason, limits::kImagesPerRegistrationMax)) {
    constexpr std::string_view kAhead = ": ";
    const std::string reason = cli::name_blamed_picture(why.reason, *number, "");
    why.reason = reason.starts_with(kAhead) ? reason.substr(kAhead.size()) : "The picture" + reason;
  }
  if (!answer.person.empty()) why.reason += " (person " + answer.person + ")";
  for (const LoadedPhoto& photo : portion) {
    if (answer.status != 0) remember(photo, why);
    settle(photo.index, {.outcome = PhotoOutcome::kRefused, .why = why});
  }
}

void PersonImport::settle(std::size_t index, PhotoResult result) {
  result_.photos[index] = std::move(result);
  desk_.photo_done(person_, index, result_.photos[index]);
}

void PersonImport::remember(const LoadedPhoto& photo, std::optional<Refusal> refusal) {
  if (!desk_.journal) return;
  const auto done = desk_.journal->record({.person = person_.id,
                                           .file = person_.photos[photo.index].file,
                                           .stamp = photo.stamp,
                                           .sha256 = photo.sha256,
                                           .refusal = std::move(refusal)});
  if (!done) desk_.journal_failed(done.error());
}

PersonOutcome PersonImport::outcome() const {
  const auto count = [&](PhotoOutcome wanted) {
    return std::ranges::count(result_.photos, wanted, &PhotoResult::outcome);
  };
  if (count(PhotoOutcome::kUnsent) > 0) return PersonOutcome::kUnfinished;
  const bool has_new = count(PhotoOutcome::kAdded) + count(PhotoOutcome::kWouldAdd) > 0;
  if (was_there_) return has_new ? PersonOutcome::kCompleted : PersonOutcome::kAlready;
  return has_new || state_ ? PersonOutcome::kRegistered : PersonOutcome::kRefused;
}

}  // namespace mien::importing
