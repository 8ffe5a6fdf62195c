#include "adapters/store_sqlite/text_lists.h"

#include <algorithm>

#include "core/number.h"

namespace mien::sqlite {
namespace {

/// Calls `take` with each text that ends with `end`.
template <class Take>
void split(std::string_view text, char end, Take take) {
  while (!text.empty()) {
    const std::size_t length = std::min(text.find(end), text.size());
    take(text.substr(0, length));
    text.remove_prefix(std::min(length + 1, text.size()));
  }
}

}  // namespace

std::string to_lines(std::span<const std::string> texts) {
  std::string out;
  for (const std::string& text : texts) out.append(text).push_back('\n');
  return out;
}

std::vector<std::string> from_lines(std::string_view lines) {
  std::vector<std::string> out;
  split(lines, '\n', [&](std::string_view line) { out.emplace_back(line); });
  return out;
}

std::string to_text(std::span<const std::uint64_t> numbers) {
  std::string out;
  for (const std::uint64_t number : numbers) out.append(std::to_string(number)).push_back(',');
  return out;
}

std::vector<std::uint64_t> numbers_from(std::string_view text) {
  std::vector<std::uint64_t> out;
  split(text, ',', [&](std::string_view digits) { out.push_back(number_of<std::uint64_t>(digits).value_or(0)); });
  return out;
}

}  // namespace mien::sqlite
