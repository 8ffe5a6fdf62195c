// Any requests as they come over the wire, between the byte 0xFF, to S3's surface over fakes: signed where they bring
// no credentials, so that most get behind the door. Every answer is a documented one, its headers can be sent, its XML
// can be read, and afterwards every object has its bytes and no bytes are without their row.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string_view>

#include "adapters/http_server/head_parser.h"
#include "adapters/http_server/response_head.h"
#include "api/s3/xml_reader.h"
#include "unit/s3/world.h"

namespace {

using mien::HttpRequest;
using mien::HttpResponse;
using mien::api::s3::World;

void require(bool promise) {
  if (!promise) std::abort();
}

constexpr std::array kExpected{200, 201, 204, 206, 303, 304, 400, 403, 404, 405, 409, 411, 412, 416, 501, 507};

void check_answer(const HttpResponse& response, std::string_view operation) {
  require(std::ranges::find(kExpected, response.status) != kExpected.end());
  require(mien::http_server::is_sendable(response));
  require(!operation.empty() && !mien::header_of(response, "x-amz-request-id").empty());
  const bool is_error = response.status >= 400 && !response.body.empty();
  if (!is_error) return;
  // A key with control characters comes back in the resource, as S3 sends it too: strict readers refuse that.
  const auto document = mien::api::s3::read_xml(response.body);
  require(document ? document->name == "Error" : response.body.find("&#x") != std::string::npos);
}

void answer(World& world, HttpRequest request) {
  request.head.remote_address = "192.0.2.1";
  if (!mien::api::s3::S3Api::is_signed(request.head) && !request.head.header("origin") &&
      !request.head.header("x-amz-date") && !request.head.header("x-amz-content-sha256") &&
      request.head.header("host") && !request.head.header("content-type").value_or("").starts_with("multipart/"))
    world.sign(request);
  if (!world.api.owns(request.head)) return;
  const auto admitted = world.api.admit(request.head, World::kRequestId);
  if (!admitted) return check_answer(admitted.error().response, admitted.error().operation);
  if (request.body.size() > admitted->body_bytes_max) {
    const auto refused = world.api.refuse(request.head, 413, "too large", World::kRequestId);
    return check_answer(refused.response, refused.operation);
  }
  const auto served = world.api.handle(request, World::kRequestId);
  check_answer(served.response, served.operation);
}

void send(World& world, std::string_view text) {
  using namespace mien;
  http_server::HeadScanner scanner;
  if (scanner.scan(text) != http_server::HeadScanner::State::kComplete) return;
  http_server::RequestHead head;
  if (http_server::parse_head(text.substr(scanner.begin(), scanner.end() - scanner.begin()),
                              {.headers_max = limits::kHeadersMax, .target_bytes_max = limits::kTargetBytesMax}, head))
    return;
  answer(world, {std::move(head.head), std::string(text.substr(scanner.end()))});
}

void check_state(World& world) {
  std::set<mien::ObjectKey> wanted, kept;
  require(
      world.base.store.changes().for_each_object([&](const mien::ObjectKey& key) { wanted.insert(key); }).has_value());
  require(world.base.objects.for_each([&](const mien::ObjectKey& key) { kept.insert(key); }).has_value());
  require(wanted == kept);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int kRequestsMax = 8;
  World world;
  world.base.triggers.functions.insert("f");
  require(world.call("PUT", "/photos").status == 200);
  require(world.call("PUT", "/photos/a/b", "hello").status == 200);
  std::string_view text(reinterpret_cast<const char*>(data), size);
  for (int requests = 0; requests < kRequestsMax && !text.empty(); ++requests) {
    const std::size_t end = std::min(text.find('\xFF'), text.size());
    send(world, text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  check_state(world);
  return 0;
}
