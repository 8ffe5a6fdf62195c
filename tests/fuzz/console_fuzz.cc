// Any requests of the console's pages, between the byte 0xFF, through the gateway that signs them in the operator's
// name: with session, CSRF token and origin where they bring none. Whatever they hold, the answer is one that a page
// can read, and what was not proven changes nothing.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/whole_service.h"
#include "unit/console/gateway_world.h"

namespace mien::fuzz {
namespace {

class Console {
 public:
  Console() { token_ = world_.use.sign_in("ann", "correct horse")->token; }

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
  std::vector<const api::Surface*> surfaces() {
    std::vector<const api::Surface*> all{&world_.gateway};
    all.insert(all.end(), world_.surfaces.begin(), world_.surfaces.end());
    all.push_back(&unknown_target_);
    return all;
  }

  api::GatewayWorld world_;
  api::UnknownTarget unknown_target_;
  api::Router router_{
      surfaces(), {world_.world.base.ids, world_.world.base.log, world_.world.base.metrics, world_.world.base.reader}};
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
