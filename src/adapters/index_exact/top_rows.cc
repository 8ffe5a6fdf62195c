#include "adapters/index_exact/top_rows.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "core/embedding.h"

namespace mien::index_exact {
namespace {

constexpr std::size_t kTrimMin = 64;
constexpr std::size_t kOpenMax = 16'384;  ///< Candidates, beyond a multiple of the limit, that wait to be scored.

}  // namespace

void TopRows::add(std::size_t chunk, std::span<const Found> found, const ScanQuery& query) {
  const Chunk& rows = *(*snapshot_->chunks)[chunk];
  for (const Found& each : found) {
    const float near = estimate(each.dot, query.scale, rows.scale(each.row));
    const float error = error_bound(rows.residual(each.row), query.norm, query.slack);
    // A cosine is clamped to [-1, 1], and so are its bounds.
    open_.push_back({static_cast<std::uint32_t>(chunk * kChunkRows + each.row), std::min(near - error, 1.0F),
                     std::max(near + error, -1.0F)});
  }
  trim_if_due();
}

void TopRows::add_unpacked(std::size_t chunk, std::size_t first, std::size_t last) {
  const Chunk& rows = *(*snapshot_->chunks)[chunk];
  for (std::size_t row = first; row < last; ++row) {
    const float exact = cosine({rows.vector(row), probe_.size()}, probe_);
    if (exact >= floor_) open_.push_back({static_cast<std::uint32_t>(chunk * kChunkRows + row), exact, exact});
  }
  trim_if_due();
}

void TopRows::merge(TopRows&& other) {
  raise_floor(other.floor_);
  open_.insert(open_.end(), other.open_.begin(), other.open_.end());
  for (const Scored& each : other.best_) keep(each.row, each.cosine);
  trim();
}

FaceIndex::Hits TopRows::finish() {
  trim();
  settle();
  std::ranges::sort(best_, [this](const Scored& a, const Scored& b) { return better(a, b); });
  if (best_.size() > limit_) best_.resize(limit_);
  FaceIndex::Hits hits;
  hits.reserve(best_.size());
  for (const Scored& each : best_) hits.push_back({key(each.row), each.cosine});
  return hits;
}

void TopRows::trim_if_due() {
  if (open_.size() >= trim_at_) trim();
}

/// The limit-th best lower bound is one that every row of the answer reaches.
void TopRows::trim() {
  if (open_.size() >= limit_) {
    const auto last = open_.begin() + static_cast<std::ptrdiff_t>(limit_ - 1);
    std::ranges::nth_element(open_, last, std::greater{}, &Candidate::lower);
    raise_floor(last->lower);
  }
  std::erase_if(open_, [this](const Candidate& each) { return each.upper < floor_; });
  if (open_.size() > 2 * limit_ + kOpenMax) settle();
  trim_at_ = 2 * std::max({limit_, open_.size(), kTrimMin});
}

/// Scores what is open, most promising first, until what is left cannot be in the answer.
void TopRows::settle() {
  std::ranges::sort(open_, std::greater{}, &Candidate::upper);
  std::span<const Candidate> left = open_;
  while (!left.empty() && left.front().upper >= floor_) {
    const auto four = left.first(std::min<std::size_t>(4, left.size()));
    score(four);
    left = left.subspan(four.size());
  }
  cut();
  open_.clear();
}

/// Exactly mien::cosine, but four rows side by side: one row alone would wait for each addition.
void TopRows::score(std::span<const Candidate> four) {
  if (four.size() < 4) {
    for (const Candidate& each : four) keep(each.row, cosine({vector(each.row), probe_.size()}, probe_));
    return;
  }
  const float* rows[4] = {vector(four[0].row), vector(four[1].row), vector(four[2].row), vector(four[3].row)};
  double sums[4] = {};
  for (std::size_t i = 0; i < probe_.size(); ++i)
    for (std::size_t j = 0; j < 4; ++j) sums[j] += double{rows[j][i]} * probe_[i];
  for (std::size_t j = 0; j < 4; ++j) keep(four[j].row, static_cast<float>(std::clamp(sums[j], -1.0, 1.0)));
}

void TopRows::keep(std::uint32_t row, float cosine) {
  if (cosine < floor_) return;
  best_.push_back({row, cosine});
  if (best_.size() >= 2 * limit_ + kTrimMin) cut();
}

void TopRows::cut() {
  if (best_.size() < limit_) return;
  const auto last = best_.begin() + static_cast<std::ptrdiff_t>(limit_ - 1);
  std::ranges::nth_element(best_, last, [this](const Scored& a, const Scored& b) { return better(a, b); });
  best_.resize(limit_);
  raise_floor(best_.back().cosine);
}

bool TopRows::better(const Scored& a, const Scored& b) const {
  return a.cosine != b.cosine ? a.cosine > b.cosine : key(a.row) < key(b.row);
}

}  // namespace mien::index_exact
