#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "import/source.h"
#include "ports/ids.h"

namespace mien::importing {

/// What one line of a list says. Empty texts and none: it does not say so.
struct ListRow {
  std::vector<std::string> files{};  ///< Each a path, or the address of an object: s3://BUCKET/KEY.
  std::string name{};
  std::string id{};
  std::string attributes_json{};
  std::optional<bool> consent{};
};

/// Puts the lines of a list together, a person for each id, or for each name without one. One use; not thread-safe.
class ListPeople {
 public:
  /// Borrows `ids`.
  ListPeople(const Ids& ids, std::string collection) : ids_(ids), collection_(std::move(collection)) {}

  /// All or nothing: a line that names no photo or nobody, or says what the server would not take or what contradicts
  /// an earlier line of the same person, becomes a remark. A photo that the person has already is passed over.
  void add(const ListRow& row, std::size_t line);
  /// A line that could not be read. @param file  empty: the line did not get so far.
  void reject(const std::string& reason, const std::string& file, std::size_t line);
  /// People in the order in which they were first named, all of them with photos and names.
  Listing take() &&;

 private:
  Result<void> join(const ListRow& row, std::size_t line);

  const Ids& ids_;
  const std::string collection_;
  Listing listing_;
  std::map<std::string, std::size_t> places_;  ///< In the listing, by id.
  std::set<std::string> files_;                ///< Each with its person.
};

}  // namespace mien::importing
