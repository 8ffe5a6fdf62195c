#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "ports/store.h"

namespace mien::api::rest {

/// Named texts of a query or form. What a route does not know is refused, so that a typing error is never passed over
/// in silence; so is a field that comes twice.
class Fields {
 public:
  /// Of a list in braces, or of any other names that outlive the call.
  class Names {
   public:
    Names(std::initializer_list<std::string_view> names) : names_(names.begin(), names.size()) {}
    Names(std::span<const std::string_view> names) : names_(names) {}  // NOLINT(google-explicit-constructor)
    bool include(std::string_view name) const { return std::ranges::find(names_, name) != names_.end(); }

   private:
    std::span<const std::string_view> names_;
  };
  /// The query of a request. @errors kInvalidArgument
  static Result<Fields> from_query(std::string_view query, Names known);
  /// @param kind  what such a field is called in messages.
  /// @errors kInvalidArgument  not one of `known`, or there already.
  Result<void> add(std::string_view kind, std::string_view name, std::string value, Names known);
  std::optional<std::string_view> get(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> values_;
};

/// The collection that a request means, said in its query or in its body, not in both; `people` where it says nothing.
/// @errors kInvalidArgument
Result<CollectionId> collection_of(std::optional<std::string_view> in_query, std::optional<std::string_view> in_body);
/// `page_size` and `page_token`. @errors kInvalidArgument
Result<PageRequest> page_of(const Fields& query);
/// @errors kInvalidArgument  not "true" or "false".
Result<bool> parse_boolean(std::string_view name, std::string_view text);
/// @errors kInvalidArgument  not a finite decimal number.
Result<double> parse_number(std::string_view name, std::string_view text);
/// Reads a JSON object and writes it again, compact. @errors kInvalidArgument
Result<std::string> parse_attributes(std::string_view text);

/// What a caller sent, made fit for a message: at most 64 bytes of it.
std::string in_quotes(std::string_view text);

}  // namespace mien::api::rest
