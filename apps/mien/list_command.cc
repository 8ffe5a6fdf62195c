#include "list_command.h"

#include <boost/json/array.hpp>
#include <cstdio>

#include "api/rest/json_shapes.h"
#include "exit_codes.h"

namespace mien::cli {
namespace {

/// Of a token that leads to the next page, which are far shorter.
constexpr std::size_t kPageTokenBytesMax = 4096;

/// Calls `take` for each object of every page. A list that stands still is no Mien's.
Outcome<std::size_t> each(Client& client, const ServerList& list,
                          const std::function<void(const boost::json::object&)>& take) {
  std::size_t count = 0;
  std::string token;
  do {
    auto query = list.query;
    query.emplace_back("page_size", std::to_string(limits::kRestPageSizeMax));
    if (!token.empty()) query.emplace_back("page_token", token);
    MIEN_TRY(const Client::Answer answer, client.get(list.path, std::move(query)));
    const auto& page = array_of(answer.json, list.member);
    for (const auto& value : page)
      if (value.is_object()) {
        take(value.get_object());
        ++count;
      }
    const std::string before = std::exchange(token, text_of(answer.json, "next_page_token"));
    if (!token.empty() && (page.empty() || token == before || token.size() > kPageTokenBytesMax))
      return std::unexpected(Failure{kCannotStart, "the server's list of " + std::string(list.many) + " does not end"});
  } while (!token.empty());
  return count;
}

}  // namespace

int print_list(Client& client, const ServerList& list, bool json, const std::function<void()>& print_head,
               const std::function<void(const boost::json::object&)>& print_row, std::string_view end) {
  bool begun = false;
  const auto begin = [&] {
    if (json) std::printf("%s", begun ? "," : ("{\"" + std::string(list.member) + "\":[").c_str());
    if (!json && !begun) print_head();
    begun = true;
  };
  const auto count = each(client, list, [&](const boost::json::object& row) {
    begin();
    if (json)
      std::printf("%s", api::rest::json_text(row).c_str());
    else
      print_row(row);
  });
  if (!count) {
    if (json) std::printf("\n");
    return report(count.error());
  }
  if (json && !begun) begin();
  if (json)
    std::printf("]}\n");
  else
    std::printf("%s%zu %s%s\n", begun ? "\n" : "", *count, std::string(*count == 1 ? list.one : list.many).c_str(),
                std::string(end).c_str());
  return kDone;
}

}  // namespace mien::cli
