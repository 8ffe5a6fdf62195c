#include "tls/machine_names.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "core/ascii.h"

namespace mien::cli {
namespace {

void add(std::vector<std::string>& to, const std::string& text) {
  if (!text.empty() && std::ranges::find(to, text) == to.end()) to.push_back(text);
}

/// Empty where it is of another family, or link-local.
std::string text_of(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address.sa_family == AF_INET) {
    bytes = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  } else if (address.sa_family == AF_INET6) {
    const in6_addr& six = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
    if (IN6_IS_ADDR_LINKLOCAL(&six)) return {};
    bytes = &six;
  } else {
    return {};
  }
  const char* const written = ::inet_ntop(address.sa_family, bytes, text.data(), text.size());
  return written == nullptr ? std::string() : std::string(written);
}

}  // namespace

certificates::ServerNames machine_names() {
  certificates::ServerNames names{{"localhost"}, {"127.0.0.1", "::1"}};
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) == 0)
    if (const std::string name = lower_case(host.data()); certificates::is_host_name(name)) {
      add(names.hosts, name);
      const std::string first = name.substr(0, name.find('.'));
      if (first != "localhost") add(names.hosts, first + ".local");
    }
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return names;
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(list, &::freeifaddrs);
  for (const ifaddrs* one = list; one != nullptr; one = one->ifa_next)
    if (one->ifa_addr != nullptr) add(names.addresses, text_of(*one->ifa_addr));
  return names;
}

}  // namespace mien::cli
