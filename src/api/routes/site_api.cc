#include "api/routes/site_api.h"

#include "api/s3/s3_api.h"
#include "api/session/foreign_code.h"
#include "core/percent.h"

namespace mien::api::routes {
namespace {

constexpr std::string_view kIndex = "index.html";
constexpr std::string_view kOperation = "site";

HttpResponse text(int status, std::string_view words) {
  return {
      .status = status, .headers = {{"Content-Type", "text/plain; charset=utf-8"}}, .body = std::string(words) + "\n"};
}

}  // namespace

bool SiteApi::owns(const HttpHead& head) const {
  if ((head.method != "GET" && head.method != "HEAD") || s3::S3Api::is_signed(head)) return false;
  return head.path().starts_with(path_) || std::string(head.path()) + "/" == path_;
}

const SiteFile* SiteApi::find(const HttpHead& head) const {
  const std::string_view path = head.path();
  const auto name = percent_decode(path.size() < path_.size() ? "" : path.substr(path_.size()));
  if (!name) return nullptr;
  if (const SiteFile* file = files_.find(*name)) return file;
  if (name->ends_with('/') || name->empty())
    if (const SiteFile* file = files_.find(*name + std::string(kIndex))) return file;
  const bool has_extension =
      name->find('.', name->rfind('/') == std::string::npos ? 0 : name->rfind('/')) != std::string::npos;
  return has_extension ? nullptr : files_.find(kIndex);
}

std::expected<Surface::Admitted, Surface::Served> SiteApi::admit(const HttpHead& /*head*/,
                                                                 std::string_view /*request_id*/) const {
  return Admitted{};
}

Surface::Served SiteApi::handle(const HttpRequest& request, std::string_view /*request_id*/) const {
  if (asks_for_worker_of_all(request.head))
    return {kOperation, "access_denied", text(403, "A service worker of all paths is not served.")};
  const SiteFile* file = find(request.head);
  if (file == nullptr) return {kOperation, "not_found", text(404, "There is no such page.")};
  HttpResponse response{.status = 200,
                        .headers = {{"Content-Type", file->content_type},
                                    {"ETag", file->etag},
                                    {"Cache-Control", "no-cache"}},  // Asked again each time, and mostly answered 304.
                        .body = {}};
  if (request.head.header("if-none-match") == file->etag)
    response.status = 304;
  else
    response.body = file->bytes;
  return {kOperation, "ok", std::move(response)};
}

Surface::Served SiteApi::refuse(const HttpHead& /*head*/, int status, std::string_view reason,
                                std::string_view /*request_id*/) const {
  return {kOperation, status >= 500 ? "internal" : "bad_request", text(status, reason)};
}

}  // namespace mien::api::routes
