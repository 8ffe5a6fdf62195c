#pragma once

namespace mien::app {

/// The operator's choices about who is taken for whom. Similarities are 0..100 on the calibrated scale.
struct PeoplePolicy {
  double verify_similarity_min = 80;  ///< 1:1, and the floor of 1:N.
  double false_accept_target = 0.01;  ///< Chance that a stranger is taken for anybody in a 1:N search.
  /// For pictures that come with a known identity: what they must reach against that person's other pictures. Lower
  /// than for verification, because the caller vouches for the identity and good faith is refused oftener than bad: at
  /// 60 (FMR 1e-3) one stranger in a thousand slips through, and 1 % of true pictures are refused.
  double same_person_similarity_min = 60;
};

}  // namespace mien::app
