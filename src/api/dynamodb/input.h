#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/dynamodb/wire_error.h"

namespace mien::api::dynamodb {

/// The members of a request. One that is null counts as one that is not there; those that nobody asks for are ignored,
/// as AWS does. Borrows the JSON.
class Input {
 public:
  explicit Input(const boost::json::object& members) : members_(members) {}

  /// Null: it is not there.
  const boost::json::value* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  // nullopt or null: it is not there. @errors SerializationException  it is of another JSON type
  WireResult<std::optional<std::string_view>> text(std::string_view name) const;
  WireResult<std::optional<bool>> truth(std::string_view name) const;
  WireResult<std::optional<std::int64_t>> integer(std::string_view name) const;
  WireResult<std::optional<Input>> structure(std::string_view name) const;
  WireResult<const boost::json::object*> object(std::string_view name) const;
  WireResult<const boost::json::array*> array(std::string_view name) const;
  /// One of a few words. @errors ValidationException  it is another
  WireResult<std::optional<std::string_view>> word(std::string_view name, std::string_view member,
                                                   std::initializer_list<std::string_view> words) const;

 private:
  const boost::json::object& members_;
};

}  // namespace mien::api::dynamodb
