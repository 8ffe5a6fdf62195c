#include "app/tables/items.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/limits.h"

namespace mien::app {
namespace {

std::string text_of(const KeyFault& fault) {
  const std::string name = "The key attribute " + fault.attribute.name;
  switch (fault.problem) {
    case KeyFault::Problem::kMissing:
      return name + " is missing.";
    case KeyFault::Problem::kWrongType:
      return name + " must be of type " + std::string(name_of(fault.attribute.type)) + ".";
    case KeyFault::Problem::kEmpty:
      return name + " is empty.";
    case KeyFault::Problem::kTooLong:
      break;
  }
  return name + " is too long.";
}

}  // namespace

Result<void> PutTableItem::run(const TableName& name, const Item& item) const {
  MIEN_TRY(const Table table, tables_.find(name));
  auto key = key_of(table, item);
  if (!key) return fail(ErrorCode::kInvalidArgument, text_of(key.error()));
  if (counted_bytes(item) > limits::kItemBytesMax)
    return fail(ErrorCode::kInvalidArgument, "The item is larger than 400 KB.");
  if (std::ranges::any_of(item, [](const auto& member) { return depth_of(member.second) > limits::kItemDepthMax; }))
    return fail(ErrorCode::kInvalidArgument, "The item is nested too deeply.");
  const std::array edits{ItemEdit{.key = *std::move(key), .decide = [&](const Item*) { return ItemChange(item); }}};
  return tables_.edit(table.id, edits);
}

}  // namespace mien::app
