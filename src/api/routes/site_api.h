#pragma once

#include <string>
#include <utility>

#include "api/surface.h"
#include "ports/site_files.h"

namespace mien::api::routes {

/// A client's own pages under one path. Only what is read without a signature is its own. A path that is no file's, and
/// has no extension, gets the site's index.html, since pages draw such paths themselves. Thread-safe.
class SiteApi final : public Surface {
 public:
  /// @param path   begins and ends with a slash
  /// @param files  borrowed
  SiteApi(std::string path, const SiteFiles& files) : path_(std::move(path)), files_(files) {}

  bool owns(const HttpHead& head) const override;
  std::expected<Admitted, Served> admit(const HttpHead& head, std::string_view request_id) const override;
  Served handle(const HttpRequest& request, std::string_view request_id) const override;
  Served refuse(const HttpHead& head, int status, std::string_view reason, std::string_view request_id) const override;

 private:
  const SiteFile* find(const HttpHead& head) const;

  std::string path_;
  const SiteFiles& files_;
};

}  // namespace mien::api::routes
