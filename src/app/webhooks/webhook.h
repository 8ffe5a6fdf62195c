#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "app/settings/book.h"
#include "app/settings/origin.h"
#include "core/limits.h"
#include "core/secret.h"

namespace mien::app {

/// What webhooks can be told: what an upload was decided to be ("registered", or a verification's decision), that it
/// was refused, or that it was given up.
inline constexpr std::array<std::string_view, 8> kWebhookEvents{"registered",    "match",       "no_match", "no_face",
                                                                "several_faces", "low_quality", "refused",  "failed"};

/// What a webhook is told that somebody tries.
inline constexpr std::string_view kTestEvent = "test";

/// Another server that is told what became of uploads.
struct Webhook {
  std::string name;
  std::string url;                     ///< http or https. The operator's own: it may lead anywhere.
  std::vector<std::string> events{};   ///< Of kWebhookEvents; empty: all.
  std::vector<std::string> intakes{};  ///< By name; empty: all.
  std::chrono::seconds timeout = limits::kWebhookTimeoutDefault;
  Secret secret{};  ///< Deliveries are signed with it.
  Origin origin = Origin::kFile;

  bool wants(std::string_view intake, std::string_view event) const {
    const auto has = [](const std::vector<std::string>& names, std::string_view wanted) {
      return names.empty() || std::ranges::find(names, wanted) != names.end();
    };
    return has(intakes, intake) && has(events, event);
  }
};

using WebhookBook = Book<Webhook>;

}  // namespace mien::app
