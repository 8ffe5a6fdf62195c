#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>

#include "app/eval/roc_svg.h"
#include "app/people_policy.h"
#include "commands.h"
#include "cpu.h"
#include "embedded/lfw_errata.h"
#include "eval_report.h"
#include "exit_codes.h"
#include "files.h"

namespace mien::cli {
namespace {

namespace ev = app::eval;

/// Of a file of pairs or of errata: some million lines.
constexpr std::size_t kListBytesMax = std::size_t{256} << 20;

Result<ev::Errata> load_errata(const std::string& option) {
  if (option == "none") return ev::Errata{};
  if (option.empty()) return ev::parse_errata(embedded::lfw_errata());
  MIEN_TRY(const auto bytes, read_file(option, kListBytesMax));
  return ev::parse_errata({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// None where there is no pairs file.
Result<std::vector<ev::NamedPair>> load_pairs(const std::string& file) {
  if (file.empty()) return std::vector<ev::NamedPair>();
  MIEN_TRY(const auto bytes, read_file(file, kListBytesMax));
  return ev::parse_pairs({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// The scores of the pairs file, whose pictures are all among the samples; a pair with a picture without a face scores
/// lowest, so it counts as refused.
void run_pairs(const std::vector<ev::NamedPair>& pairs, const std::vector<ev::Sample>& samples, EvalReport& report) {
  std::map<std::string_view, const ev::Sample*> by_name;
  for (const ev::Sample& sample : samples) by_name.emplace(sample.name, &sample);
  std::vector<ev::LabelledScore> scores;
  for (const ev::NamedPair& pair : pairs) {
    const ev::Sample& a = *by_name.at(pair.a);
    const ev::Sample& b = *by_name.at(pair.b);
    const bool both = a.embedding && b.embedding;
    if (!both) ++report.pairs_missed;
    scores.push_back({both ? cosine(*a.embedding, *b.embedding) : -1.0F, pair.same, pair.fold});
  }
  report.pairs = pairs.size();
  report.accuracy = ev::accuracy_of(scores);
}

EvalReport::Points points_of(const ev::Scores& scores, const Calibration& calibration, std::string label) {
  EvalReport::Points set{.label = std::move(label),
                         .genuine = scores.genuine.size(),
                         .impostor = scores.impostor.size(),
                         .equal_error_rate = ev::equal_error_rate(scores.genuine, scores.impostor),
                         .points = {},
                         .similarities = {}};
  for (const double fmr : {1e-2, 1e-3, 1e-4, 1e-5, 1e-6}) {
    set.points.push_back(ev::operating_point(scores.genuine, scores.impostor, fmr));
    set.similarities.push_back(calibration.similarity(double{set.points.back().threshold}));
  }
  return set;
}

void run_identification(const std::vector<ev::Sample>& samples, const ev::Scores& scores, const app::ActiveModel& model,
                        EvalReport& report) {
  const app::PeoplePolicy policy;  // The service's own defaults.
  for (const std::size_t gallery : {50UL, 100UL, 300UL}) {
    const auto result = ev::identify(samples, model, gallery, policy.verify_similarity_min, policy.false_accept_target);
    if (result.gallery == gallery) report.identification.push_back(result);
  }
  for (const std::size_t gallery : {300UL, 10'000UL, 100'000UL})
    report.identification.push_back(ev::predict_identification(
        scores.genuine, model, gallery, policy.verify_similarity_min, policy.false_accept_target));
}

Result<void> run(const EvalCommand& command) {
  std::optional<std::pair<std::string, std::string>> between;
  if (!command.between.empty()) {
    const auto colon = command.between.find(':');
    if (colon == std::string::npos)
      return fail(ErrorCode::kInvalidArgument, "--between takes two groups: frontal:profile.");
    between.emplace(command.between.substr(0, colon), command.between.substr(colon + 1));
  }
  MIEN_TRY(const ev::Errata errata, load_errata(command.errata));
  MIEN_TRY(const auto pairs, load_pairs(command.pairs));
  MIEN_TRY(const auto models, LoadedModels::load(command.models, command.threads ? command.threads : usable_cores()));
  MIEN_TRY(auto analysers, models->make_analysers());
  const FaceChoice choice = command.face == "largest" ? FaceChoice::kLargest : FaceChoice::kCentral;
  MIEN_TRY(const ImageSet set, read_image_set(command.images, choice, pairs, analysers));

  EvalReport report{.images = command.images,
                    .pack = models->pack().name,
                    .face = command.face,
                    .between = command.between,
                    .cpu = cpu_name(),
                    .threads = models->threads(),
                    .pictures = set.samples.size(),
                    .not_found = set.not_found,
                    .seconds = set.seconds,
                    .accuracy = {},
                    .all_pairs = {},
                    .identification = {},
                    .calibration = {}};
  if (!pairs.empty()) run_pairs(pairs, set.samples, report);

  const Calibration& calibration = models->active().calibration;
  const ev::Scores labelled = ev::all_pairs(set.samples, {}, between);
  report.all_pairs.push_back(points_of(labelled, calibration, "as labelled"));
  const ev::Scores corrected = ev::all_pairs(set.samples, errata, between);
  const bool corrections =
      corrected.genuine.size() != labelled.genuine.size() || corrected.impostor.size() != labelled.impostor.size();
  if (corrections) report.all_pairs.push_back(points_of(corrected, calibration, "without the errata"));
  if (!between) run_identification(set.samples, corrected, models->active(), report);
  if (command.calibrate) {
    MIEN_TRY(report.calibration, ev::fit_calibration(corrected.impostor));
  }

  std::fputs(to_text(report).c_str(), stdout);
  if (!command.json_file.empty()) MIEN_TRY_VOID(write_file(command.json_file, to_json(report)));
  if (!command.roc_file.empty())
    MIEN_TRY_VOID(write_file(command.roc_file, ev::draw_roc(labelled.genuine, labelled.impostor,
                                                            "ROC, all pairs, model pack " + report.pack)));
  return {};
}

}  // namespace

int eval(const EvalCommand& command) {
  const auto done = run(command);
  return done ? kDone : report(done.error());
}

}  // namespace mien::cli
