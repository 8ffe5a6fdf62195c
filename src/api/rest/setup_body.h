#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/json/writer.h"
#include "app/settings/origin.h"
#include "core/setup_table.h"

namespace mien::api::rest {

/// A body that is a JSON object as a table that sets something up.
/// @param name  of what it is to replace, from the path; then the body need not have one.
/// @errors kInvalidArgument  it is no JSON object, or has another name
Result<SetupTable> read_setup(std::string_view body, const std::optional<std::string_view>& name = std::nullopt);

/// The members of the table, into the open object.
void write_setup(JsonWriter& json, const SetupTable& table);

/// An object with what an entry is set up with, and where that was. It stays open.
/// @tparam Entry  app::Intake or app::Webhook: has `setup_of` and an `origin`
template <class Entry>
JsonWriter& begin_setup(JsonWriter& json, const Entry& entry) {
  json.begin_object();
  write_setup(json, setup_of(entry));
  return json.member("origin", app::name_of(entry.origin));
}

template <class Entry>
std::string setup_body(const Entry& entry) {
  JsonWriter json;
  return begin_setup(json, entry).end_object().take();
}

/// @param member  what the array is called
template <class Entry>
std::string setups_body(std::string_view member, const std::vector<Entry>& entries) {
  JsonWriter json;
  json.begin_object().key(member).begin_array();
  for (const Entry& entry : entries) begin_setup(json, entry).end_object();
  return json.end_array().end_object().take();
}

}  // namespace mien::api::rest
