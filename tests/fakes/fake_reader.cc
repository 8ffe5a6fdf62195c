#include "fakes/fake_reader.h"

#include <string_view>
#include <utility>

namespace mien::fakes {

std::span<const std::byte> FakeReader::script(std::string name, Result<ReadImage> answer) {
  const std::scoped_lock lock(mutex_);
  const auto at = answers_.insert_or_assign(std::move(name), std::move(answer)).first;
  return std::as_bytes(std::span(at->first));
}

FakeReader::Options FakeReader::last_options() const {
  const std::scoped_lock lock(mutex_);
  return last_options_;
}

int FakeReader::reads() const {
  const std::scoped_lock lock(mutex_);
  return reads_;
}

void FakeReader::set_after_read(std::function<void()> after_read) {
  const std::scoped_lock lock(mutex_);
  after_read_ = std::move(after_read);
}

Result<ReadImage> FakeReader::read(std::span<const std::byte> file, const Options& options) const {
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

}  // namespace mien::fakes
