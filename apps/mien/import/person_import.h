#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/limits.h"
#include "import/journal.h"
#include "import/pace.h"
#include "import/service.h"
#include "import/source.h"
#include "ports/ids.h"

namespace mien::importing {

/// What one request carries at most, unless one photo alone is larger.
inline constexpr std::size_t kPortionBytesMax = std::size_t{32} * 1024 * 1024;
static_assert(kPortionBytesMax + limits::kObjectImageBytesMax < limits::kUploadBodyBytesMax);

enum class PhotoOutcome : std::uint8_t {
  kAdded,    ///< The server has it now.
  kAlready,  ///< The server had it.
  kSame,     ///< The person has another photo of the same bytes.
  kRefused,
  kUnsent,    ///< The import was stopped before the server said anything.
  kWouldAdd,  ///< A dry run.
};
struct PhotoResult {
  PhotoOutcome outcome = PhotoOutcome::kUnsent;
  Refusal why{};               ///< Of kRefused.
  bool is_remembered = false;  ///< A refusal of an earlier run, not asked for again.
};

enum class PersonOutcome : std::uint8_t {
  kRegistered,  ///< Was not on the server before.
  kCompleted,   ///< Was, and has more photos now.
  kAlready,     ///< Was, and nothing was added.
  kRefused,     ///< Is not on the server.
  kUnfinished,  ///< The import was stopped.
};
struct PersonResult {
  PersonOutcome outcome = PersonOutcome::kUnfinished;
  std::vector<PhotoResult> photos;  ///< One for each of the person's.
  bool has_other_name = false;      ///< The server knows the id under another name.
};

/// How an import goes.
struct Rules {
  bool consent = false;        ///< Of people for whom the source does not say.
  bool dry_run = false;        ///< Nothing is sent but questions who is there.
  bool retry_refused = false;  ///< Photos that were refused for what they show are sent again.
};

/// Everything that imports of single people share. Borrowed.
struct Desk {
  const Source& source;
  const Ids& ids;
  Courier& courier;
  Stop& stop;
  Journal* journal;  ///< May be null.
  std::function<std::string()> new_key;
  std::function<void(const Error&)> journal_failed;
  /// Called as soon as a photo's fate is known.
  std::function<void(const PersonEntry&, std::size_t photo, const PhotoResult&)> photo_done;
};

/// Brings one person to the server: registers with the first photos, adds the others in portions, sets aside what is
/// refused. What the server has already is not sent again. One use.
class PersonImport {
 public:
  PersonImport(const Desk& desk, const Rules& rules, Service& service, const PersonEntry& person)
      : desk_(desk), rules_(rules), service_(service), person_(person) {
    result_.photos.resize(person.photos.size());
  }
  PersonResult run();

 private:
  using Portion = std::vector<LoadedPhoto>;
  enum class Round : std::uint8_t { kFirst, kSecond };

  bool look();
  void import_all(const std::vector<std::size_t>& photos, Round round);
  bool is_remembered(std::size_t index, Round round);
  std::optional<LoadedPhoto> load(std::size_t index);
  void refuse_unread(std::size_t index, Refusal why);
  bool is_settled(std::size_t index, const Sha256& sha256, const std::optional<JournalEntry>& known, Round round);
  void send(Portion portion, Round round);
  /// One request. False: nothing more can be said of the portion.
  bool attempt(Portion& portion, Round round);
  void store(const Portion& portion, const PersonState& state);
  bool meet_again(Portion& portion, const Answer& answer);
  bool set_aside(Portion& portion, const Answer& answer, Round round);
  void refuse_all(const Portion& portion, const Answer& answer);
  void settle(std::size_t index, PhotoResult result);
  void remember(const LoadedPhoto& photo, std::optional<Refusal> refusal);
  std::string image_id(const Sha256& sha256) const;
  std::size_t room() const;
  PersonOutcome outcome() const;

  const Desk& desk_;
  const Rules& rules_;
  Service& service_;
  const PersonEntry& person_;
  PersonResult result_;
  std::optional<PersonState> state_;  ///< None: not on the server.
  bool was_there_ = false;
  bool is_over_ = false;          ///< Nothing more is sent for this person.
  int surprises_ = 0;             ///< How often the person came or went meanwhile.
  std::set<Sha256> seen_;         ///< Of all photos looked at.
  std::vector<std::size_t> odd_;  ///< Refused as another person's face; get a second chance alone.
};

}  // namespace mien::importing
