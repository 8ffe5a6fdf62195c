#include "app/hooks/subscriptions.h"

#include <algorithm>

#include "app/tasks/sending.h"
#include "core/ascii.h"
#include "core/limits.h"

namespace mien::app {
namespace {

constexpr std::string_view kHttps = "https://";
constexpr std::string_view kHttp = "http://";

/// sns.REGION.amazonaws.com, and the same of Amazon's partition in China. Nobody else has names below these.
bool is_amazons(std::string_view host) {
  if (!host.starts_with("sns.")) return false;
  host.remove_prefix(std::string_view("sns.").size());
  for (const std::string_view end : {".amazonaws.com", ".amazonaws.com.cn"}) {
    if (!host.ends_with(end)) continue;
    const std::string_view region = host.substr(0, host.size() - end.size());
    // A bucket may have the name "sns".
    return !region.empty() && !region.starts_with("s3") &&
           std::ranges::all_of(region, [](char c) { return is_alphanumeric(c) || c == '-'; });
  }
  return false;
}

}  // namespace

bool SubscriptionPolicy::allows(std::string_view url) const {
  const auto is_fit = [](char c) { return c > ' ' && c < 0x7F && is_ascii(c) && c != '\\' && c != '@' && c != '#'; };
  if (url.size() > limits::kServerUrlBytesMax || !std::ranges::all_of(url, is_fit)) return false;
  const std::string_view scheme = url.starts_with(kHttps) ? kHttps : kHttp;
  if (!url.starts_with(scheme)) return false;
  const auto end = std::min(url.find_first_of("/?", scheme.size()), url.size());
  const std::string origin = lower_case(url.substr(0, end));
  // What SNS has for an address does nothing else.
  const std::string_view rest = url.substr(end);
  if (rest.find("Action=ConfirmSubscription") == std::string_view::npos) return false;
  if (std::ranges::find(origins_, origin) != origins_.end()) return true;
  return scheme == kHttps && is_amazons(std::string_view(origin).substr(scheme.size()));
}

Result<void> TakeSubscriptions::check(std::span<const std::string> urls) const {
  if (std::ranges::all_of(urls, [&](const std::string& url) { return policy_.allows(url); })) return {};
  return fail(ErrorCode::kInvalidArgument, "The address that would confirm the subscription is not Amazon's SNS.");
}

Result<void> TakeSubscriptions::run(std::span<const std::string> urls) const {
  MIEN_TRY_VOID(check(urls));
  std::vector<NewTask> tasks;
  for (const std::string& url : urls) {
    tasks.push_back({.id = {sources_.ids.random()},
                     .kind = TaskKind::kWebhook,
                     .target = std::string(kSubscriptionTarget),
                     .once_key = hex(sources_.ids.sha256(std::as_bytes(std::span(url)))),
                     .payload = url,
                     .created = sources_.clock.now()});
  }
  if (tasks.empty()) return {};
  MIEN_TRY_VOID(tasks_.add(tasks));
  wake_();
  return {};
}

Attempt ConfirmSubscription::attempt(const Task& task, const Patience& patience) {
  const auto answer = sender_.send({.url = task.what.payload,
                                    .timeout = limits::kWebhookTimeoutDefault,
                                    .answer_bytes_max = limits::kWebhookAnswerBytesMax,
                                    .overlong = HttpSending::Overlong::kCut},
                                   patience);
  return attempt_of_sending(answer, "confirmed");
}

}  // namespace mien::app
