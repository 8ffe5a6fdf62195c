#include "import/importer.h"

#include <thread>
#include <utility>

namespace mien::importing {
namespace {

std::string place(const std::string& file, std::size_t line) {
  if (line == 0) return file;
  return "line " + std::to_string(line) + (file.empty() ? "" : " (" + file + ")");
}

}  // namespace

Importer::Importer(Ports ports, const Rules& rules, const Listing& listing)
    : ports_(std::move(ports)),
      rules_(rules),
      listing_(listing),
      desk_{.source = ports_.source,
            .ids = ports_.ids,
            .courier = ports_.courier,
            .stop = ports_.stop,
            .journal = ports_.journal,
            .new_key = ports_.new_key,
            .journal_failed = [this](const Error& error) { journal_failed(error); },
            .photo_done = [this](const PersonEntry& person, std::size_t photo,
                                 const PhotoResult& result) { photo_done(person, photo, result); }} {
  tally_.count(listing);
}

void Importer::run(std::size_t threads) {
  for (const Remark& remark : listing_.remarks) {
    if (ports_.report) ports_.report->add(remark);
    if (remark.is_wrong)
      ports_.say("wrong " + place(remark.file, remark.line) + ": " + remark.why.code + ": " + remark.why.reason);
  }
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < threads; ++i) workers.emplace_back([this] { work(); });
  workers.clear();
  if (!ports_.report) return;
  // Those whose turn never came.
  for (; next_ < listing_.people.size(); ++next_)
    for (const PhotoRef& photo : listing_.people[next_].photos)
      ports_.report->add(listing_.people[next_], photo, PhotoResult{});
}

void Importer::work() {
  const std::unique_ptr<Service> service = ports_.connect();
  if (!service) return;
  for (;;) {
    const PersonEntry* person = nullptr;
    {
      const std::scoped_lock lock(mutex_);
      if (next_ == listing_.people.size() || ports_.stop.is_raised()) return;
      person = &listing_.people[next_++];
    }
    finish(*person, PersonImport(desk_, rules_, *service, *person).run());
  }
}

void Importer::finish(const PersonEntry& person, const PersonResult& result) {
  for (std::size_t i = 0; i < result.photos.size(); ++i)
    if (result.photos[i].outcome == PhotoOutcome::kUnsent && ports_.report)
      ports_.report->add(person, person.photos[i], result.photos[i]);
  if (result.has_other_name) ports_.say("person " + person.id + " has another name on the server; it stays");
  const std::scoped_lock lock(mutex_);
  tally_.count(result);
}

void Importer::photo_done(const PersonEntry& person, std::size_t photo, const PhotoResult& result) {
  const PhotoRef& ref = person.photos[photo];
  if (ports_.report) ports_.report->add(person, ref, result);
  if (result.outcome == PhotoOutcome::kRefused && !result.is_remembered)
    ports_.say("refused " + place(ref.file, ref.line) + ": " + result.why.code + ": " + result.why.reason);
  const std::scoped_lock lock(mutex_);
  tally_.count(result);
}

void Importer::journal_failed(const Error& error) {
  {
    const std::scoped_lock lock(mutex_);
    if (std::exchange(journal_has_failed_, true)) return;
  }
  ports_.say(error.message + " A later run will read more photos again.");
}

Tally Importer::tally() const {
  const std::scoped_lock lock(mutex_);
  return tally_;
}

}  // namespace mien::importing
