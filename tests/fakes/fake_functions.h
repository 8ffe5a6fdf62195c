#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/functions/function_setup.h"
#include "ports/code_archive.h"
#include "ports/function_runner.h"

namespace mien::fakes {

/// Takes every archive that begins with "PK".
class FakeArchive final : public CodeArchive {
 public:
  Result<Contents> inspect(std::span<const std::byte> zip) const override {
    if (zip.size() < 2 || zip[0] != std::byte{'P'} || zip[1] != std::byte{'K'})
      return fail(ErrorCode::kInvalidArgument,
                  "Could not unzip uploaded file. Please check your file, then try to upload again.");
    return Contents{.files = 1, .bytes = zip.size()};
  }
  Result<void> unpack(std::span<const std::byte> zip, const std::string& folder) const override {
    MIEN_TRY_VOID(inspect(zip));
    const std::scoped_lock lock(mutex_);
    folders_.push_back(folder);
    return {};
  }
  void discard(const std::string& folder) const noexcept override {
    const std::scoped_lock lock(mutex_);
    std::erase(folders_, folder);
  }
  std::vector<std::string> folders() const {
    const std::scoped_lock lock(mutex_);
    return folders_;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::vector<std::string> folders_;
};

/// Keeps the names that it was told.
class RecordedChanges final : public app::FunctionChanges {
 public:
  void changed(const FunctionName& name) noexcept override { names.push_back(name.text()); }
  std::vector<std::string> names;
};

/// Answers what a test says.
class FakeRunner final : public FunctionRunner {
 public:
  bool knows(std::string_view function) const override { return functions.contains(std::string(function)); }
  Result<FunctionOutcome> invoke(const Invocation& invocation) override {
    seen.emplace_back(std::string(invocation.function) + " " + std::string(invocation.event_json));
    request_ids.emplace_back(invocation.request_id);
    return answer(invocation);
  }

  std::set<std::string> functions;
  std::vector<std::string> seen;
  std::vector<std::string> request_ids;
  std::function<Result<FunctionOutcome>(const Invocation&)> answer = [](const Invocation& invocation) {
    return FunctionOutcome{.payload_json = std::string(invocation.event_json)};
  };
};

}  // namespace mien::fakes
