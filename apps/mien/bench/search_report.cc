#include "bench/search_report.h"

#include "api/json/writer.h"
#include "bench/append_formatted.h"

namespace mien::cli {
namespace {

double ceiling_of(const SearchBench& bench, const SearchBench::Case& one) {
  return one.threads == 1 ? bench.read_gbs_one : bench.read_gbs_all;
}
/// The least time in which the bytes of a call can be read.
double floor_ms(const SearchBench& bench, const SearchBench::Case& one) {
  return one.bytes / ceiling_of(bench, one) / 1e6;
}
double gbs_of(const SearchBench::Case& one) { return one.bytes / one.ms.median / 1e6; }

void append_gallery(std::string& out, const SearchBench& bench, const SearchBench::Gallery& gallery) {
  append_formatted(out, "\n%zu faces of %zu dimensions: %.0f MB of vectors\n", gallery.faces, bench.dimension,
                   gallery.vectors_mb);
  append_formatted(
      out, "  answers   right: %.0f queries equal to comparing every face in float64, ids and scores to the bit\n",
      gallery.checked_queries);
  append_formatted(out, "  start     %.2f s by replaying the store, %.2f s from its segment of %.0f MB",
                   gallery.replay_ms / 1e3, gallery.segment_ms / 1e3, gallery.segment_mb);
  if (gallery.segment_cold_ms)
    append_formatted(out, " (%.2f s with none of it in memory)", *gallery.segment_cold_ms / 1e3);
  append_formatted(out, ", which took %.2f s to write\n", gallery.save_ms / 1e3);
  append_formatted(
      out, "  memory    resident after replaying %.2f times the vectors, after a start from the segment %.2f times\n",
      gallery.resident_replay_mb / gallery.vectors_mb, gallery.resident_segment_mb / gallery.vectors_mb);
  append_formatted(out, "  %-44s %7s %9s %9s %9s %10s %8s %8s %8s\n", "", "threads", "min ms", "median", "p95",
                   "per query", "floor ms", "GB/s", "hits");
  for (const auto& one : gallery.cases)
    append_formatted(out, "  %-44s %7zu %9.3f %9.3f %9.3f %10.3f %8.3f %8.1f %8.1f\n", one.name.c_str(), one.threads,
                     one.ms.min, one.ms.median, one.ms.p95, one.ms.median / static_cast<double>(one.batch),
                     floor_ms(bench, one), gbs_of(one), one.hits_mean);
}

void write_gallery(api::JsonWriter& json, const SearchBench& bench, const SearchBench::Gallery& gallery) {
  json.begin_object().key("faces").unsigned_integer(gallery.faces);
  json.key("vectors_mb").number(gallery.vectors_mb).key("resident_replay_mb").number(gallery.resident_replay_mb);
  json.key("resident_segment_mb").number(gallery.resident_segment_mb);
  json.key("segment_mb").number(gallery.segment_mb).key("start_replay_ms").number(gallery.replay_ms);
  json.key("start_segment_ms").number(gallery.segment_ms);
  if (gallery.segment_cold_ms) json.key("start_segment_cold_ms").number(*gallery.segment_cold_ms);
  json.key("save_ms").number(gallery.save_ms).key("checked_queries").number(gallery.checked_queries);
  json.key("cases").begin_array();
  for (const auto& one : gallery.cases) {
    json.begin_object().member("name", one.name).key("threads").unsigned_integer(one.threads);
    json.key("batch").unsigned_integer(one.batch);
    one.ms.write(json);
    json.key("floor_ms").number(floor_ms(bench, one)).key("gbs").number(gbs_of(one));
    json.key("hits_mean").number(one.hits_mean).end_object();
  }
  json.end_array().end_object();
}

}  // namespace

std::string to_text(const SearchBench& bench) {
  std::string out = bench.place.text();
  out += "  kernel    " + bench.kernel + "\n";
  append_formatted(out, "  memory    reads %.1f GB/s with one thread, %.1f with %zu\n", bench.read_gbs_one,
                   bench.read_gbs_all, bench.place.cores);
  append_formatted(out, "  faces     synthetic; over %.1f million pairs of two people:\n",
                   static_cast<double>(bench.impostor_pairs) / 1e6);
  for (const auto& point : bench.fmr)
    append_formatted(out, "            cosine %.4f  FMR %.1e  the model pack's %.1e\n", point.cosine, point.measured,
                     point.wanted);
  append_formatted(out, "            two faces of one person: median cosine %.3f, 96 %% above %.3f\n",
                   bench.genuine_median, bench.genuine_4_pct);
  for (const auto& gallery : bench.galleries) append_gallery(out, bench, gallery);
  return out;
}

std::string to_json(const SearchBench& bench) {
  api::JsonWriter json;
  json.begin_object();
  bench.place.write(json);
  json.member("kernel", bench.kernel).key("dimension").unsigned_integer(bench.dimension);
  json.key("read_gbs_one").number(bench.read_gbs_one).key("read_gbs_all").number(bench.read_gbs_all);
  json.key("impostor_pairs").unsigned_integer(bench.impostor_pairs).key("fmr").begin_array();
  for (const auto& point : bench.fmr)
    json.begin_object()
        .key("cosine")
        .number(point.cosine)
        .key("measured")
        .number(point.measured)
        .key("model_pack")
        .number(point.wanted)
        .end_object();
  json.end_array().key("genuine_median").number(bench.genuine_median);
  json.key("genuine_4_pct").number(bench.genuine_4_pct).key("galleries").begin_array();
  for (const auto& gallery : bench.galleries) write_gallery(json, bench, gallery);
  return json.end_array().end_object().take();
}

}  // namespace mien::cli
