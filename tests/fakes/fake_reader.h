#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "ports/face_reader.h"

namespace mien::fakes {

/// Answers for each file what a test scripted; any other file is kImageFormat. Thread-safe.
class FakeReader final : public FaceReader {
 public:
  /// The bytes of the file that gets this answer; they live as long as the reader.
  std::span<const std::byte> script(std::string name, Result<ReadImage> answer) {
    const std::scoped_lock lock(mutex_);
    const auto at = answers_.insert_or_assign(std::move(name), std::move(answer)).first;
    return std::as_bytes(std::span(at->first));
  }
  Options last_options() const {
    const std::scoped_lock lock(mutex_);
    return last_options_;
  }
  int reads() const {
    const std::scoped_lock lock(mutex_);
    return reads_;
  }
  /// Called after each reading, before it is answered: where a test lets something else happen meanwhile.
  void set_after_read(std::function<void()> after_read) {
    const std::scoped_lock lock(mutex_);
    after_read_ = std::move(after_read);
  }

  void set_full(bool full) { full_ = full; }
  bool is_full() const override { return full_; }

  Result<ReadImage> read(std::span<const std::byte> file, const Options& options) const override {
    const std::string_view name(reinterpret_cast<const char*>(file.data()), file.size());
    std::function<void()> after_read;
    Result<ReadImage> answer = fail(ErrorCode::kImageFormat, "Not an image.");
    {
      const std::scoped_lock lock(mutex_);
      last_options_ = options;
      ++reads_;
      after_read = after_read_;
      if (const auto at = answers_.find(name); at != answers_.end()) answer = at->second;
    }
    if (after_read) after_read();
    return answer;
  }

 private:
  std::atomic<bool> full_{false};
  mutable std::mutex mutex_;
  mutable Options last_options_{};
  mutable int reads_ = 0;
  std::function<void()> after_read_;
  std::map<std::string, Result<ReadImage>, std::less<>> answers_;
};

}  // namespace mien::fakes
