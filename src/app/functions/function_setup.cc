#include "app/functions/function_setup.h"

#include <array>
#include <utility>

#include "app/object_sweep.h"

namespace mien::app {
namespace {

/// Two who change one function at the same time get their turns; more than so many in a row do not happen.
constexpr int kAttempts = 8;

void forget(Objects& objects, const ObjectKey& key) { remove_objects(objects, std::array{key}); }

}  // namespace

Result<void> FunctionSetup::require_role(const ServiceRoleName& role) const {
  const auto found = ports_.roles.find(role);
  if (found) return {};
  if (found.error().code != ErrorCode::kNotFound) return std::unexpected(found.error());
  return fail(ErrorCode::kInvalidArgument, "The role defined for the function cannot be assumed by Lambda.");
}

Result<FunctionCode> FunctionSetup::store(std::span<const std::byte> zip) {
  MIEN_TRY_VOID(ports_.archive.inspect(zip));
  const FunctionCode code{
      .object = ObjectKey{ports_.ids.random()}, .sha256 = ports_.ids.sha256(zip), .bytes = zip.size()};
  MIEN_TRY_VOID(ports_.objects.put(code.object, zip));
  return code;
}

Result<Function> FunctionSetup::create(const Creation& creation) {
  MIEN_TRY_VOID(require_role(creation.role));
  MIEN_TRY(const FunctionCode code, store(creation.zip));
  Function function{.name = creation.name,
                    .settings = creation.settings,
                    .code = code,
                    .revision = ports_.ids.random(),
                    .updated = ports_.clock.now()};
  if (auto done = ports_.functions.create(function); !done) {
    forget(ports_.objects, code.object);
    return std::unexpected(std::move(done).error());
  }
  ports_.changes.changed(function.name);
  return function;
}

template <class Change>
Result<Function> FunctionSetup::replace(const FunctionName& name, const Revision& expected, const Change& change) {
  for (int attempt = 1;; ++attempt) {
    MIEN_TRY(Function function, ports_.functions.find(name));
    const Uuid before = function.revision;
    if (expected && *expected != before)
      return fail(ErrorCode::kChangedMeanwhile, "The function has another revision than the one given.");
    change(function);
    function.revision = ports_.ids.random();
    function.updated = ports_.clock.now();
    const auto unused = ports_.functions.replace(function, before);
    if (!unused && unused.error().code == ErrorCode::kChangedMeanwhile && attempt < kAttempts) continue;
    if (!unused) return std::unexpected(unused.error());
    if (*unused) forget(ports_.objects, **unused);
    ports_.changes.changed(name);
    return function;
  }
}

Result<Function> FunctionSetup::update_code(const FunctionName& name, std::span<const std::byte> zip,
                                            const Revision& expected, Mode mode) {
  if (mode == Mode::kOnlyCheck) {
    MIEN_TRY_VOID(ports_.archive.inspect(zip));
    return ports_.functions.find(name);
  }
  MIEN_TRY_VOID(ports_.functions.find(name));  // Before the zip is written for nothing.
  MIEN_TRY(const FunctionCode code, store(zip));
  auto function = replace(name, expected, [&](Function& changed) { changed.code = code; });
  if (!function) forget(ports_.objects, code.object);
  return function;
}

Result<Function> FunctionSetup::update_settings(const FunctionName& name, const Changes& changes,
                                                const Revision& expected) {
  if (changes.role) MIEN_TRY_VOID(require_role(*changes.role));
  return replace(name, expected, [&](Function& function) {
    FunctionSettings& settings = function.settings;
    settings.runtime = changes.runtime.value_or(settings.runtime);
    settings.handler = changes.handler.value_or(settings.handler);
    settings.role_arn = changes.role_arn.value_or(settings.role_arn);
    settings.description = changes.description.value_or(settings.description);
    settings.timeout_s = changes.timeout_s.value_or(settings.timeout_s);
    settings.memory_mb = changes.memory_mb.value_or(settings.memory_mb);
    if (changes.environment) settings.environment = *changes.environment;
  });
}

Result<void> FunctionSetup::remove(const FunctionName& name) {
  MIEN_TRY(const ObjectKey unused, ports_.functions.remove(name));
  forget(ports_.objects, unused);
  ports_.changes.changed(name);
  return {};
}

}  // namespace mien::app
