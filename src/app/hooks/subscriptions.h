#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/audit_sources.h"
#include "app/tasks/task_handler.h"
#include "ports/http_sender.h"
#include "ports/tasks.h"

namespace mien::app {

/// The target of tasks that confirm a subscription; no webhook may have this name.
inline constexpr std::string_view kSubscriptionTarget = "sns:subscription";

/// Which addresses may be asked to confirm a subscription: a stranger's event must not make the service call whom the
/// stranger likes. Amazon's SNS over https, and whatever the operator names besides.
class SubscriptionPolicy {
 public:
  /// @param origins  "https://host[:port]" or "http://...", in lower case, without a slash at the end
  explicit SubscriptionPolicy(std::vector<std::string> origins = {}) : origins_(std::move(origins)) {}
  bool allows(std::string_view url) const;

 private:
  std::vector<std::string> origins_;
};

/// Takes the handshake by which SNS makes sure that whoever is to be told wants it.
class TakeSubscriptions {
 public:
  TakeSubscriptions(SubscriptionPolicy policy, TaskStore& tasks, AuditSources sources, std::function<void()> wake)
      : policy_(std::move(policy)), tasks_(tasks), sources_(sources), wake_(std::move(wake)) {}
  /// @errors kInvalidArgument  an address that the policy does not allow
  Result<void> check(std::span<const std::string> urls) const;
  /// A task for each, whose handler is ConfirmSubscription; one that was taken before is not taken again.
  /// @errors as check() (none is taken then), kUnavailable
  Result<void> run(std::span<const std::string> urls) const;

 private:
  SubscriptionPolicy policy_;
  TaskStore& tasks_;
  AuditSources sources_;
  std::function<void()> wake_;
};

/// Asks the address of a subscription's handshake, which confirms it.
class ConfirmSubscription final : public TaskHandler {
 public:
  explicit ConfirmSubscription(HttpSender& sender) : sender_(sender) {}
  Attempt attempt(const Task& task, const Patience& patience) override;

 private:
  HttpSender& sender_;
};

}  // namespace mien::app
