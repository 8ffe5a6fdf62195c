#include "core/fusion.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace mien {
namespace {

/// A negative cosine stays as it is: a factor would raise it.
float corrected(float cosine, double resultant_length) {
  return cosine <= 0 ? cosine : static_cast<float>(double{cosine} * std::sqrt(resultant_length));
}

}  // namespace

Result<FusedTemplate> fuse(std::span<const Embedding> embeddings) {
  if (embeddings.empty()) return fail(ErrorCode::kInvalidArgument, "A person needs a face.");
  std::vector<double> sum(embeddings.front().dimension());
  for (const Embedding& embedding : embeddings) {
    if (embedding.dimension() != sum.size())
      return fail(ErrorCode::kInvalidArgument, "The faces come from different models.");
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += double{embedding.values()[i]};
  }
  MIEN_TRY(Embedding mean, Embedding::normalized(std::vector<float>(sum.begin(), sum.end())));
  double squares = 0;
  for (const double v : sum) squares += v * v;
  const double length = std::sqrt(squares) / static_cast<double>(embeddings.size());
  // One face has length 1 up to rounding, which is not to show in its scores.
  return FusedTemplate{std::move(mean), embeddings.size() == 1 ? 1.0F : static_cast<float>(std::min(length, 1.0))};
}

float fused_cosine(const Embedding& probe, const FusedTemplate& person) {
  return corrected(cosine(probe, person.embedding), double{person.resultant_length});
}

float fused_cosine(const FusedTemplate& probe, const FusedTemplate& person) {
  return corrected(cosine(probe.embedding, person.embedding),
                   double{probe.resultant_length} * double{person.resultant_length});
}

}  // namespace mien
