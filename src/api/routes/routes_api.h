#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/auth/key_ring.h"
#include "api/functions/function_gateway.h"
#include "api/routes/answers.h"
#include "api/routes/question.h"
#include "api/routes/route_rule.h"
#include "api/routes/routed_object.h"
#include "api/surface.h"
#include "app/intake/intake_book.h"
#include "app/intake/uploads.h"
#include "app/object_triggers.h"
#include "app/objects/put_object.h"
#include "core/limits.h"
#include "ports/clock.h"
#include "ports/ids.h"
#include "ports/tasks.h"

namespace mien::api::routes {

/// The operator's own routes: what applications find at an API gateway. Off unless configured. Pictures go into the
/// intakes' buckets like any upload, and what becomes of them there is the answer. Thread-safe.
class RoutesApi final : public Surface {
 public:
  /// All borrowed; they outlive this object.
  struct Ports {
    const KeyRing& keys;
    const Ids& ids;
    const Clock& clock;
    const app::IntakeBook& intakes;
    const app::FindUpload& uploads;
    const app::PutObject& put_object;
    const app::ObjectTriggers& triggers;
    const functions::FunctionGateway& functions;
    const TaskStore& tasks;
    /// Pictures are taken from callers without a key while fewer than so many uploads wait.
    std::size_t strangers_waiting_max = limits::kStrangersWaitingPerCore;
  };
  RoutesApi(std::vector<RouteRule> rules, const Ports& ports) : rules_(std::move(rules)), ports_(ports) {}

  bool owns(const HttpHead& head) const override;
  std::expected<Admitted, Served> admit(const HttpHead& head, std::string_view request_id) const override;
  Served handle(const HttpRequest& request, std::string_view request_id) const override;
  Served refuse(const HttpHead& head, int status, std::string_view reason, std::string_view request_id) const override;

 private:
  struct Matched {
    const RouteRule* rule = nullptr;
    TextMap names;
  };
  struct Caller {
    std::string actor;
    std::optional<Role> role{};  ///< None: the operator lets everybody in.
  };
  std::optional<Matched> match(const HttpHead& head) const;
  std::optional<Outcome> refusal_of(const HttpHead& head, const RouteRule& rule, Caller& caller) const;
  std::string methods_of(const HttpHead& head) const;
  Served invoke(const HttpRequest& request, const Matched& matched) const;
  Served put_object(const HttpRequest& request, const Matched& matched, const Caller& caller) const;
  Outcome ask(const HttpRequest& request, const Matched& matched, const Caller& caller) const;
  /// @return the number of the change, which tells the upload from others of its key
  /// @errors kAccessDenied  what follows from an object there is more than the caller's role is for
  /// @errors kOverloaded    the caller has no key, and many uploads wait
  /// @errors those of PutObject
  Result<std::uint64_t> store_for(const Caller& caller, const RoutedObject& object) const;
  Result<std::uint64_t> store_picture(const HttpRequest& request, const app::Intake& intake, Question& question,
                                      const Caller& caller) const;
  /// What became of the picture that the question brings or names.
  Result<Task> upload_of(const HttpRequest& request, const app::Intake& intake, Question& question,
                         const Caller& caller) const;
  Outcome outcome_of(const Task& task) const;
  static Served served(const HttpHead& head, const RouteRule& rule, const Outcome& outcome);
  static Served served(const HttpHead& head, const RouteRule& rule, std::string_view outcome, HttpResponse response);

  std::vector<RouteRule> rules_;
  Ports ports_;
};

/// "put_object", "verify", "register", "function": what log, metrics and permissions call a route.
std::string_view operation_of(RouteRule::Target target);

}  // namespace mien::api::routes
