#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/functions/function_setup.h"
#include "ports/code_archive.h"
#include "ports/function_runner.h"

namespace mien::fakes {

/// Takes every archive that begins with "PK".
class FakeArchive final : public CodeArchive {
 public:
  Result<Contents> inspect(std::span<const std::byte> zip) const override;
  Result<void> unpack(std::span<const std::byte> zip, const std::string& folder) const override;
  void discard(const std::string& folder) const noexcept override;
  std::vector<std::string> folders() const;

 private:
  mutable std::mutex mutex_;
  mutable std::vector<std::string> folders_;
};

/// Keeps the names that it was told.
class RecordedChanges final : public app::FunctionChanges {
 public:
  void changed(const FunctionName& name) noexcept override;
  std::vector<std::string> names;
};

/// Answers what a test says.
class FakeRunner final : public FunctionRunner {
 public:
  bool knows(std::string_view function) const override;
  Result<FunctionOutcome> invoke(const Invocation& invocation) override;

  std::set<std::string> functions;
  std::vector<std::string> seen;
  std::vector<std::string> request_ids;
  std::function<Result<FunctionOutcome>(const Invocation&)> answer = [](const Invocation& invocation) {
    return FunctionOutcome{.payload_json = std::string(invocation.event_json)};
  };
};

}  // namespace mien::fakes
