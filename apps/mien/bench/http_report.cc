#include "bench/http_report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "api/json/writer.h"
#include "bench/append_formatted.h"
#include "bench/budgets.h"

namespace mien::cli {
namespace {

std::string answers_of(const HttpBench::Load& load) {
  std::string out;
  for (const auto& [code, count] : load.answers) out += (out.empty() ? "" : ", ") + code + " " + std::to_string(count);
  return out;
}

void append_head(std::string& out, const char* first) {
  append_formatted(out, "  %-22s %8s %8s %8s %8s %8s %10s %8s  %s\n", first, "answers/s", "p50 ms", "p90 ms", "p99 ms",
                   "max ms", "server ms", "client", "answers");
}

void append_load(std::string& out, const std::string& name, const HttpBench::Load& load) {
  std::array<char, 16> cpu{"-"};
  if (load.server_cpu_ms) std::snprintf(cpu.data(), cpu.size(), "%.2f", *load.server_cpu_ms);
  append_formatted(out, "  %-22s %9.1f %8.2f %8.2f %8.2f %8.2f %10s %6.1f %%  %s\n", name.c_str(), load.per_second,
                   load.right_ms.p50, load.right_ms.p90, load.right_ms.p99, load.right_ms.max, cpu.data(),
                   100 * load.client_cpu_share, answers_of(load).c_str());
}

void append_open(std::string& out, const HttpBench& bench) {
  if (bench.open.empty()) return;
  out += "\nopen loop: requests on a schedule, latency from the moment they were due\n";
  append_head(out, "requests/s due");
  for (const auto& load : bench.open) {
    std::array<char, 48> name{};
    std::snprintf(name.data(), name.size(), "%.1f %s", load.offered,
                  load.arrivals == Arrivals::kEven ? "evenly" : "at random");
    append_load(out, name.data(), load);
    if (load.right_ms.p50 <= 0) continue;
    const double tail = load.right_ms.p99 / load.right_ms.p50;
    append_formatted(out, "    p99 is %.2f x p50", tail);
    if (load.arrivals == Arrivals::kEven)
      append_formatted(out, " (budget %g: %s)", kTailMax, tail <= kTailMax ? "kept" : "MISSED");
    append_formatted(out, "; sent late at p99 by %.2f ms, never sent %zu\n", load.late_ms.p99, load.unsent);
  }
}

void append_anatomy(std::string& out, const HttpBench::Anatomy& a, std::size_t cores) {
  out += "\none request at a time, mean ms\n";
  double engine = 0;
  for (const auto& [name, ms] : a.stages) {
    append_formatted(out, "  %-46s %8.3f\n", name.c_str(), ms);
    engine += ms;
  }
  append_formatted(out, "  %-46s %8.3f  budget %s\n", "engine", engine, kEngineMsMax.text().c_str());
  append_formatted(out, "  %-46s %8.3f\n", "client's view of the whole", a.client_ms);
  append_formatted(out, "  %-46s %8.3f  of it in the handler: %.3f\n", "HTTP, SigV4, base64, JSON, store, index",
                   a.client_ms - engine, a.request_ms - engine);
  append_formatted(out, "  %-46s %8.3f\n", "  of it the index (the gallery against one face)",
                   a.client_ms - engine - a.small_rest_ms);
  append_formatted(out, "  %-46s %8.3f  budget %g\n", "  the rest: HTTP, SigV4, base64, JSON, store", a.small_rest_ms,
                   kRequestRestMsMax);
  if (a.peak_gflops && a.net_gflop > 0) {
    const double floor_ms = a.net_gflop / *a.peak_gflops * 1e3;
    append_formatted(out, "  %-46s %8.3f  %.2f GFLOP at %.0f GFLOP/s: at most %.0f requests/s on %zu cores\n",
                     "floor: the nets at a core's measured peak", floor_ms, a.net_gflop, *a.peak_gflops,
                     static_cast<double>(cores) * 1e3 / floor_ms, cores);
  }
}

void append_overload(std::string& out, const HttpBench::Overload& o) {
  append_formatted(out, "\noverload: %.0f x the peak for %.0f s over %zu connections\n", o.factor, o.load.seconds,
                   o.load.connections);
  append_head(out, "requests/s due");
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "%.1f", o.load.offered);
  append_load(out, name.data(), o.load);
  append_formatted(out, "  goodput   %.1f %% of the peak, at least %.0f %%\n", 100 * o.goodput_share,
                   100 * kGoodputShareMin);
  append_formatted(out,
                   "  refused   %.1f %% of what was due; after p50 %.2f, p99 %.2f, max %.2f ms, p99 at most %.0f\n",
                   100 * o.refused_share, o.refused_ms.p50, o.refused_ms.p99, o.refused_ms.max, kRefusalMsMax);
  append_formatted(out, "  client    sent late at p99 by %.2f ms, at most by %.2f; never sent %zu\n",
                   o.load.late_ms.p99, o.load.late_ms.max, o.load.unsent);
  if (o.resident_mb_before && o.resident_mb_most && o.resident_mb_after)
    append_formatted(out, "  memory    %.0f MB before, at most %.0f during, %.0f after\n", *o.resident_mb_before,
                     *o.resident_mb_most, *o.resident_mb_after);
  append_formatted(out, "  verdict   %s\n", o.passed ? "passed" : "FAILED");
}

void write_latency(api::JsonWriter& json, std::string_view name, const Latency& latency) {
  json.key(name).begin_object().key("p50").number(latency.p50).key("p90").number(latency.p90);
  json.key("p99").number(latency.p99).key("max").number(latency.max).end_object();
}

void write_load(api::JsonWriter& json, const HttpBench::Load& load) {
  json.key("connections").unsigned_integer(load.connections).key("seconds").number(load.seconds);
  if (load.offered > 0)
    json.key("offered_per_second")
        .number(load.offered)
        .member("arrivals", load.arrivals == Arrivals::kEven ? "even" : "random");
  json.key("right_per_second").number(load.per_second).key("mean_ms").number(load.mean_ms);
  write_latency(json, "latency_ms", load.right_ms);
  if (load.offered > 0) write_latency(json, "sent_late_ms", load.late_ms);
  json.key("due").unsigned_integer(load.due).key("unsent").unsigned_integer(load.unsent);
  json.key("client_cpu_share").number(load.client_cpu_share);
  if (load.server_cpu_ms) json.key("server_cpu_ms_per_request").number(*load.server_cpu_ms);
  json.key("answers").begin_object();
  for (const auto& [code, count] : load.answers) json.key(code).unsigned_integer(count);
  json.end_object();
}

void write_loads(api::JsonWriter& json, std::string_view name, const std::vector<HttpBench::Load>& loads) {
  json.key(name).begin_array();
  for (const auto& load : loads) {
    json.begin_object();
    write_load(json, load);
    json.end_object();
  }
  json.end_array();
}

void write_anatomy(api::JsonWriter& json, const HttpBench::Anatomy& a) {
  json.key("one_request_ms").begin_object();
  for (const auto& [name, ms] : a.stages) json.key(name).number(ms);
  json.key("handler").number(a.request_ms).key("client").number(a.client_ms);
  json.key("rest_gallery_of_one").number(a.small_rest_ms).key("net_gflop").number(a.net_gflop);
  if (a.peak_gflops) json.key("peak_gflops").number(*a.peak_gflops);
  json.end_object();
}

void write_overload(api::JsonWriter& json, const HttpBench::Overload& o) {
  json.key("overload").begin_object().key("factor").number(o.factor);
  write_load(json, o.load);
  json.key("goodput_share").number(o.goodput_share).key("refused_share").number(o.refused_share);
  write_latency(json, "refused_ms", o.refused_ms);
  if (o.resident_mb_before) json.key("resident_mb_before").number(*o.resident_mb_before);
  if (o.resident_mb_most) json.key("resident_mb_most").number(*o.resident_mb_most);
  if (o.resident_mb_after) json.key("resident_mb_after").number(*o.resident_mb_after);
  json.key("passed").boolean(o.passed).end_object();
}

}  // namespace

