#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/front_page.h"
#include "api/router.h"
#include "api/unknown_target.h"
#include "unit/rest/world.h"
#include "unit/s3/surface.h"

namespace mien::fuzz {

/// A request as it comes over the wire: head, empty line, body. None: the HTTP server would refuse it by itself.
std::optional<HttpRequest> read_request(std::string_view text);
/// Aborts where the answer is none that a request of this method may have: S3's errors say nothing to HEAD.
void check_answer(const HttpResponse& response, std::string_view method);
/// As the HTTP server asks the handler; check_answer()s what it says.
void answer(api::Router& router, const HttpRequest& request);

/// The service from the HTTP head to the stores, over fakes, as the HTTP server drives it. Requests are answered one
/// after the other, so that later ones find what earlier ones left. Aborts where a promise is broken.
class WholeService {
 public:
  WholeService();

  /// A request for read_request(). Where it has no Authorization it gets a right one:
  /// Signature Version 4 where it is addressed to Rekognition, Basic for everything else. One that the HTTP server
  /// would refuse by itself is passed over.
  void send(std::string_view text);
  /// An operation of Rekognition's, rightly signed.
  void call(std::string_view operation, std::string_view body);

  /// What must hold between requests: the index has what the store has, every photo has its row, and what is counted
  /// has a name of ours.
  void check_state();

 private:
  api::rest::World world_;
  api::UnknownTarget unknown_target_;
  api::FrontPage front_page_;
  api::s3::SurfaceOver s3_{world_.base};
  api::Router router_{{&world_.api, &world_.base.api, &s3_.api, &unknown_target_, &front_page_},
                      {world_.base.ids, world_.base.log, world_.base.metrics, world_.base.reader}};
};

/// Takes the text up to the next byte 0xFF, which occurs in no UTF-8, off the front.
std::string_view take_message(std::string_view& text);

}  // namespace mien::fuzz
