#include "core/fusion.h"

#include <vector>

namespace mien {

Result<Embedding> fuse(std::span<const Embedding> embeddings) {
  if (embeddings.empty()) return fail(ErrorCode::kInvalidArgument, "A person needs a face.");
  std::vector<double> sum(embeddings.front().dimension());
  for (const Embedding& embedding : embeddings) {
    if (embedding.dimension() != sum.size())
      return fail(ErrorCode::kInvalidArgument, "The faces come from different models.");
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += double{embedding.values()[i]};
  }
  return Embedding::normalized(std::vector<float>(sum.begin(), sum.end()));
}

}  // namespace mien
