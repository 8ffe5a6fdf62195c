#pragma once

#include "api/surface.h"

namespace mien::api {

/// What somebody finds who opens the service's address in a browser.
class FrontPage final : public Surface {
 public:
  bool owns(const HttpHead& head) const override;
  std::expected<Admitted, Served> admit(const HttpHead& head, std::string_view request_id) const override;
  Served handle(const HttpRequest& request, std::string_view request_id) const override;
  Served refuse(const HttpHead& head, int status, std::string_view reason, std::string_view request_id) const override;
};

}  // namespace mien::api
