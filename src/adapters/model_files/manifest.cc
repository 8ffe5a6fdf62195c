#include "adapters/model_files/manifest.h"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <set>
#include <stdexcept>

#include "core/ascii.h"

namespace mien::model_files {
namespace {

namespace json = boost::json;

constexpr int kFormat = 1;
constexpr std::size_t kVersionBytesMax = 32;

/// What is wrong with a manifest. Thrown while one is read and caught in Manifest::parse, because every member of a
/// deep document can be at fault.
struct Fault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A JSON value with the place where it stands, for messages.
class Node {
 public:
  Node(const json::value& value, std::string place) : value_(value), place_(std::move(place)) {}

  [[noreturn]] void fault(const std::string& what) const { throw Fault(place_ + " " + what); }

  const json::object& object() const {
    if (!value_.is_object()) fault("must be an object");
    return value_.get_object();
  }
  std::vector<Node> items() const {
    if (!value_.is_array()) fault("must be a list");
    std::vector<Node> out;
    for (const json::value& item : value_.get_array())
      out.emplace_back(item, place_ + "[" + std::to_string(out.size()) + "]");
    return out;
  }
  std::vector<std::pair<std::string, Node>> members() const {
    std::vector<std::pair<std::string, Node>> out;
    for (const auto& [key, value] : object()) out.emplace_back(key, Node(value, place_ + "." + std::string(key)));
    return out;
  }
  bool has(std::string_view key) const { return object().contains(key); }
  Node at(std::string_view key) const {
    const json::value* found = object().if_contains(key);
    if (!found) fault("lacks \"" + std::string(key) + "\"");
    return {*found, place_ + "." + std::string(key)};
  }
  void only(std::initializer_list<std::string_view> keys) const {
    for (const auto& member : object())
      if (std::ranges::find(keys, std::string_view(member.key())) == keys.end())
        fault("has an unknown member \"" + std::string(member.key()) + "\"");
  }
  std::string text() const {
    if (!value_.is_string()) fault("must be a string");
    return std::string(value_.get_string());
  }
  double number(double min, double max) const {
    if (!value_.is_number()) fault("must be a number");
    const double v = value_.to_number<double>();
    if (!(v >= min && v <= max)) fault("is out of range");
    return v;
  }
  std::uint64_t whole(std::uint64_t min, std::uint64_t max) const {
    const double v = number(static_cast<double>(min), static_cast<double>(max));
    if (v != std::floor(v)) fault("must be a whole number");
    return static_cast<std::uint64_t>(v);
  }

