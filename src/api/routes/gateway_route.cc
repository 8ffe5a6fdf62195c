#include "api/routes/gateway_route.h"

#include <string>
#include <string_view>

namespace mien::api::routes {

functions::ProxyRoute gateway_route(const HttpHead& head, const TextMap& names, const RouteRule& rule) {
  constexpr std::string_view kStage = "/{stage}";
  functions::ProxyRoute route{.resource = rule.path.text(), .path = std::string(head.path())};
  if (route.resource.starts_with(kStage)) {
    route.stage = text_of(names, "stage");
    route.resource.erase(0, kStage.size());
    const auto second = route.path.find('/', 1);
    route.path = second == std::string::npos ? "/" : route.path.substr(second);
  }
  for (const auto& [name, value] : names)
    if (name != "stage") route.path_parameters.emplace(name, value);
  route.credentials =
      rule.auth == RouteRule::Auth::kNone ? functions::Credentials::kPassedOn : functions::Credentials::kHidden;
  return route;
}

}  // namespace mien::api::routes
