#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/embedding.h"
#include "core/ids.h"

namespace mien::cli {

/// Embeddings that nobody's face gave, but whose scores are spread like those of the default pack on Labeled Faces in
/// the Wild. How well they are is for the reader to judge: the benchmark prints their false-match rates beside the
/// calibration's.
///
/// - A random vector has normal coordinates whose variances fall as exp(-i / 58), as the eigenvalues of the default
///   pack's embeddings do (measured on 599 people of LFW: 1 at the first, .34 at the 50th, .15 at the 100th, .02 at the
///   200th); then it is turned, because a net's coordinates are all alike (their deviations differ by a seventh). An
///   isotropic vector would make impostors too different, and every search too easy.
/// - A person is such a vector, of which 30 % of the variance is shared by one of 96 groups: people who look alike make
///   the upper tail of impostor scores heavier than normal.
/// - A face is a times its person and sqrt(1 - a^2) times another such vector; a is normal with mean .825 and deviation
///   .1, within .35 and .97. The cosine of two faces of a person is then about .68 in the middle and above .47 for 96
///   of 100, as LFW's.
///
/// Everything follows from its number. Immutable, so thread-safe.
class SyntheticFaces {
 public:
  static constexpr std::size_t kFacesPerPerson = 5;

  explicit SyntheticFaces(std::size_t dimension);
  std::size_t dimension() const { return dimension_; }

  /// Face `row` of the gallery, and its key.
  Embedding face(std::uint64_t row) const { return face_of(row / kFacesPerPerson, row); }
  static Uuid key(std::uint64_t row);
  /// A further face of a person who is in a gallery of so many rows; a person's whom no gallery has.
  Embedding mate(std::uint64_t number, std::size_t rows) const;
  Embedding stranger(std::uint64_t number) const;
  static std::uint64_t person_of_mate(std::uint64_t number, std::size_t rows);

 private:
  using Vector = std::vector<float>;

  Vector random(std::uint64_t seed) const;
  void turn(Vector& vector) const;
  Embedding face_of(std::uint64_t person, std::uint64_t number) const;

  std::size_t dimension_;
  std::vector<float> deviations_;
  /// Rounds of rotations by 45 degrees in planes of two coordinates: after ten, every coordinate is a mixture of all.
  std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> rounds_;
};

}  // namespace mien::cli
