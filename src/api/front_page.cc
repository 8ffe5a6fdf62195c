#include "api/front_page.h"

#include "api/rest/rest_api.h"
#include "api/s3/s3_api.h"

namespace mien::api {

bool FrontPage::owns(const HttpHead& head) const {
  return head.path() == "/" && !s3::S3Api::is_signed(head) && (head.method == "GET" || head.method == "HEAD");
}

std::expected<Surface::Admitted, Surface::Served> FrontPage::admit(const HttpHead& /*head*/,
                                                                   std::string_view /*request_id*/) const {
  return Admitted{};
}

Surface::Served FrontPage::handle(const HttpRequest& /*request*/, std::string_view /*request_id*/) const {
  return {"root", "ok", {.status = 302, .headers = {{"Location", "/ui/"}, {"Cache-Control", "no-store"}}, .body = {}}};
}

Surface::Served FrontPage::refuse(const HttpHead& /*head*/, int status, std::string_view reason,
                                  std::string_view request_id) const {
  const rest::Problem problem = rest::problem_of(status, reason);
  return {"refused", problem.kind.code, to_response(problem, request_id)};
}

}  // namespace mien::api
