#include "bench/engine_report.h"

#include <string_view>

#include "api/json/writer.h"
#include "bench/append_formatted.h"
#include "bench/budgets.h"

namespace mien::cli {
namespace {

/// What the design allows a stage of a path; empty: it says nothing.
std::string budget_of(std::string_view path, std::string_view stage) {
  if (path != "largest") return "";
  if (stage == "total") return kEngineMsMax.text();
  std::string out;
  if (stage == "rest") append_formatted(out, "%g", kEngineRestMsMax);
  return out;
}

/// Of the fastest run, because the peak is that of the fastest run too: on a machine that does other work beside, only
/// these two can be compared.
std::optional<double> gflops_of(const EngineBench::NetTime& net) {
  if (!net.gflop) return std::nullopt;
  return *net.gflop / net.ms.min * 1e3;
}

void append_net(std::string& out, const EngineBench& bench, const EngineBench::NetTime& net) {
  const std::string name =
      net.name + " " + std::to_string(net.width) + "x" + std::to_string(net.height) + (net.int8 ? " int8" : "");
  append_formatted(out, "  %-46s %8.3f %8.3f %8.3f", name.c_str(), net.ms.min, net.ms.median, net.ms.p95);
  if (const auto gflops = gflops_of(net)) {
    append_formatted(out, " %9.1f", *gflops);
    if (bench.peak && !net.int8) append_formatted(out, " %6.0f %%", 100 * *gflops / bench.peak->gops);
  }
  out += '\n';
}

}  // namespace

std::string to_text(const EngineBench& bench) {
  std::string out = bench.place.text();
  append_formatted(out, "  pack      %s, face model %s\n", bench.pack.c_str(), bench.face_model_version.c_str());
  out += "  picture   640x480 of " + bench.picture;
  append_formatted(out, ", face %.0f pixels wide\n", bench.face_px);
  out += "  answers   right: one face, the same embedding on every run and thread, similarity with itself 100\n";
  for (const auto& path : bench.paths) {
    append_formatted(out, "\none core, %s, ms over %zu rounds\n  %-46s %8s %8s %8s  %s\n",
                     path.name == "largest" ? "largest face" : "all faces", bench.rounds, "", "min", "median", "p95",
                     path.name == "largest" ? "budget" : "");
    for (const auto& stage : path.stages)
      append_formatted(out, "  %-46s %8.3f %8.3f %8.3f  %s\n", stage.name.c_str(), stage.ms.min, stage.ms.median,
                       stage.ms.p95, budget_of(path.name, stage.name).c_str());
  }
  append_formatted(out, "\none core, each net alone\n  %-46s %8s %8s %8s %9s %8s\n", "", "min", "median", "p95",
                   "GFLOP/s", "of peak");
  for (const auto& net : bench.nets) append_net(out, bench, net);
  if (bench.peak)
    append_formatted(out, "  %-46s %8s %8s %8s %9.1f\n", ("peak float32 (" + bench.peak->instructions + ")").c_str(),
                     "", "", "", bench.peak->gops);
  append_formatted(out, "\nall %zu cores, largest face: %.1f pictures/s\n", bench.place.cores,
                   bench.pictures_per_second);
  return out;
}

std::string to_json(const EngineBench& bench) {
  api::JsonWriter json;
  json.begin_object();
  bench.place.write(json);
  json.member("pack", bench.pack).member("face_model_version", bench.face_model_version);
  json.member("picture", bench.picture).key("face_px").number(bench.face_px);
  json.key("rounds").unsigned_integer(bench.rounds).key("one_core").begin_object();
  for (const auto& path : bench.paths) {
    json.key(path.name).begin_object();
    for (const auto& stage : path.stages) {
      json.key(stage.name).begin_object();
      stage.ms.write(json);
      json.end_object();
    }
    json.end_object();
  }
  json.end_object().key("nets").begin_array();
  for (const auto& net : bench.nets) {
    json.begin_object().member("name", net.name).key("height").unsigned_integer(net.height);
    json.key("width").unsigned_integer(net.width).key("int8").boolean(net.int8);
    net.ms.write(json);
    if (const auto gflops = gflops_of(net)) {
      json.key("gflop").number(*net.gflop).key("gflops").number(*gflops);
      if (bench.peak && !net.int8) json.key("of_peak").number(*gflops / bench.peak->gops);
    }
    json.end_object();
  }
  json.end_array();
  if (bench.peak)
    json.key("peak_fp32")
        .begin_object()
        .key("gflops")
        .number(bench.peak->gops)
        .member("instructions", bench.peak->instructions)
        .end_object();
  json.key("all_cores").begin_object().key("pictures_per_second").number(bench.pictures_per_second).end_object();
  return json.end_object().take();
}

}  // namespace mien::cli
