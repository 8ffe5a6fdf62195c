// Any requests of the console's pages, between the byte 0xFF, through the gateway that signs them in the operator's
// name: with session, CSRF token and origin where they bring none. Whatever they hold, the answer is one that a page
// can read, and what was not proven changes nothing.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/auth/stored_key_ring.h"
#include "api/console/session_gateway.h"
#include "api/rekognition/rekognition_api.h"
#include "api/session/session_gate.h"
#include "fuzz/whole_service.h"
#include "unit/console/world.h"

namespace mien::fuzz {
namespace {

class Console {
 public:
  Console() {
    use_.operator_with_password("ann", "correct horse", Role::kAdmin);
    token_ = use_.sign_in("ann", "correct horse")->token;
  }

  void send(std::string_view text) {
    auto request = read_request(text);
    if (!request) return;
    const auto add = [&](std::string_view name, const std::string& value) {
      if (!request->head.header(name)) request->head.headers.push_back({std::string(name), value});
    };
    add("host", "localhost:8080");
    add("sec-fetch-site", "same-origin");
    add("cookie", "mien_session=" + token_);
    add("authorization", "Mien-Session " + api::csrf_token_of(token_));
    answer(router_, *request);
  }

 private:
  api::rest::World world_;
  api::StoredKeyRing ring_{{"ROOT", Secret("root secret")}, world_.base.clock};
  app::KeyPorts ports_{world_.base.store.keys(), world_.sealer, world_.key_maker, ring_, world_.key_changes};
  app::ConsoleUse use_{world_.base.store, ports_, world_.base.sources};
  api::rest::RestApi rest_{world_.routes(), ring_};
  api::rekognition::RekognitionApi rekognition_{world_.base.use(), api::Account{}, {ring_, world_.base.clock}};
  api::s3::SurfaceOver s3_over_{world_.base};
  api::s3::S3Api s3_{s3_over_.use(), s3_over_.settings, {ring_, world_.base.clock}};
  api::SessionGate gate_{use_.sessions, ring_, api::SessionCookie(api::SessionCookie::Scheme::kHttp)};
  api::SessionGateway gateway_{{&rest_, &rekognition_, &s3_}, {gate_, use_.sessions, world_.base.clock}, "us-east-1"};
  api::UnknownTarget unknown_target_;
  api::Router router_{{&gateway_, &rest_, &rekognition_, &s3_, &unknown_target_},
                      {world_.base.ids, world_.base.log, world_.base.metrics, world_.base.reader}};
  std::string token_;
};

}  // namespace
}  // namespace mien::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int kRequestsMax = 8;
  mien::fuzz::Console console;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  for (int requests = 0; requests < kRequestsMax && !text.empty(); ++requests)
    console.send(mien::fuzz::take_message(text));
  return 0;
}
