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
  ReviewPolicy stored;
  MIEN_TRY(stored.margin, read(ports_.settings, kMargin, stored.margin));
  MIEN_TRY(stored.days, read(ports_.settings, kDays, stored.days));
  const std::scoped_lock lock(policy_mutex_);
  policy_ = stored;
  return {};
}

ReviewPolicy ReviewDesk::policy() const {
  const std::scoped_lock lock(policy_mutex_);
  return policy_;
}

Result<ReviewPolicy> ReviewDesk::change_policy(const Change& change) {
  const std::scoped_lock changing(changes_mutex_);
  ReviewPolicy wanted = policy();
  wanted.margin = change.margin.value_or(wanted.margin);
  wanted.days = change.days.value_or(wanted.days);
  if (!(wanted.margin >= 0 && wanted.margin <= limits::kReviewMarginMax))
    return fail(ErrorCode::kInvalidArgument,
                "margin must be 0 to " + shortest_text(limits::kReviewMarginMax) + " points of similarity.");
  if (wanted.days < 1 || wanted.days > limits::kReviewDaysMax)
    return fail(ErrorCode::kInvalidArgument, "days must be 1 to " + std::to_string(limits::kReviewDaysMax) + ".");
  MIEN_TRY_VOID(ports_.settings.put(
      {{std::string(kMargin), shortest_text(wanted.margin)}, {std::string(kDays), std::to_string(wanted.days)}},
      sources_.event(change.actor, "change_settings", "", "", "ok")));
  const std::scoped_lock lock(policy_mutex_);
  policy_ = wanted;
  return wanted;
}

Result<void> ReviewDesk::consider(const Verification& verification) {
  const double margin = policy().margin;
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
  MIEN_TRY(const auto unused, ports_.reviews.purge(sources_.clock.now() - std::chrono::days(policy().days)));
  remove_objects(ports_.objects, unused);
  return {};
}

}  // namespace mien::app
