#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "import/person_import.h"
#include "import/report.h"
#include "import/tally.h"

namespace mien::importing {

/// Imports everybody of a listing with several threads, one person at a time in each, in the listing's order.
class Importer {
 public:
  /// Makes the connection of one thread; where that cannot be it raises the stop and gives nullptr.
  using Connect = std::function<std::unique_ptr<Service>()>;
  /// One line for people: a refusal, or something odd.
  using Say = std::function<void(const std::string&)>;
  struct Ports {
    const Source& source;
    const Ids& ids;
    Courier& courier;
    Stop& stop;
    Journal* journal;  ///< May be null.
    Report* report;    ///< May be null.
    std::function<std::string()> new_key;
    Connect connect;
    Say say;
  };
  /// Borrows everything, for the time of `run`.
  Importer(Ports ports, const Rules& rules, const Listing& listing);
  /// Returns when everybody is done or the import is stopped and the requests under way are answered.
  void run(std::size_t threads);
  /// Any time, from any thread.
  Tally tally() const;

 private:
  void work();
  void finish(const PersonEntry& person, const PersonResult& result);
  void photo_done(const PersonEntry& person, std::size_t photo, const PhotoResult& result);
  void journal_failed(const Error& error);

  Ports ports_;
  Rules rules_;
  const Listing& listing_;
  Desk desk_;
  mutable std::mutex mutex_;
  Tally tally_;           ///< Guarded by mutex_, as what follows.
  std::size_t next_ = 0;  ///< In listing_.people.
  bool journal_has_failed_ = false;
};

}  // namespace mien::importing
