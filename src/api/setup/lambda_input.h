#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/setup/lambda_error.h"
#include "core/function.h"

namespace mien::api::setup {

/// The members of a request's JSON, by name. Members that are null count as absent; those that Lambda knows and this
/// service has no use for are not looked at. Borrows the object.
class LambdaInput {
 public:
  explicit LambdaInput(const boost::json::object& members) : members_(members) {}

  /// @errors SerializationException (another type), ValidationException (too long)
  LambdaResult<std::optional<std::string_view>> text(std::string_view name, std::size_t bytes_max) const;
  LambdaResult<std::string_view> required_text(std::string_view name, std::size_t bytes_max) const;
  LambdaResult<std::optional<std::uint32_t>> number(std::string_view name, std::uint32_t min, std::uint32_t max) const;
  LambdaResult<bool> flag(std::string_view name) const;
  LambdaResult<std::optional<LambdaInput>> object(std::string_view name) const;
  /// Whether a member says anything: it is there, and neither null nor empty.
  bool says(std::string_view name) const;
  const boost::json::object& members() const { return members_; }

 private:
  const boost::json::value* find(std::string_view name) const;
  const boost::json::object& members_;
};

// What several operations read.
LambdaResult<std::optional<std::string_view>> read_runtime(const LambdaInput& input);
LambdaResult<std::optional<std::string_view>> read_handler(const LambdaInput& input);
LambdaResult<std::optional<std::string_view>> read_role_arn(const LambdaInput& input);
LambdaResult<std::optional<std::string_view>> read_description(const LambdaInput& input);
LambdaResult<std::optional<std::uint32_t>> read_timeout_s(const LambdaInput& input);
LambdaResult<std::optional<std::uint32_t>> read_memory_mb(const LambdaInput& input);
/// Variables that Lambda sets itself are refused, as there.
LambdaResult<std::optional<std::map<std::string, std::string>>> read_environment(const LambdaInput& input);
/// The member ZipFile, decoded. @errors InvalidParameterValueException, RequestEntityTooLargeException
LambdaResult<std::vector<std::byte>> read_zip(const LambdaInput& code);
LambdaResult<std::optional<Uuid>> read_revision(const LambdaInput& input);
/// Refuses what would change how a function runs and is not done here: images, layers, networks and file systems.
LambdaResult<void> refuse_what_is_not_done(const LambdaInput& input);

}  // namespace mien::api::setup
