#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client.h"

namespace mien::cli {

/// A list of the server's that a command prints: "people" of GET /v1/people, for example.
struct ServerList {
  std::string_view path;
  std::string_view member;  ///< Of the answer, an array of objects.
  std::vector<std::pair<std::string, std::string>> query{};
  std::string_view one;   ///< What it is a list of, in words: "person".
  std::string_view many;  ///< "people".
};

/// Prints all of it, page by page as it comes: nobody knows how long it is. With `json` one object with the member,
/// which is whole where the exit code is 0; else what the two functions print, and how many there are.
/// @param end  stands behind the number
int print_list(Client& client, const ServerList& list, bool json, const std::function<void()>& print_head,
               const std::function<void(const boost::json::object&)>& print_row, std::string_view end = "");

}  // namespace mien::cli
