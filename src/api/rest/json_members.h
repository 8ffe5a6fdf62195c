#pragma once

#include <boost/json/value.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace mien::api::rest {

/// A body that is a JSON object. Members that nobody knows are refused, so that a typing error is never passed over in
/// silence. @errors of all functions: kInvalidArgument, naming the member
class JsonMembers {
 public:
  static Result<JsonMembers> read(std::string_view body, std::initializer_list<std::string_view> known);

  Result<std::optional<std::string>> find_text(std::string_view name) const;
  Result<std::string> text(std::string_view name) const;
  Result<std::optional<bool>> find_boolean(std::string_view name) const;
  Result<std::optional<double>> find_number(std::string_view name) const;
  Result<std::vector<std::string>> texts(std::string_view name) const;
  /// The object as compact text.
  Result<std::optional<std::string>> find_object(std::string_view name) const;

 private:
  explicit JsonMembers(boost::json::object members) : members_(std::move(members)) {}
  const boost::json::value* find(std::string_view name) const;

  boost::json::object members_;
};

}  // namespace mien::api::rest
