#include "api/dynamodb/operations.h"

#include <algorithm>
#include <array>

namespace mien::api::dynamodb {
namespace {

/// In the order of the enumeration.
constexpr std::array<std::string_view, 14> kNames{
    "BatchGetItem", "BatchWriteItem", "CreateTable", "DeleteItem", "DeleteTable", "DescribeTable", "DescribeTimeToLive",
    "GetItem",      "ListTables",     "PutItem",     "Query",      "Scan",        "UpdateItem",    "UpdateTable",
};

/// Source: the service model of 2012-08-10.
constexpr std::array<std::string_view, 43> kMissing{
    "BatchExecuteStatement",
    "CreateBackup",
    "CreateGlobalTable",
    "DeleteBackup",
    "DeleteResourcePolicy",
    "DescribeBackup",
    "DescribeContinuousBackups",
    "DescribeContributorInsights",
    "DescribeEndpoints",
    "DescribeExport",
    "DescribeGlobalTable",
    "DescribeGlobalTableSettings",
    "DescribeImport",
    "DescribeKinesisStreamingDestination",
    "DescribeLimits",
    "DescribeTableReplicaAutoScaling",
    "DisableKinesisStreamingDestination",
    "EnableKinesisStreamingDestination",
    "ExecuteStatement",
    "ExecuteTransaction",
    "ExportTableToPointInTime",
    "GetResourcePolicy",
    "ImportTable",
    "ListBackups",
    "ListContributorInsights",
    "ListExports",
    "ListGlobalTables",
    "ListImports",
    "ListTagsOfResource",
    "PutResourcePolicy",
    "RestoreTableFromBackup",
    "RestoreTableToPointInTime",
    "TagResource",
    "TransactGetItems",
    "TransactWriteItems",
    "UntagResource",
    "UpdateContinuousBackups",
    "UpdateContributorInsights",
    "UpdateGlobalTable",
    "UpdateGlobalTableSettings",
    "UpdateKinesisStreamingDestination",
    "UpdateTableReplicaAutoScaling",
    "UpdateTimeToLive",
};

}  // namespace

std::string_view name_of(Operation operation) { return kNames.at(static_cast<std::size_t>(operation)); }

std::optional<Operation> find_operation(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Operation>(found - kNames.begin());
}

bool is_known_to_the_service(std::string_view name) { return std::ranges::find(kMissing, name) != kMissing.end(); }

}  // namespace mien::api::dynamodb
