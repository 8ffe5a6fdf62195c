#include "app/reviews/review_desk.h"

#include <chrono>
#include <cmath>
#include <string_view>

#include "app/object_sweep.h"
#include "core/limits.h"
#include "core/number.h"

namespace mien::app {
namespace {

constexpr std::string_view kMargin = "review_margin";
constexpr std::string_view kDays = "review_days";

template <class T>
Result<T> read(const SettingsStore& settings, std::string_view name, T otherwise) {
  MIEN_TRY(const auto text, settings.find(name));
  if (!text) return otherwise;
  const auto value = number_of<T>(*text);
  if (!value) return fail(ErrorCode::kIncompatible, "The store's setting " + std::string(name) + " is no number.");
  return *value;
}

}  // namespace

Result<void> ReviewDesk::load() {
  MIEN_TRY(const double margin, read<double>(ports_.settings, kMargin, 0));
  MIEN_TRY(const std::int64_t days, read<std::int64_t>(ports_.settings, kDays, limits::kReviewDaysDefault));
  margin_ = margin;
  days_ = days;
  return {};
}

ReviewPolicy ReviewDesk::policy() const { return {.margin = margin_, .days = days_}; }

Result<void> ReviewDesk::set_policy(const ReviewPolicy& policy, const std::string& actor) {
  if (!(policy.margin >= 0 && policy.margin <= limits::kReviewMarginMax))
    return fail(ErrorCode::kInvalidArgument, "margin must be 0 to 20 points of similarity.");
  if (policy.days < 1 || policy.days > limits::kReviewDaysMax)
    return fail(ErrorCode::kInvalidArgument, "days must be 1 to " + std::to_string(limits::kReviewDaysMax) + ".");
  MIEN_TRY_VOID(ports_.settings.put(
      {{std::string(kMargin), shortest_text(policy.margin)}, {std::string(kDays), std::to_string(policy.days)}},
      sources_.event(actor, "change_settings", "", "", "ok")));
  margin_ = policy.margin;
  days_ = policy.days;
  return {};
}

Result<void> ReviewDesk::consider(const Verification& verification) {
  const double margin = margin_;
  if (margin <= 0 || std::abs(verification.similarity - verification.threshold) > margin) return {};
  const ObjectKey object{sources_.ids.random()};
  MIEN_TRY_VOID(ports_.objects.put(object, verification.image));
  const auto unused = ports_.reviews.add({.id = verification.event,
                                          .at = verification.at,
                                          .collection = verification.collection,
                                          .matched = verification.matched,
                                          .person = verification.person,
                                          .similarity = verification.similarity,
                                          .threshold = verification.threshold,
                                          .box = verification.box,
                                          .object = object},
                                         limits::kReviewsMax);
  if (!unused) {
    (void)ports_.objects.remove(object);  // Else the sweep of the next start.
    return std::unexpected(unused.error());
  }
  remove_objects(ports_.objects, *unused);
  return {};
}

Result<void> ReviewDesk::keep_house() {
  MIEN_TRY(const auto unused, ports_.reviews.purge(sources_.clock.now() - std::chrono::days(days_)));
  remove_objects(ports_.objects, unused);
  return {};
}

}  // namespace mien::app
