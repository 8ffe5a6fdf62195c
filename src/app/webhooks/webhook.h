#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/limits.h"

namespace mien::app {

/// What webhooks can be told: what an upload was decided to be ("registered", or a verification's decision), that it
/// was refused, or that it was given up.
inline constexpr std::array<std::string_view, 8> kWebhookEvents{"registered",    "match",       "no_match", "no_face",
                                                                "several_faces", "low_quality", "refused",  "failed"};

/// Another server that is told what became of uploads. Its secret is the wire's business.
struct Webhook {
  std::string name;
  std::string url;                     ///< http or https. The operator's own: it may lead anywhere.
  std::vector<std::string> events{};   ///< Of kWebhookEvents; empty: all.
  std::vector<std::string> intakes{};  ///< By name; empty: all.
  std::chrono::milliseconds timeout = limits::kWebhookTimeoutDefault;

  bool wants(std::string_view intake, std::string_view event) const {
    const auto has = [](const std::vector<std::string>& names, std::string_view wanted) {
      return names.empty() || std::ranges::find(names, wanted) != names.end();
    };
    return has(intakes, intake) && has(events, event);
  }
};

/// The webhooks by name. Does not change. Thread-safe.
class WebhookBook {
 public:
  explicit WebhookBook(std::vector<Webhook> webhooks = {}) : webhooks_(std::move(webhooks)) {}
  /// nullptr: there is none.
  const Webhook* find(std::string_view name) const {
    const auto found = std::ranges::find(webhooks_, name, &Webhook::name);
    return found == webhooks_.end() ? nullptr : &*found;
  }
  const std::vector<Webhook>& all() const { return webhooks_; }

 private:
  std::vector<Webhook> webhooks_;
};

}  // namespace mien::app
