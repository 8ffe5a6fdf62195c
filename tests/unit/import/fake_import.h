#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "adapters/system/system_ids.h"
#include "app/face_ids.h"
#include "import/importer.h"

namespace mien::importing {

/// Time that passes only by sleeping. Thread-safe.
class FakeTimer final : public Timer {
 public:
  Moment now() const override {
    const std::scoped_lock lock(mutex_);
    return now_;
  }
  void sleep(Duration how_long) override {
    {
      const std::scoped_lock lock(mutex_);
      now_ += how_long;
    }
    if (on_sleep) on_sleep();
  }
  Duration slept() const { return now() - Moment{}; }
  std::function<void()> on_sleep;

 private:
  mutable std::mutex mutex_;
  Moment now_{};
};

/// A source in memory: a photo's bytes are what its file's name stands for. Thread-safe.
class FakeSource final : public Source {
 public:
  Result<Listing> list() const override { return listing; }
  Usable<PhotoStamp> stamp(const PhotoRef& photo) const override {
    ++stamps;
    if (!files.contains(photo.file)) return std::unexpected(Refusal{"file_missing", "there is no such file"});
    return PhotoStamp{.bytes = files.at(photo.file).size(), .changed_ns = 1};
  }
  Usable<ReadPhoto> read(const PhotoRef& photo) const override {
    if (on_read) on_read();
    if (!files.contains(photo.file)) return std::unexpected(Refusal{"file_missing", "there is no such file"});
    ++reads;
    return ReadPhoto{files.at(photo.file), {.bytes = files.at(photo.file).size(), .changed_ns = 1}};
  }
  /// A person with these photos; "who:number" is a picture of `who`.
  void add(const std::string& id, const std::vector<std::string>& pictures) {
    PersonEntry person{.id = id, .name = "Name of " + id};
    for (const std::string& picture : pictures) {
      const std::string file = id + "/" + std::to_string(person.photos.size()) + ".jpg";
      files[file] = picture;
      person.photos.push_back({.file = file});
    }
    listing.people.push_back(std::move(person));
  }
  Listing listing;
  std::map<std::string, std::string> files;
  std::function<void()> on_read;
  mutable std::atomic<int> stamps{0};
  mutable std::atomic<int> reads{0};
};

/// What a server does with pictures "who:number": `who` is whose face it is, "none" no face, "group" several. The one
/// whose face comes first in a person gives it its face. Thread-safe.
class FakeServer {
 public:
  struct Person {
    std::string name{};
    std::string who{};
    std::vector<std::string> pictures{};
    bool consent = false;
  };
  /// Called before each request; an answer with a status other than 200 is given instead. `true`: the request is done
  /// all the same, only its answer is lost.
  std::function<std::pair<Answer, bool>(const std::string& request)> disturb;

  Answer find(const std::string& id) {
    const std::scoped_lock lock(mutex);
    log.push_back("find " + id);
    return disturbed(log.back(), [&]() -> Answer {
      if (!people.contains(id)) return {.status = 404, .code = "not_found", .reason = "Nobody."};
      return {.status = 200, .state = state(id)};
    });
  }
  Answer enroll(const PersonEntry& person, bool consent, std::span<const LoadedPhoto> photos, const std::string& key) {
    const std::scoped_lock lock(mutex);
    log.push_back("enroll " + person.id + " " + std::to_string(photos.size()));
    return disturbed(log.back(), [&]() -> Answer {
      if (keys.contains(key)) return {.status = 201, .state = state(person.id)};
      if (people.contains(person.id)) return {.status = 409, .code = "already_exists", .reason = "Taken."};
      if (const auto refused = unusable(photos)) return *refused;
      if (const auto refused = odd(photos)) return *refused;
      const std::string who = who_of(photos[0].bytes);
      for (const auto& [id, other] : people)
        if (other.who == who) return {.status = 409, .code = "duplicate_person", .reason = "Known.", .person = id};
      people[person.id] = {.name = person.name, .who = who, .consent = consent};
      return stored(person.id, photos, key);
    });
  }
  Answer add(const std::string& id, std::span<const LoadedPhoto> photos, const std::string& key) {
    const std::scoped_lock lock(mutex);
    log.push_back("add " + id + " " + std::to_string(photos.size()));
    return disturbed(log.back(), [&]() -> Answer {
      if (keys.contains(key)) return {.status = 201, .state = state(id)};
      if (!people.contains(id)) return {.status = 404, .code = "not_found", .reason = "Nobody."};
      if (const auto refused = unusable(photos)) return *refused;
      for (std::size_t i = 0; i < photos.size(); ++i)
        if (who_of(photos[i].bytes) != people[id].who)
          return blame(i, 409, "identity_conflict", " does not show the person's face.");
      return stored(id, photos, key);
    });
  }
  std::size_t pictures() {
    const std::scoped_lock lock(mutex);
    std::size_t count = 0;
    for (const auto& [id, person] : people) count += person.pictures.size();
    return count;
  }

