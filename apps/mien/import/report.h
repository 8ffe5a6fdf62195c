#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "adapters/posix/descriptor.h"
#include "import/person_import.h"

namespace mien::importing {

/// A file with a line for each photo and each remark: CSV where its name ends in .csv, else JSON lines. Mode 0600, for
/// it names people. Thread-safe.
class Report {
 public:
  /// Makes the file, or empties it and takes it from others who could read it.
  /// @errors kUnavailable  it cannot be made or written, is a link, a pipe or of another user, or is there and is
  ///         no report
  static Result<std::unique_ptr<Report>> create(const std::string& path);
  ~Report();
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;

  void add(const PersonEntry& person, const PhotoRef& photo, const PhotoResult& result);
  void add(const Remark& remark);
  /// Whether all of it could be written. @errors kUnavailable
  Result<void> close();

 private:
  enum class Form : std::uint8_t { kCsv, kJsonLines };
  struct Line;
  Report(std::string path, posix::Descriptor file, Form form)
      : path_(std::move(path)), file_(std::move(file)), form_(form) {}
  void write(const Line& line);
  void flush();

  std::string path_;
  std::mutex mutex_;
  posix::Descriptor file_;  ///< Guarded by mutex_, as what follows.
  std::string text_{};      ///< Not yet written.
  int error_ = 0;
  Form form_;
};

}  // namespace mien::importing
