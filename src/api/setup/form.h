#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace mien::api::setup {

/// What a form of AWS's query protocol says: each name once.
class Form {
 public:
  /// @errors kInvalidArgument  a broken escape, text that is not UTF-8, a field without a name or twice, or more than
  ///                           limits::kSetupFormFieldsMax of them. The message quotes nothing.
  static Result<Form> parse(std::string_view body);

  /// nullopt where the field is not there; one that is empty is there.
  std::optional<std::string_view> find(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> fields_;
};

}  // namespace mien::api::setup
