#include "app/eval/protocol.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "app/similarity.h"
#include "core/calibration.h"
#include "core/number.h"

namespace mien::app::eval {
namespace {

constexpr std::size_t kFoldsOfOneSet = 10;

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(separators), text.size());
    if (end > 0) out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

struct Line {
  std::string_view text;
  std::size_t number;  ///< From 1, as an editor counts.
};
/// The lines that hold anything.
std::vector<Line> numbered_lines(std::string_view text) {
  std::vector<Line> out;
  for (std::size_t at = 1; !text.empty(); ++at) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) out.push_back({line, at});
  }
  return out;
}

/// LFW's file name: four digits after the person's name.
std::string picture_name(std::string_view person, std::size_t index) {
  const std::string digits = std::to_string(index);
  return std::string(person) + "_" + std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

std::pair<std::string, std::string> ordered(const std::string& a, const std::string& b) {
  return a < b ? std::pair{a, b} : std::pair{b, a};
}

}  // namespace

Result<std::vector<NamedPair>> parse_pairs(std::string_view text) {
  const auto lines = numbered_lines(text);
  const auto broken = [](std::size_t line) {
    return fail(ErrorCode::kInvalidArgument, "Line " + std::to_string(line) + " of the pairs file cannot be read.");
  };
  if (lines.empty()) return broken(1);
  const auto head = split(lines[0].text, " \t\r");
  const auto last = head.empty() ? std::nullopt : number_of<std::size_t>(head.back());
  const auto declared = head.size() == 2 ? number_of<std::size_t>(head[0]) : std::optional<std::size_t>(1);
  if (!last || !declared || head.size() > 2 || *last == 0 || *declared == 0) return broken(lines[0].number);
  const std::size_t per_kind = *last;

  std::vector<NamedPair> pairs;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto fields = split(lines[i].text, " \t\r");
    const auto first = fields.size() >= 3 ? number_of<std::size_t>(fields[1]) : std::nullopt;
    const auto second = fields.size() >= 3 ? number_of<std::size_t>(fields.back()) : std::nullopt;
    if (!first || !second || fields.size() > 4) return broken(lines[i].number);
    const bool same = fields.size() == 3;
    const std::string_view other = same ? fields[0] : fields[2];
    const std::size_t at = i - 1;
    const std::size_t fold = *declared > 1 ? at / (2 * per_kind) : at % per_kind * kFoldsOfOneSet / per_kind;
    pairs.push_back({picture_name(fields[0], *first), picture_name(other, *second), same, fold});
  }
  return pairs;
}

Result<Errata> parse_errata(std::string_view text) {
  Errata errata;
  std::size_t line_number = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line_number;
    if (line.empty() || line == "\r" || line.front() == '#') continue;
    const auto fields = split(line, "\t\r");
    if (fields.size() < 2)
      return fail(ErrorCode::kInvalidArgument,
                  "Line " + std::to_string(line_number) + " of the errata cannot be read.");
    errata.insert(ordered(std::string(fields[0]), std::string(fields[1])));
  }
  return errata;
}

Scores all_pairs(std::span<const Sample> samples, const Errata& errata,
                 const std::optional<std::pair<std::string, std::string>>& between) {
  Scores scores;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const Sample& a = samples[i];
    if (!a.embedding) continue;
    for (std::size_t j = i + 1; j < samples.size(); ++j) {
      const Sample& b = samples[j];
      if (!b.embedding) continue;
      if (between && !(a.group == between->first && b.group == between->second) &&
          !(a.group == between->second && b.group == between->first))
        continue;
      if (!errata.empty() && errata.contains(ordered(a.name, b.name))) continue;
      (a.person == b.person ? scores.genuine : scores.impostor).push_back(cosine(*a.embedding, *b.embedding));
    }
  }
  std::ranges::sort(scores.genuine, std::greater{});
  std::ranges::sort(scores.impostor, std::greater{});
  return scores;
}

Identification identify(std::span<const Sample> samples, const ActiveModel& model, std::size_t gallery,
                        double similarity_min, double false_accept_target) {
  std::map<std::string_view, std::vector<const Sample*>> people;
  for (const Sample& sample : samples)
    if (sample.embedding) people[sample.person].push_back(&sample);

  std::vector<const Sample*> enrolled, mated, strangers;
  for (const auto& [person, pictures] : people) {
    if (enrolled.size() < gallery && pictures.size() > 1) {
      enrolled.push_back(pictures.front());
      mated.insert(mated.end(), pictures.begin() + 1, pictures.end());
    } else {
      strangers.insert(strangers.end(), pictures.begin(), pictures.end());
    }
  }
  Identification out{.gallery = enrolled.size(), .threshold_similarity = 0, .fpir = {}, .fnir = {}, .measured = true};
  out.threshold_similarity = one_to_many_threshold(similarity_min, enrolled.size(), false_accept_target);
  const auto accepted = [&](const Sample& probe) -> const Sample* {
    const Sample* best = nullptr;
    float best_cosine = -2;
    for (const Sample* candidate : enrolled) {
      const float c = cosine(*probe.embedding, *candidate->embedding);
      if (c > best_cosine) best_cosine = c, best = candidate;
    }
    return best && reaches(model.calibration.similarity(double{best_cosine}), out.threshold_similarity) ? best
                                                                                                        : nullptr;
  };
  const auto missed = std::ranges::count_if(mated, [&](const Sample* probe) {
    const Sample* found = accepted(*probe);
    return !found || found->person != probe->person;
  });
  const auto taken = std::ranges::count_if(strangers, [&](const Sample* probe) { return accepted(*probe) != nullptr; });
  out.fnir = rate_of(static_cast<std::size_t>(missed), mated.size());
  out.fpir = rate_of(static_cast<std::size_t>(taken), strangers.size());
  return out;
}

Identification predict_identification(std::span<const float> genuine_descending, const ActiveModel& model,
                                      std::size_t gallery, double similarity_min, double false_accept_target) {
  Identification out{.gallery = gallery, .threshold_similarity = 0, .fpir = {}, .fnir = {}, .measured = false};
  out.threshold_similarity = one_to_many_threshold(similarity_min, gallery, false_accept_target);
  const double fmr = std::pow(10, log10_fmr_at_similarity(out.threshold_similarity));
  const double fpir = 1 - std::pow(1 - fmr, static_cast<double>(gallery));
  const auto missed = std::ranges::count_if(genuine_descending, [&](float score) {
    return !reaches(model.calibration.similarity(double{score}), out.threshold_similarity);
  });
  out.fpir = {fpir, fpir, fpir};
  out.fnir = rate_of(static_cast<std::size_t>(missed), genuine_descending.size());
  return out;
}

}  // namespace mien::app::eval