 private:
  const json::value& value_;
  std::string place_;
};

/// A relative path that stays below its folder: it comes from a file that a user may have got from anywhere.
std::string safe_path(const Node& node) {
  const std::string path = node.text();
  const bool plain = !path.empty() && path.front() != '/' && path.find('\\') == std::string::npos &&
                     path.find('\0') == std::string::npos && ("/" + path + "/").find("/../") == std::string::npos;
  if (!plain) node.fault("must be a path below the models folder");
  return path;
}

Sha256 digest(const Node& node) {
  const std::string text = node.text();
  Sha256 out{};
  if (text.size() != 64 || text.find_first_not_of(kHexDigits) != std::string::npos)
    node.fault("must be 64 lower-case hexadecimal digits");
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<std::byte>(std::stoi(text.substr(2 * i, 2), nullptr, 16));
  return out;
}

NetEntry read_net(const std::string& name, const Node& node) {
  node.only({"task", "model", "arithmetic", "licence", "source", "files", "input", "alignment", "dimension"});
  NetEntry net;
  net.name = name;
  net.task = node.at("task").text();
  if (net.task != "detection" && net.task != "recognition") node.at("task").fault("must be detection or recognition");
  net.model = safe_path(node.at("model"));
  net.licence = node.at("licence").text();
  if (node.has("source")) net.source = node.at("source").text();
  const std::string arithmetic = node.at("arithmetic").text();
  if (arithmetic != "float32" && arithmetic != "int8") node.at("arithmetic").fault("must be float32 or int8");
  net.int8 = arithmetic == "int8";
  for (const Node& file : node.at("files").items()) {
    file.only({"path", "url", "sha256", "bytes"});
    net.files.push_back({safe_path(file.at("path")), file.has("url") ? file.at("url").text() : "",
                         digest(file.at("sha256")), file.at("bytes").whole(1, 1ULL << 32)});
  }
  if (std::ranges::none_of(net.files, [&](const ModelFile& f) { return f.path == net.model; }))
    node.at("model").fault("must be one of the net's files");
  return net;
}

std::array<float, 3> three(const Node& node, double min, double max) {
  const auto items = node.items();
  if (items.size() != 3) node.fault("must have three numbers, for red, green and blue");
  std::array<float, 3> out{};
  for (std::size_t i = 0; i < 3; ++i) out[i] = static_cast<float>(items[i].number(min, max));
  return out;
}

/// How a recognition net wants its input.
Recogniser read_input(const std::string& name, const Node& net) {
  Recogniser r;
  r.net = name;
  r.dimension = net.at("dimension").whole(1, 8192);
  const Node input = net.at("input");
  input.only({"size_px", "order", "mean", "deviation"});
  r.alignment.size_px = static_cast<std::uint32_t>(input.at("size_px").whole(16, 1024));
  const std::string order = input.at("order").text();
  if (order != "rgb" && order != "bgr") input.at("order").fault("must be rgb or bgr");
  r.scaling.order = order == "rgb" ? ChannelOrder::kRgb : ChannelOrder::kBgr;
  r.scaling.mean = three(input.at("mean"), -1e4, 1e4);
  r.scaling.deviation = three(input.at("deviation"), 1e-6, 1e6);
  const auto points = net.at("alignment").items();
  if (points.size() != r.alignment.points.size()) net.at("alignment").fault("must have five points");
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto xy = points[i].items();
    if (xy.size() != 2) points[i].fault("must be [x, y]");
    r.alignment.points[i] = {static_cast<float>(xy[0].number(-2048, 2048)),
                             static_cast<float>(xy[1].number(-2048, 2048))};
  }
  return r;
}

std::vector<Calibration::Knot> read_calibration(const Node& node) {
  node.only({"measured_on", "knots"});
  std::vector<Calibration::Knot> knots;
  for (const Node& knot : node.at("knots").items()) {
    const auto pair = knot.items();
    if (pair.size() != 2) knot.fault("must be [cosine, log10 of the false-match rate]");
    knots.push_back({pair[0].number(-1, 1), pair[1].number(-40, 0)});
  }
  if (const auto valid = Calibration::from_knots(knots); !valid)
    node.at("knots").fault("are wrong: " + valid.error().message);
  return knots;
}

ModelPack read_pack(const std::string& name, const Node& node, const std::map<std::string, NetEntry>& nets,
                    const Node& net_nodes) {
  node.only({"face_model_version", "detector", "recognisers", "yaw_deg", "calibration"});
  ModelPack pack;
  pack.name = name;
  pack.face_model_version = node.at("face_model_version").text();
  if (pack.face_model_version.empty() || pack.face_model_version.size() > kVersionBytesMax ||
      pack.face_model_version.find_first_not_of("0123456789.") != std::string::npos ||
      std::stod("0" + pack.face_model_version) < 7)
    node.at("face_model_version").fault("must be numeric, 7.0 or higher");
  const auto require_net = [&](const Node& at, std::string_view task) {
    const auto found = nets.find(at.text());
    if (found == nets.end() || found->second.task != task) at.fault("must name a net for " + std::string(task));
    return found->first;
  };
  pack.detector = require_net(node.at("detector"), "detection");
  double frontal = 0, profile = 0;
  for (const Node& item : node.at("recognisers").items()) {
    item.only({"net", "share_frontal", "share_profile"});
    const std::string net = require_net(item.at("net"), "recognition");
    Recogniser r = read_input(net, net_nodes.at(net));
    frontal += r.share_frontal = item.at("share_frontal").number(0, 1);
    profile += r.share_profile = item.at("share_profile").number(0, 1);
    pack.recognisers.push_back(std::move(r));
  }
  if (pack.recognisers.empty() || std::abs(frontal - 1) > 1e-6 || std::abs(profile - 1) > 1e-6)
    node.at("recognisers").fault("must be there and their shares sum to 1");
  const auto yaw = node.at("yaw_deg").items();
  if (yaw.size() != 2) node.at("yaw_deg").fault("must be [frontal up to, profile from]");
  pack.yaw_frontal_deg = yaw[0].number(0, 90);
  pack.yaw_profile_deg = yaw[1].number(pack.yaw_frontal_deg, 90);
  pack.calibration = read_calibration(node.at("calibration"));
  pack.calibrated_on = node.at("calibration").at("measured_on").text();
  return pack;
}

}  // namespace

Result<Manifest> Manifest::parse(std::string_view text) {
  boost::system::error_code error;
  const json::value document = json::parse(text, error);
  if (error) return fail(ErrorCode::kIncompatible, "The model manifest is no JSON: " + error.message() + ".");
  try {
    const Node root(document, "The model manifest");
    root.only({"format", "nets", "packs"});
    if (root.at("format").whole(1, 1'000'000) != kFormat)
      root.at("format").fault("is not " + std::to_string(kFormat) + ": it was written for another version of Mien");
    Manifest manifest;
    const Node nets = root.at("nets");
    for (const auto& [name, node] : nets.members()) manifest.nets_.emplace(name, read_net(name, node));
    for (const auto& [name, node] : root.at("packs").members())
      manifest.packs_.emplace(name, read_pack(name, node, manifest.nets_, nets));
    if (manifest.packs_.empty()) root.at("packs").fault("must not be empty");
    return manifest;
  } catch (const Fault& fault) {
    return fail(ErrorCode::kIncompatible, std::string(fault.what()) + ".");
  }
}

Result<ModelPack> Manifest::pack(const std::string& name) const {
  if (const auto found = packs_.find(name); found != packs_.end()) return found->second;
  std::string names;
  for (const auto& [known, pack] : packs_) names += (names.empty() ? "" : ", ") + known;
  return fail(ErrorCode::kInvalidArgument, "There is no model pack \"" + name + "\"; there are: " + names + ".");
}

std::vector<const NetEntry*> Manifest::nets_of(const ModelPack& pack) const {
  std::vector<const NetEntry*> out{&nets_.at(pack.detector)};
  for (const Recogniser& r : pack.recognisers) out.push_back(&nets_.at(r.net));
  return out;
}

}  // namespace mien::model_files