  std::mutex mutex;
  std::map<std::string, Person> people;
  std::set<std::string> keys;
  std::vector<std::string> log;
  bool names_picture = true;  ///< Whether a refusal says which picture it is about.

 private:
  static std::string who_of(const std::string& bytes) { return bytes.substr(0, bytes.find(':')); }
  Answer disturbed(const std::string& request, const std::function<Answer()>& act) {
    const auto [instead, is_done] = disturb ? disturb(request) : std::pair(Answer{.status = 200}, false);
    if (instead.status == 200) return act();
    if (is_done) act();
    return instead;
  }
  Answer blame(std::size_t i, int status, const std::string& code, const std::string& text) const {
    return {
        .status = status, .code = code, .reason = names_picture ? "Picture " + std::to_string(i + 1) + text : "One."};
  }
  std::optional<Answer> unusable(std::span<const LoadedPhoto> photos) const {
    for (std::size_t i = 0; i < photos.size(); ++i) {
      const std::string who = who_of(photos[i].bytes);
      if (who == "none") return blame(i, 422, "no_face", ": No face.");
      if (who == "group") return blame(i, 422, "several_faces", ": Several.");
    }
    return std::nullopt;
  }
  /// As the real one: the picture that resembles the others least; among two the first.
  std::optional<Answer> odd(std::span<const LoadedPhoto> photos) const {
    std::map<std::string, std::size_t> count;
    for (const LoadedPhoto& photo : photos) ++count[who_of(photo.bytes)];
    if (count.size() < 2) return std::nullopt;
    std::size_t worst = 0;
    for (std::size_t i = 1; i < photos.size(); ++i)
      if (count[who_of(photos[i].bytes)] < count[who_of(photos[worst].bytes)]) worst = i;
    return blame(worst, 409, "identity_conflict", " does not show the same person as the others.");
  }
  Answer stored(const std::string& id, std::span<const LoadedPhoto> photos, const std::string& key) {
    auto& pictures = people[id].pictures;
    for (const LoadedPhoto& photo : photos)
      if (std::ranges::find(pictures, photo.bytes) == pictures.end()) pictures.push_back(photo.bytes);
    keys.insert(key);
    return {.status = 201, .state = state(id)};
  }
  PersonState state(const std::string& id) {
    PersonState out{.name = people[id].name, .images = {}, .face_count = people[id].pictures.size()};
    for (const std::string& picture : people[id].pictures)
      out.images.insert(
          app::derive_image_id(ids_, ids_.sha256(std::as_bytes(std::span(picture))), *ExternalImageId::parse(id))
              .text());
    return out;
  }
  SystemIds ids_;
};

/// One connection to a FakeServer.
class FakeService final : public Service {
 public:
  explicit FakeService(FakeServer& server) : server_(server) {}
  Answer find(const std::string& person) override { return server_.find(person); }
  Answer enroll(const PersonEntry& person, bool consent, std::span<const LoadedPhoto> photos,
                const std::string& key) override {
    return server_.enroll(person, consent, photos, key);
  }
  Answer add(const std::string& person, std::span<const LoadedPhoto> photos, const std::string& key) override {
    return server_.add(person, photos, key);
  }

 private:
  FakeServer& server_;
};

}  // namespace mien::importing
