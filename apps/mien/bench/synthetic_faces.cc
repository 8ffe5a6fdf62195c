#include "bench/synthetic_faces.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <numeric>

#include "bench/random.h"

namespace mien::cli {
namespace {

constexpr double kDecay = 58;
constexpr std::uint64_t kGroups = 96;
constexpr double kGroupShare = 0.3;
constexpr double kLikenessMean = 0.825;
constexpr double kLikenessDeviation = 0.1;
constexpr double kLikenessMin = 0.35;
constexpr double kLikenessMax = 0.97;
constexpr int kRounds = 10;

// Streams of numbers that do not meet: what is drawn, in the upper bits of the seed.
constexpr std::uint64_t kGroupSeed = std::uint64_t{1} << 56;
constexpr std::uint64_t kPersonSeed = std::uint64_t{2} << 56;
constexpr std::uint64_t kFaceSeed = std::uint64_t{3} << 56;
constexpr std::uint64_t kKeySeed = std::uint64_t{4} << 56;
constexpr std::uint64_t kMateSeed = std::uint64_t{5} << 56;
constexpr std::uint64_t kMateFaces = std::uint64_t{1} << 40;  ///< Numbers of faces that are in no gallery.
constexpr std::uint64_t kStrangers = std::uint64_t{1} << 41;  ///< And of people.

/// Seeds that lie next to each other must not give streams that overlap.
Random random_of(std::uint64_t seed) { return Random(seed * 0xD1342543DE82EF95U + 1); }

void make_unit(std::vector<float>& vector) {
  const float norm = std::sqrt(std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0F));
  for (float& value : vector) value /= norm;
}

/// Both are unit vectors, and about at right angles.
void mix(std::vector<float>& into, double share, const std::vector<float>& other) {
  const auto own = static_cast<float>(std::sqrt(1 - share));
  const auto others = static_cast<float>(std::sqrt(share));
  for (std::size_t i = 0; i < into.size(); ++i) into[i] = own * into[i] + others * other[i];
  make_unit(into);
}

}  // namespace

SyntheticFaces::SyntheticFaces(std::size_t dimension) : dimension_(dimension) {
  for (std::size_t i = 0; i < dimension; ++i)
    deviations_.push_back(static_cast<float>(std::exp(-static_cast<double>(i) / kDecay / 2)));
  Random random = random_of(0);
  std::vector<std::uint32_t> order(dimension);
  std::iota(order.begin(), order.end(), 0U);
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = dimension; i > 1; --i) std::swap(order[i - 1], order[random.next() % i]);
    auto& planes = rounds_.emplace_back();
    for (std::size_t i = 0; i + 1 < dimension; i += 2) planes.emplace_back(order[i], order[i + 1]);
  }
}

SyntheticFaces::Vector SyntheticFaces::random(std::uint64_t seed) const {
  Random random = random_of(seed);
  Vector out(dimension_);
  for (std::size_t i = 0; i < dimension_; ++i) out[i] = deviations_[i] * random.normal();
  make_unit(out);
  return out;
}

void SyntheticFaces::turn(Vector& vector) const {
  constexpr float kCos = 1 / std::numbers::sqrt2_v<float>;
  for (const auto& planes : rounds_)
    for (const auto& [a, b] : planes) {
      const float x = vector[a];
      const float y = vector[b];
      vector[a] = kCos * (x + y);
      vector[b] = kCos * (x - y);
    }
}

Embedding SyntheticFaces::face_of(std::uint64_t person, std::uint64_t number) const {
  Vector centre = random(kPersonSeed + person);
  mix(centre, kGroupShare, random(kGroupSeed + random_of(person).next() % kGroups));
  Random likeness_of = random_of(kFaceSeed + number);
  const double likeness =
      std::clamp(kLikenessMean + kLikenessDeviation * likeness_of.normal(), kLikenessMin, kLikenessMax);
  mix(centre, 1 - likeness * likeness, random(kFaceSeed + (number ^ std::uint64_t{1} << 55)));
  turn(centre);
  return Embedding::normalized(centre).value();
}

Uuid SyntheticFaces::key(std::uint64_t row) {
  Random random = random_of(kKeySeed + row);
  const std::uint64_t words[2] = {random.next(), random.next()};
  return std::bit_cast<Uuid>(words);
}

std::uint64_t SyntheticFaces::person_of_mate(std::uint64_t number, std::size_t rows) {
  return Random(kMateSeed + number).next() % std::max<std::size_t>(rows / kFacesPerPerson, 1);
}

Embedding SyntheticFaces::mate(std::uint64_t number, std::size_t rows) const {
  return face_of(person_of_mate(number, rows), kMateFaces + number);
}

Embedding SyntheticFaces::stranger(std::uint64_t number) const {
  return face_of(kStrangers + number, kMateFaces + kMateFaces / 2 + number);
}

}  // namespace mien::cli