Latency Latency::of(const std::vector<double>& sorted_ms) {
  if (sorted_ms.empty()) return {};
  const auto at = [&](double share) {  // Nearest rank: no invented values.
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted_ms.size())));
    return sorted_ms[std::max<std::size_t>(rank, 1) - 1];
  };
  return {at(0.5), at(0.9), at(0.99), sorted_ms.back()};
}

std::string to_text(const HttpBench& bench) {
  std::string out = bench.place.text();
  out += "  server    " + bench.server + "\n";
  if (!bench.pack.empty()) out += "  pack      " + bench.pack + "\n";
  out += "  picture   " + bench.picture;
  append_formatted(out, ", %zu bytes\n", bench.picture_bytes);
  if (bench.faces > 0) append_formatted(out, "  gallery   %zu faces\n", bench.faces);
  out += "  answers   " + bench.checked + "; every answer of the run is compared with that\n";
  out += "  shared    client and server have the same cores; the client's share of them stands in each line\n";
  if (!bench.closed.empty()) {
    out += "\nclosed loop: each connection sends its next request when it has the answer\n";
    append_head(out, "connections");
    for (const auto& load : bench.closed) append_load(out, std::to_string(load.connections), load);
    append_formatted(out, "  %-22s %9.1f  budget %s (2 cores, 100,000 faces)\n", "peak", bench.peak_per_second,
                     kSearchesPerSecondMin.text().c_str());
  }
  append_open(out, bench);
  if (bench.anatomy) append_anatomy(out, *bench.anatomy, bench.place.cores);
  if (bench.overload) append_overload(out, *bench.overload);
  return out;
}

std::string to_json(const HttpBench& bench) {
  api::JsonWriter json;
  json.begin_object();
  bench.place.write(json);
  json.member("server", bench.server).member("pack", bench.pack).member("picture", bench.picture);
  json.key("picture_bytes").unsigned_integer(bench.picture_bytes).key("faces").unsigned_integer(bench.faces);
  write_loads(json, "closed_loop", bench.closed);
  json.key("peak_per_second").number(bench.peak_per_second);
  write_loads(json, "open_loop", bench.open);
  if (bench.anatomy) write_anatomy(json, *bench.anatomy);
  if (bench.overload) write_overload(json, *bench.overload);
  return json.end_object().take();
}

}  // namespace mien::cli
