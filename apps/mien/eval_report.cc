#include "eval_report.h"

#include <cmath>
#include <cstdio>

#include "api/json/writer.h"

namespace mien::cli {
namespace {

template <class... Args>
void append(std::string& out, const char* format, Args... args) {
  char line[512];
  std::snprintf(line, sizeof line, format, args...);
  out += line;
}

void write_rate(api::JsonWriter& out, std::string_view name, const app::eval::Rate& rate) {
  out.key(name)
      .begin_object()
      .key("value")
      .number(rate.value)
      .key("low95")
      .number(rate.low)
      .key("high95")
      .number(rate.high);
  out.end_object();
}

void append_points(std::string& out, const EvalReport::Points& set) {
  append(out, "\nall pairs %s: %zu genuine, %zu impostor, equal error rate %.2f %%\n", set.label.c_str(), set.genuine,
         set.impostor, 100 * set.equal_error_rate);
  append(out, "  %-8s %-24s %-10s %s\n", "FMR", "TAR (95 % interval)", "cosine", "similarity");
  for (std::size_t i = 0; i < set.points.size(); ++i) {
    const auto& p = set.points[i];
    append(out, "  %-8.0e %6.2f %% (%.2f..%.2f) %7.3f %10.2f%s\n", p.fmr, 100 * p.tar.value, 100 * p.tar.low,
           100 * p.tar.high, double{p.threshold}, double{set.similarities[i]},
           p.fmr * static_cast<double>(set.impostor) < 10 ? "   fewer than ten pairs decide" : "");
  }
}

}  // namespace

std::string to_text(const EvalReport& r) {
  std::string out;
  append(out, "images      %s\nmodel pack  %s, fp32 or int8 as the pack says, %zu threads, %s\n", r.images.c_str(),
         r.pack.c_str(), r.threads, r.cpu.c_str());
  append(out, "pictures    %zu in %.1f s (%.1f a second), face taken: %s\n", r.pictures, r.seconds,
         static_cast<double>(r.pictures) / r.seconds, r.face.c_str());
  append(out, "no face in  %zu\n", r.not_found.size());
  for (std::size_t i = 0; i < std::min<std::size_t>(r.not_found.size(), 20); ++i)
    append(out, "            %s\n", r.not_found[i].c_str());
  if (r.accuracy) {
    append(out, "\npairs file: %zu pairs (%zu with a picture without a face)\n", r.pairs, r.pairs_missed);
    append(out, "  accuracy at the best threshold %.2f %% (cosine %.3f); ten-fold %.2f %% +- %.2f\n",
           100 * r.accuracy->best, double{r.accuracy->best_threshold}, 100 * r.accuracy->mean,
           100 * r.accuracy->deviation);
  }
  if (!r.between.empty()) append(out, "\nonly pairs between the groups %s\n", r.between.c_str());
  for (const auto& set : r.all_pairs) append_points(out, set);
  if (!r.identification.empty()) {
    append(out, "\n1:N at the service's own threshold\n  %-9s %-11s %-26s %-26s\n", "gallery", "similarity",
           "FPIR (95 % interval)", "FNIR (95 % interval)");
    for (const auto& i : r.identification) {
      append(out, "  %-9zu %-11.2f %6.2f %% (%.2f..%.2f)       %6.2f %% (%.2f..%.2f) %s\n", i.gallery,
             i.threshold_similarity, 100 * i.fpir.value, 100 * i.fpir.low, 100 * i.fpir.high, 100 * i.fnir.value,
             100 * i.fnir.low, 100 * i.fnir.high, i.measured ? "measured" : "computed from the calibration");
    }
  }
  if (r.calibration) {
    append(out, "\ncalibration: z = %.4f + %.4f cosine; measured down to FMR %.1e, extrapolated below\n",
           r.calibration->intercept, r.calibration->slope, r.calibration->measured_down_to);
    out += "  \"knots\": [";
    for (std::size_t i = 0; i < r.calibration->knots.size(); ++i)
      append(out, "%s[%.4f, %.4g]", i ? ", " : "", r.calibration->knots[i].cosine, r.calibration->knots[i].log10_fmr);
    out += "]\n";
  }
  return out;
}

std::string to_json(const EvalReport& r) {
  api::JsonWriter out;
  out.begin_object().member("images", r.images).member("pack", r.pack).member("face", r.face).member("cpu", r.cpu);
  out.member("between", r.between).key("threads").integer(static_cast<std::int64_t>(r.threads));
  out.key("pictures").integer(static_cast<std::int64_t>(r.pictures)).key("seconds").number(r.seconds);
  out.key("not_found").begin_array();
  for (const auto& name : r.not_found) out.string(name);
  out.end_array();
  if (r.accuracy) {
    out.key("pairs").begin_object().key("count").integer(static_cast<std::int64_t>(r.pairs));
    out.key("missed").integer(static_cast<std::int64_t>(r.pairs_missed));
    out.key("accuracy_best").number(r.accuracy->best).member("best_threshold", r.accuracy->best_threshold);
    out.key("accuracy_tenfold").number(r.accuracy->mean).key("deviation").number(r.accuracy->deviation).end_object();
  }
  out.key("all_pairs").begin_array();
  for (const auto& set : r.all_pairs) {
    out.begin_object().member("label", set.label).key("genuine").integer(static_cast<std::int64_t>(set.genuine));
    out.key("impostor").integer(static_cast<std::int64_t>(set.impostor));
    out.key("equal_error_rate").number(set.equal_error_rate).key("points").begin_array();
    for (std::size_t i = 0; i < set.points.size(); ++i) {
      out.begin_object().key("fmr").number(set.points[i].fmr);
      write_rate(out, "tar", set.points[i].tar);
      out.member("threshold", set.points[i].threshold).member("similarity", set.similarities[i]).end_object();
    }
    out.end_array().end_object();
  }
  out.end_array().key("identification").begin_array();
  for (const auto& i : r.identification) {
    out.begin_object().key("gallery").integer(static_cast<std::int64_t>(i.gallery));
    out.key("threshold_similarity").number(i.threshold_similarity);
    write_rate(out, "fpir", i.fpir);
    write_rate(out, "fnir", i.fnir);
    out.key("measured").boolean(i.measured).end_object();
  }
  out.end_array();
  if (r.calibration) {
    out.key("calibration").begin_object().key("intercept").number(r.calibration->intercept);
    out.key("slope").number(r.calibration->slope).key("measured_down_to").number(r.calibration->measured_down_to);
    out.key("knots").begin_array();
    for (const auto& knot : r.calibration->knots)
      out.begin_array().number(knot.cosine).number(knot.log10_fmr).end_array();
    out.end_array().end_object();
  }
  out.end_object();
  return out.take();
}

}  // namespace mien::cli
