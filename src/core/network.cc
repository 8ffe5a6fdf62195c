#include "core/network.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/number.h"

namespace mien {
namespace {

constexpr std::size_t kGroups = 8;
constexpr std::size_t kNetworkGroups = 4;

/// The groups of one side of "::". nullopt: one is none.
std::optional<std::vector<std::uint16_t>> groups_of(std::string_view text) {
  std::vector<std::uint16_t> groups;
  while (!text.empty()) {
    const std::string_view group = text.substr(0, text.find(':'));
    const auto value = number_of<std::uint16_t>(group, 16);
    if (!value || groups.size() == kGroups) return std::nullopt;
    groups.push_back(*value);
    text.remove_prefix(group.size());
    if (!text.empty()) text.remove_prefix(1);
  }
  return groups;
}

std::optional<std::array<std::uint16_t, kGroups>> parse_ipv6(std::string_view text) {
  text = text.substr(0, text.find('%'));  // The name of an interface.
  const auto gap = text.find("::");
  const auto front = groups_of(text.substr(0, gap));
  const auto back = gap == std::string_view::npos ? groups_of({}) : groups_of(text.substr(gap + 2));
  if (!front || !back) return std::nullopt;
  const std::size_t given = front->size() + back->size();
  if (gap == std::string_view::npos ? given != kGroups : given >= kGroups) return std::nullopt;
  std::array<std::uint16_t, kGroups> groups{};
  std::ranges::copy(*front, groups.begin());
  std::ranges::copy(*back, groups.end() - static_cast<std::ptrdiff_t>(back->size()));
  return groups;
}

}  // namespace

std::string network_of(std::string_view address) {
  constexpr std::string_view kMappedIpv4 = "::ffff:";
  if (address.starts_with(kMappedIpv4) && address.contains('.')) return std::string(address.substr(kMappedIpv4.size()));
  const auto groups = parse_ipv6(address);
  if (!groups) return std::string(address);
  std::string network;
  for (std::size_t i = 0; i < kNetworkGroups; ++i) network.append(std::to_string((*groups)[i])).append(":");
  return network;
}

}  // namespace mien
