#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>

#include "ports/face_reader.h"

namespace mien::fakes {

/// Answers for each file what a test scripted; any other file is kImageFormat. Thread-safe.
class FakeReader final : public FaceReader {
 public:
  /// The bytes of the file that gets this answer; they live as long as the reader.
  std::span<const std::byte> script(std::string name, Result<ReadImage> answer);
  Options last_options() const;
  int reads() const;
  /// Called after each reading, before it is answered: where a test lets something else happen meanwhile.
  void set_after_read(std::function<void()> after_read);

  void set_full(bool full) { full_ = full; }
  bool is_full() const override { return full_; }

  Result<ReadImage> read(std::span<const std::byte> file, const Options& options) const override;

 private:
  std::atomic<bool> full_{false};
  mutable std::mutex mutex_;
  mutable Options last_options_{};
  mutable int reads_ = 0;
  std::function<void()> after_read_;
  std::map<std::string, Result<ReadImage>, std::less<>> answers_;
};

}  // namespace mien::fakes
