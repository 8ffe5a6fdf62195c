#include "fakes/fake_functions.h"

namespace mien::fakes {

Result<FakeArchive::Contents> FakeArchive::inspect(std::span<const std::byte> zip) const {
  if (zip.size() < 2 || zip[0] != std::byte{'P'} || zip[1] != std::byte{'K'})
    return fail(ErrorCode::kInvalidArgument,
                "Could not unzip uploaded file. Please check your file, then try to upload again.");
  return Contents{.files = 1, .bytes = zip.size()};
}

Result<void> FakeArchive::unpack(std::span<const std::byte> zip, const std::string& folder) const {
  MIEN_TRY_VOID(inspect(zip));
  const std::scoped_lock lock(mutex_);
  folders_.push_back(folder);
  return {};
}

void FakeArchive::discard(const std::string& folder) const noexcept {
  const std::scoped_lock lock(mutex_);
  std::erase(folders_, folder);
}

std::vector<std::string> FakeArchive::folders() const {
  const std::scoped_lock lock(mutex_);
  return folders_;
}

void RecordedChanges::changed(const FunctionName& name) noexcept { names.push_back(name.text()); }

bool FakeRunner::knows(std::string_view function) const { return functions.contains(std::string(function)); }

Result<FunctionOutcome> FakeRunner::invoke(const Invocation& invocation) {
  seen.emplace_back(std::string(invocation.function) + " " + std::string(invocation.event_json));
  request_ids.emplace_back(invocation.request_id);
  return answer(invocation);
}

}  // namespace mien::fakes
