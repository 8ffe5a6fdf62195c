#pragma once

#include "api/surface.h"

namespace mien::api::s3 {

/// S3's REST protocol. Owns every request that no other surface does: a stranger who guesses at paths learns no more
/// than AccessDenied.
class S3Api final : public Surface {
 public:
  /// Whether a request is signed as S3's clients do: in a header or in the query, version 4 or 2.
  static bool is_signed(const HttpHead& head);

  bool owns(const HttpHead& head) const override;
  std::expected<Admitted, Served> admit(const HttpHead& head, std::string_view request_id) const override;
  Served handle(const HttpRequest& request, std::string_view request_id) const override;
  Served refuse(const HttpHead& head, int status, std::string_view reason, std::string_view request_id) const override;
};

}  // namespace mien::api::s3
