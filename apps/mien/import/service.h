#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "core/ids.h"
#include "import/source.h"

namespace mien::importing {

/// A photo that was read.
struct LoadedPhoto {
  std::size_t index = 0;  ///< In the person's list.
  std::string bytes;
  PhotoStamp stamp{};
  Sha256 sha256{};
};

/// What the server says of a person.
struct PersonState {
  std::string name;
  std::set<std::string> images;  ///< Ids of the pictures of all faces.
  std::size_t face_count = 0;
};

/// What became of one request.
struct Answer {
  int status = 0;        ///< Of HTTP; 0: there was no whole answer.
  std::string code{};    ///< Of a problem document; empty where there was none.
  std::string reason{};  ///< The server's, or why there was no answer.
  std::string person{};  ///< Whose the face or the picture is, where the server says so.
  std::optional<std::chrono::seconds> retry_after{};
  PersonState state{};  ///< Of the person, after 200 and 201.

  std::string text() const { return code.empty() ? reason : code + ": " + reason; }
  bool is_done() const { return status == 200 || status == 201; }
};

/// The people of a collection on a server. One for each thread.
class Service {
 public:
  virtual ~Service() = default;
  virtual Answer find(const std::string& person) = 0;
  /// All or nothing. The same key with the same photos happens once.
  virtual Answer enroll(const PersonEntry& person, bool consent, std::span<const LoadedPhoto> photos,
                        const std::string& key) = 0;
  virtual Answer add(const std::string& person, std::span<const LoadedPhoto> photos, const std::string& key) = 0;
};

}  // namespace mien::importing
