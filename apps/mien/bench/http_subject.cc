#include "bench/http_subject.h"

#include <cstdlib>
#include <string_view>
#include <utility>

#include "adapters/system/system_ids.h"
#include "api/json/parse.h"
#include "core/ascii.h"
#include "core/number.h"
#include "files.h"

namespace mien::cli {
namespace {

constexpr double kOwnSimilarityMin = 99;  ///< Of a photo with itself.

struct Address {
  LoadTarget target;
  std::string path;
};

/// Of http://HOST[:PORT][/PATH].
Result<Address> address_in(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  const auto wrong = [] { return fail(ErrorCode::kInvalidArgument, "The address must be like http://127.0.0.1:8080"); };
  if (!url.starts_with(kScheme)) return wrong();
  url.remove_prefix(kScheme.size());
  const std::size_t slash = std::min(url.find('/'), url.size());
  const std::string_view place = url.substr(0, slash);
  const std::size_t colon = std::min(place.find(':'), place.size());
  Address out;
  out.target.host = place.substr(0, colon);
  out.target.port = 80;
  out.path = slash == url.size() ? "/" : url.substr(slash);
  if (out.target.host.empty()) return wrong();
  if (colon < place.size()) {
    const auto port = number_of<std::uint16_t>(place.substr(colon + 1));
    if (!port) return wrong();
    out.target.port = *port;
  }
  return out;
}

Result<boost::json::object> object_in(const HttpResponse& answer, const std::string& what) {
  if (answer.status != 200)
    return fail(ErrorCode::kInternal, what + " is answered with status " + std::to_string(answer.status) + ".",
                answer.body.substr(0, 300));
  MIEN_TRY(auto value, api::parse_json(answer.body));
  if (!value.is_object()) return fail(ErrorCode::kInternal, what + " is answered with something else than an object.");
  return std::move(value.get_object());
}

const boost::json::value* at(const boost::json::value* from, std::initializer_list<std::string_view> path) {
  for (const std::string_view name : path) {
    if (from == nullptr || !from->is_object()) return nullptr;
    from = from->get_object().if_contains(name);
  }
  return from;
}

/// The FaceId of the one face that is indexed.
Result<std::string> index_photo(RekognitionCaller& caller, std::string_view collection,
                                std::span<const std::byte> jpeg) {
  MIEN_TRY(const HttpResponse answer, caller.call("IndexFaces", image_request(collection, jpeg, "the-photo")));
  MIEN_TRY(const auto body, object_in(answer, "IndexFaces"));
  const auto* records = body.if_contains("FaceRecords");
  if (records == nullptr || !records->is_array() || records->get_array().size() != 1)
    return fail(ErrorCode::kInternal, "IndexFaces did not index exactly one face.");
  const auto* id = at(&records->get_array().front(), {"Face", "FaceId"});
  if (id == nullptr || !id->is_string()) return fail(ErrorCode::kInternal, "IndexFaces gives no FaceId.");
  return std::string(id->get_string());
}

/// The whole answer, once it names that face first, at 99 or more, and no other beside it.
Result<std::string> search_for(RekognitionCaller& caller, const std::string& request, const std::string& face) {
  MIEN_TRY(HttpResponse answer, caller.call("SearchFacesByImage", request));
  MIEN_TRY(const auto body, object_in(answer, "SearchFacesByImage"));
  const auto* matches = body.if_contains("FaceMatches");
  if (matches == nullptr || !matches->is_array() || matches->get_array().size() != 1)
    return fail(ErrorCode::kInternal, "Wrong answer: not exactly one face matches.", answer.body.substr(0, 300));
  const boost::json::value& first = matches->get_array().front();
  const auto* id = at(&first, {"Face", "FaceId"});
  const auto* similarity = at(&first, {"Similarity"});
  if (id == nullptr || !id->is_string() || id->get_string() != face || similarity == nullptr ||
      !similarity->is_number() || similarity->to_number<double>() < kOwnSimilarityMin)
    return fail(ErrorCode::kInternal, "Wrong answer: the photo's own face is not found.", answer.body.substr(0, 300));
  return std::move(answer.body);
}

Result<void> check_stranger(RekognitionCaller& caller, const std::string& file) {
  MIEN_TRY(const std::vector<std::byte> picture, read_file(file));
  MIEN_TRY(const HttpResponse answer, caller.call("SearchFacesByImage", image_request(kBenchCollection, picture)));
  MIEN_TRY(const auto body, object_in(answer, "SearchFacesByImage of the stranger"));
  const auto* matches = body.if_contains("FaceMatches");
  if (matches == nullptr || !matches->is_array() || !matches->get_array().empty())
    return fail(ErrorCode::kInternal, "Wrong answer: the stranger is said to be somebody.");
  return {};
}

Result<BenchSubject> own_server(const BenchHttpCommand& command, const CaughtSignals& stop, HttpBench& bench) {
  BenchSubject subject;
  MIEN_TRY(subject.folder, TempFolder::make(TempFolder::system_parent(), "mien-bench-"));
  const auto& folder = subject.folder->path();
  MIEN_TRY(const BenchGallery gallery, make_bench_gallery(command.models, command.image, command.faces, folder, stop));
  std::array<unsigned char, 20> random{};
  fill_random(random);
  const std::string secret = hex(std::as_bytes(std::span(random)));
  const std::string key_id = "bench";
  ServedChild::Options options{folder, {"--models-dir", models_folder(command.models).string()}, key_id, secret};
  options.flags.insert(options.flags.end(), {"--model-pack", command.models.pack});
  if (!command.models.manifest_file.empty())
    options.flags.insert(options.flags.end(), {"--manifest", command.models.manifest_file});
  MIEN_TRY(ServedChild server, ServedChild::start(options, stop));
  subject.server.emplace(std::move(server));
  subject.target = subject.server->target();
  subject.caller = std::make_shared<RekognitionCaller>(subject.target, key_id, secret);
  const auto search = [&](std::string_view collection, std::string& right) -> Result<std::function<std::string()>> {
    MIEN_TRY(const std::string face, index_photo(*subject.caller, collection, gallery.picture.jpeg));
    const std::string body = image_request(collection, gallery.picture.jpeg);
    MIEN_TRY(right, search_for(*subject.caller, body, face));
    return [body, caller = subject.caller] { return caller->wire("SearchFacesByImage", body); };
  };
  MIEN_TRY(subject.request, search(kBenchCollection, subject.right_body));
  MIEN_TRY(subject.small_request, search(kBenchSmallCollection, subject.small_right_body));
  bench.checked = "right: the photo's own face is found, alone, with similarity 99 or more";
  if (!command.stranger.empty()) {
    MIEN_TRY_VOID(check_stranger(*subject.caller, command.stranger));
    bench.checked += "; the stranger is nobody";
  }
  subject.net_gflop = gallery.net_gflop;
  bench.server = "mien serve of this binary, as a process of its own on this machine";
  bench.pack = gallery.pack;
  bench.picture = "640x480 of " + gallery.picture.source;
  bench.picture_bytes = gallery.picture.jpeg.size();
  bench.faces = command.faces + 1;
  return subject;
}

/// A server that runs already. Nothing is stored in it.
Result<BenchSubject> running_server(const BenchHttpCommand& command, HttpBench& bench) {
  const char* id = std::getenv("MIEN_ACCESS_KEY_ID");
  const char* secret = std::getenv("MIEN_SECRET_ACCESS_KEY");
  if (id == nullptr || *id == 0 || secret == nullptr || *secret == 0)
    return fail(ErrorCode::kInvalidArgument, "no key: set MIEN_ACCESS_KEY_ID and MIEN_SECRET_ACCESS_KEY");
  MIEN_TRY(const Address address, address_in(command.url));
  MIEN_TRY(const std::vector<std::byte> picture, read_file(command.image));
  BenchSubject subject{.target = address.target, .request = {}, .right_body = {}};
  subject.caller = std::make_shared<RekognitionCaller>(address.target, id, secret);
  const std::string body = image_request(command.collection, picture);
  MIEN_TRY(HttpResponse answer, subject.caller->call("SearchFacesByImage", body));
  MIEN_TRY_VOID(object_in(answer, "SearchFacesByImage"));
  subject.right_body = std::move(answer.body);
  subject.request = [body, caller = subject.caller] { return caller->wire("SearchFacesByImage", body); };
  bench.server = command.url + ", collection " + command.collection;
  bench.checked = "the first answer has status 200 and is an object";
  bench.picture = command.image;
  bench.picture_bytes = picture.size();
  return subject;
}

/// Another service, which takes the picture as it is.
Result<BenchSubject> peer(const BenchHttpCommand& command, HttpBench& bench) {
  MIEN_TRY(const Address address, address_in(command.peer));
  MIEN_TRY(const std::vector<std::byte> picture, read_file(command.image));
  const std::string bytes(reinterpret_cast<const char*>(picture.data()), picture.size());
  http_client::HttpClient client;
  MIEN_TRY(
      HttpResponse answer,
      client.send({.method = "POST", .url = command.peer, .headers = {{"Content-Type", "image/jpeg"}}, .body = bytes}));
  MIEN_TRY_VOID(object_in(answer, "The request"));
  BenchSubject subject{.target = address.target, .request = {}, .right_body = std::move(answer.body)};
  std::string wire =
      "POST " + address.path + " HTTP/1.1\r\nHost: " + address.target.host + ":" + std::to_string(address.target.port) +
      "\r\nContent-Type: image/jpeg\r\nContent-Length: " + std::to_string(bytes.size()) + "\r\n\r\n" + bytes;
  subject.request = [wire = std::move(wire)] { return wire; };
  bench.server = command.peer;
  bench.checked = "the first answer has status 200 and is an object";
  bench.picture = command.image;
  bench.picture_bytes = picture.size();
  return subject;
}

}  // namespace

Result<BenchSubject> open_subject(const BenchHttpCommand& command, const CaughtSignals& stop, HttpBench& bench) {
  bench.place = RunPlace::here();
  if (!command.peer.empty()) return peer(command, bench);
  if (!command.url.empty()) return running_server(command, bench);
  return own_server(command, stop, bench);
}

}  // namespace mien::cli
