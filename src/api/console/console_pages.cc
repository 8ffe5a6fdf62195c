#include "api/console/console_pages.h"

#include <algorithm>

#include "api/rest/problem.h"
#include "api/rest/rest_api.h"
#include "api/s3/s3_api.h"
#include "core/ascii.h"
#include "core/number.h"
#include "core/result.h"

namespace mien::api {
namespace {

constexpr std::string_view kFolder = "/ui/";
constexpr std::string_view kIndex = "index.html";
constexpr std::string_view kAssets = "assets/";

/// Nothing but what the server itself sends may run, be shown or be asked; nothing may frame the console or be framed
/// by it. Pictures that scripts fetched are shown from blobs.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

void add_page_headers(HttpResponse& response) {
  const auto add = [&](std::string name, std::string_view value) {
    response.headers.push_back({std::move(name), std::string(value)});
  };
  add("Content-Security-Policy", kPolicy);
  add("Referrer-Policy", "no-referrer");
  add("Permissions-Policy", "camera=(self), microphone=(), geolocation=()");
  add("Cross-Origin-Opener-Policy", "same-origin");
  add("Cross-Origin-Resource-Policy", "same-origin");
  add("X-Frame-Options", "DENY");
}

/// Whether an Accept-Encoding names the coding and does not give it the weight 0.
bool accepts(const HttpHead& head, std::string_view coding) {
  std::string_view rest = head.header("Accept-Encoding").value_or("");
  while (!rest.empty()) {
    std::string_view part = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    while (part.starts_with(' ')) part.remove_prefix(1);
    const std::string_view name = part.substr(0, part.find_first_of("; "));
    if (name != coding) continue;
    const auto weight = part.find("q=");
    return weight == std::string_view::npos || number_of<double>(trimmed(part.substr(weight + 2))).value_or(1) > 0;
  }
  return false;
}

void fill(HttpResponse& response, const ConsoleFile& file, const HttpHead& head) {
  const auto encoded = [&](std::string_view coding, std::string_view bytes) {
    response.headers.push_back({"Content-Encoding", std::string(coding)});
    response.body = bytes;
  };
  if (!file.brotli.empty() && accepts(head, "br")) return encoded("br", file.brotli);
  if (!file.gzip.empty() && accepts(head, "gzip")) return encoded("gzip", file.gzip);
  response.body = file.plain;
}

}  // namespace

ConsolePages::ConsolePages(std::span<const ConsoleFile> files) {
  for (const ConsoleFile& file : files) files_.emplace(file.path, &file);
  MIEN_CHECK(files_.contains(kIndex));
}

bool ConsolePages::owns(const HttpHead& head) const {
  if ((head.method != "GET" && head.method != "HEAD") || s3::S3Api::is_signed(head)) return false;
  const std::string_view path = head.path();
  return path == "/ui" || path == "/docs" || path.starts_with("/docs/") || path.starts_with(kFolder);
}

const ConsoleFile* ConsolePages::find(std::string_view path) const {
  const std::string_view name = path.starts_with(kFolder) ? path.substr(kFolder.size()) : "";
  const auto file = files_.find(name);
  if (file != files_.end()) return file->second;
  return name.starts_with(kAssets) ? nullptr : files_.find(kIndex)->second;
}

std::expected<Surface::Admitted, Surface::Served> ConsolePages::admit(const HttpHead& /*head*/,
                                                                      std::string_view /*request_id*/) const {
  return Admitted{};
}

Surface::Served ConsolePages::handle(const HttpRequest& request, std::string_view request_id) const {
  const HttpHead& head = request.head;
  if (head.path() == "/ui")
    return {"console", "ok", {.status = 302, .headers = {{"Location", std::string(kFolder)}}, .body = {}}};
  const ConsoleFile* file = find(head.path());
  // A page that was loaded before an update asks for files that are no more.
  if (file == nullptr)
    return {"console", "unknown_path",
            to_response(rest::Problem(rest::HttpFault::kUnknownPath, "The console has no such file."), request_id)};
  const bool is_asset = file->path.starts_with(kAssets);
  HttpResponse response{.status = 200,
                        .headers = {{"Content-Type", std::string(file->content_type)},
                                    {"ETag", std::string(file->etag)},
                                    {"Vary", "Accept-Encoding"},
                                    {"Cache-Control", is_asset ? "public, max-age=31536000, immutable" : "no-cache"}},
                        .body = {}};
  add_page_headers(response);
  if (head.header("If-None-Match") == file->etag)
    response.status = 304;
  else
    fill(response, *file, head);
  return {"console", "ok", std::move(response)};
}

Surface::Served ConsolePages::refuse(const HttpHead& /*head*/, int status, std::string_view reason,
                                     std::string_view request_id) const {
  const rest::Problem problem = rest::problem_of(status, reason);
  return {"refused", problem.kind.code, to_response(problem, request_id)};
}

}  // namespace mien::api
