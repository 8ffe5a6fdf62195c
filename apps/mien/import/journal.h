#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/posix/descriptor.h"
#include "core/ids.h"
#include "import/source.h"

namespace mien::importing {

inline constexpr std::size_t kJournalLineBytesMax = std::size_t{64} * 1024;
inline constexpr std::uint64_t kJournalBytesMax = std::uint64_t{1} << 30;  ///< Of some three million photos.

/// What was found out about one photo of a person.
struct JournalEntry {
  std::string person;  ///< Id.
  std::string file;
  PhotoStamp stamp{};
  Sha256 sha256{};
  std::optional<Refusal> refusal{};  ///< None: the server has the photo.
};

/// Remembers on disk what the server has acknowledged, so that a later run need not read and send it again. Only spares
/// work: what the server has is asked of the server. docs/formats/import.md describes the file. Holds no secret, but
/// names of files: it has mode 0600. Thread-safe; one process at a time.
class Journal {
 public:
  /// Reads what stands there for this server and collection and goes on behind it; makes the file where it is missing.
  /// A torn last line and lines that make no sense are passed over.
  /// @errors kUnavailable  the file cannot be made, read or written, is no plain file of this user, is no
  ///         journal or too large for one, or is in use.
  static Result<std::unique_ptr<Journal>> open(const std::string& path, const std::string& server,
                                               const std::string& collection);
  /// The same for whoever only asks: nothing is made, changed or locked, and `record` does nothing. A file that is
  /// missing says nothing.
  static Result<std::unique_ptr<Journal>> open_to_read(const std::string& path, const std::string& server,
                                                       const std::string& collection);

  /// Whether anything is known of a photo, changed since or not.
  bool knows(const std::string& person, const std::string& file) const;
  /// What is known of a photo that has not changed since.
  std::optional<JournalEntry> find(const std::string& person, const std::string& file, const PhotoStamp& stamp) const;
  /// Appends a line, whole. @errors kUnavailable
  Result<void> record(const JournalEntry& entry);
  std::size_t size() const;

 private:
  enum class Access : std::uint8_t { kRead, kReadAndAppend };

  Journal(posix::Descriptor file, Access access) : file_(std::move(file)), access_(access) {}
  Result<void> load(const std::string& path, const std::string& binding);
  void take_line(std::string_view line, const std::string& binding, bool& is_bound);
  /// Behind whatever an append before it left unfinished, in which case it begins with a line end.
  Result<void> append(const std::string& line);

  posix::Descriptor file_;
  Access access_;
  mutable std::mutex mutex_;
  bool is_torn_ = false;                         ///< Guarded by mutex_. The file may end within a line.
  std::map<std::string, JournalEntry> entries_;  ///< Guarded by mutex_. By person and file.
};

}  // namespace mien::importing
