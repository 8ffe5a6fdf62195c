#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/active_model.h"
#include "app/eval/statistics.h"
#include "core/embedding.h"

namespace mien::app::eval {

/// One picture of an evaluation set. No embedding: no face was found in it.
struct Sample {
  std::string person;
  std::string name;   ///< Person and number, for example "Ada_Lovelace_0001"; unique in the set.
  std::string group;  ///< Sub-folder of the person's folder, for example "frontal"; often empty.
  std::optional<Embedding> embedding;
};

/// Two pictures of the pairs file.
struct NamedPair {
  std::string a;
  std::string b;
  bool same = false;
  std::size_t fold = 0;
};

/// The format of LFW's pairs.txt and pairsDevTest.txt: a first line with the number of folds (none: one set) and of
/// pairs per fold and kind, then "name i j" for pairs of one person, "name i name j" for two. One set is cut into ten
/// folds of equal size in its order, so that a deviation can be given.
/// @errors kInvalidArgument  with the number of the line.
Result<std::vector<NamedPair>> parse_pairs(std::string_view text);

/// Pairs whose labels are known to be wrong: "nameA<TAB>nameB<TAB>why" a line, '#' begins a comment.
using Errata = std::set<std::pair<std::string, std::string>>;
/// @errors kInvalidArgument  with the number of the line.
Result<Errata> parse_errata(std::string_view text);

/// Every picture against every other, without the pairs of `errata`.
/// @param between  if set, only pairs of a picture of the first group and one of the second.
Scores all_pairs(std::span<const Sample> samples, const Errata& errata,
                 const std::optional<std::pair<std::string, std::string>>& between);

/// How a gallery of so many people answers at the service's own 1:N threshold.
struct Identification {
  std::size_t gallery = 0;
  double threshold_similarity = 0;
  Rate fpir;  ///< False positive identification rate: probes of people not enrolled that match anybody.
  Rate fnir;  ///< False negative identification rate: probes of enrolled people that do not match as themselves.
  bool measured =
      true;  ///< false: computed from the calibration and the 1:1 scores, for galleries larger than the set.
};
/// Enrols the first picture of `gallery` people who have several, and searches with all others; the people left over
/// are the strangers.
Identification identify(std::span<const Sample> samples, const ActiveModel& model, std::size_t gallery,
                        double similarity_min, double false_accept_target);
/// The same for a gallery beyond the set's size.
Identification predict_identification(std::span<const float> genuine_descending, const ActiveModel& model,
                                      std::size_t gallery, double similarity_min, double false_accept_target);

}  // namespace mien::app::eval
