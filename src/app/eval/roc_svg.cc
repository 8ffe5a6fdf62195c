#include "app/eval/roc_svg.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/eval/statistics.h"

namespace mien::app::eval {
namespace {

constexpr double kWidth = 640, kHeight = 480, kLeft = 70, kRight = 20, kTop = 40, kBottom = 60;
constexpr int kDecades = 6;

template <class... Args>
void append(std::string& out, const char* format, Args... args) {
  char line[512];
  std::snprintf(line, sizeof line, format, args...);
  out += line;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else
      out += c;
  }
  return out;
}

}  // namespace

std::string draw_roc(std::span<const float> genuine_descending, std::span<const float> impostor_descending,
                     const std::string& title) {
  // The axis of the true accept rate begins at a round value below the curve, so that the curve fills the picture.
  const auto tar_at = [&](double fmr) {
    return operating_point(genuine_descending, impostor_descending, fmr).tar.value;
  };
  const double lowest = std::floor(tar_at(std::pow(10, -kDecades)) * 10) / 10;
  const double bottom_tar = std::min(lowest, 0.9);
  const auto x_of = [&](double log10_fmr) {
    return kLeft + (log10_fmr + kDecades) / kDecades * (kWidth - kLeft - kRight);
  };
  const auto y_of = [&](double tar) {
    return kHeight - kBottom - (tar - bottom_tar) / (1 - bottom_tar) * (kHeight - kTop - kBottom);
  };

  std::string svg;
  append(svg,
         "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" font-family=\"sans-serif\" "
         "font-size=\"13\">\n",
         kWidth, kHeight);
  svg += "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
  svg += "<text x=\"70\" y=\"24\" font-size=\"15\">" + escaped(title) + "</text>\n";
  for (int decade = -kDecades; decade <= 0; ++decade) {
    append(svg, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>\n", x_of(decade), kTop,
           x_of(decade), kHeight - kBottom);
    append(svg, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">1e%d</text>\n", x_of(decade),
           kHeight - kBottom + 18, decade);
  }
  for (int step = 0; step <= 5; ++step) {
    const double tar = bottom_tar + (1 - bottom_tar) * step / 5;
    append(svg, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>\n", kLeft, y_of(tar),
           kWidth - kRight, y_of(tar));
    append(svg, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%.1f %%</text>\n", kLeft - 6, y_of(tar) + 4,
           100 * tar);
  }
  append(svg, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">false match rate</text>\n", kWidth / 2, kHeight - 16);
  append(svg,
         "<text x=\"16\" y=\"%.1f\" transform=\"rotate(-90 16 %.1f)\" text-anchor=\"middle\">true accept rate</text>\n",
         kHeight / 2, kHeight / 2);
  svg += "<polyline fill=\"none\" stroke=\"#1a6fb5\" stroke-width=\"2\" points=\"";
  for (double log10_fmr = -kDecades; log10_fmr <= 0; log10_fmr += 0.05)
    append(svg, "%.1f,%.1f ", x_of(log10_fmr), y_of(std::max(bottom_tar, tar_at(std::pow(10, log10_fmr)))));
  svg += "\"/>\n</svg>\n";
  return svg;
}

}  // namespace mien::app::eval
