#include "app/intake/store_rights.h"

#include "app/intake/intake_book.h"
#include "app/intake/upload_payload.h"

namespace mien::app {

Result<void> StoreRights::check(Role role, std::string_view access_key_id, const BucketName& bucket,
                                const ObjectPath& path) const {
  const auto denied = [] { return fail(ErrorCode::kAccessDenied, "Access Denied"); };
  if (!triggers_.may_store(bucket.text(), path.text()).include(role)) return denied();
  const bool may_for_others = Roles{Role::kEnroller}.include(role);
  if (bucket.text() != kAnnouncedUploads || may_for_others) return {};
  const auto id = TaskId::parse(path.text());
  if (!id) return denied();
  const auto task = tasks_.find(*id);
  if (!task && task.error().code != ErrorCode::kNotFound) return std::unexpected(task.error());
  if (!task) return denied();
  const auto announced = read_payload(task->what.payload);
  if (!announced || announced->announced_by != access_key_id) return denied();
  return {};
}

}  // namespace mien::app
