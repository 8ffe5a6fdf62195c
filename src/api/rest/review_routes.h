#pragma once

#include <vector>

#include "api/rest/route.h"
#include "app/person_photo.h"
#include "app/reviews/close_review.h"
#include "app/reviews/review_desk.h"
#include "ports/reviews.h"
#include "ports/store.h"

namespace mien::api::rest {

/// Verifications at the border, and what decides which are kept.
class ReviewRoutes {
 public:
  /// All borrowed; they outlive this object.
  struct Parts {
    const ReviewStore& reviews;
    const PeopleStore& people;  ///< For their names.
    const app::CutPhoto& cut;
    const app::CloseReview& close;
    app::ReviewDesk& desk;
  };
  explicit ReviewRoutes(Parts parts) : parts_(parts) {}

  /// They borrow this object.
  std::vector<Route> routes() const;

 private:
  Answer<HttpResponse> list(const Call& call) const;
  Answer<HttpResponse> photo(const Call& call) const;
  Answer<HttpResponse> close(const Call& call) const;
  Answer<HttpResponse> get_settings(const Call& call) const;
  Answer<HttpResponse> change_settings(const Call& call) const;
  Result<std::string> body_of(const Review& review) const;

  Parts parts_;
};

}  // namespace mien::api::rest
