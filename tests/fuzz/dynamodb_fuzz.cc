// Any calls of DynamoDB's operations, rightly signed, one after the other: each gets an answer in JSON with its
// checksum, none says that we are at fault, and what the store then holds is within the limits and counted right.
// Between the byte 0xFF: the number of the operation, and its body.
#include <algorithm>
#include <boost/json/parse.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/limits.h"
#include "unit/dynamodb/world.h"

namespace {

/// Bit by bit, by the definition: not the sum under test.
std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t sum = ~0U;
  for (const char c : bytes) {
    sum ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320U : 0U);
  }
  return ~sum;
}

using namespace mien;
using namespace mien::api::dynamodb;

void require(bool condition) {
  if (!condition) std::abort();
}

std::string_view take_message(std::string_view& text) {
  const std::size_t end = std::min(text.find('\xFF'), text.size());
  const std::string_view message = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return message;
}

void call(const World& world, std::string_view operation, std::string_view body) {
  const HttpResponse response = world.post(operation, body);
  require(response.status == 200 || response.status == 400);
  boost::json::error_code problem;
  const auto answer = boost::json::parse(response.body, problem);
  require(!problem && answer.is_object());
  require(response.status == 200 || answer.as_object().contains("__type"));
  for (const HttpHeader& header : response.headers)
    if (header.name == "x-amz-crc32") require(header.value == std::to_string(crc32(response.body)));
}

void check_store(World& world) {
  const auto names = world.store.tables().list("", 1000).value();
  for (const TableName& name : names) {
    const Table table = world.store.tables().find(name).value();
    std::uint64_t items = 0;
    std::uint64_t bytes = 0;
    const auto visit = [&](const Item& item) {
      ++items;
      const std::size_t counted = counted_bytes(item);
      bytes += counted;
      require(counted <= limits::kItemBytesMax);
      const auto key = key_of(table, item);
      require(key && world.store.tables().get(table.id, *key).value() == item);
      for (const auto& [attribute, value] : item) require(depth_of(value) <= limits::kItemDepthMax);
      return true;
    };
    require(world.store.tables().read(table.id, {}, visit).has_value());
    require(items == table.item_count && bytes == table.bytes);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int kOperations = static_cast<int>(Operation::kUpdateTable) + 1;
  constexpr int kCallsMax = 8;
  World world;
  world.call("CreateTable",
             R"({"TableName":"ttt","KeySchema":[{"AttributeName":"p","KeyType":"HASH"},{"AttributeName":"s","KeyType":)"
             R"("RANGE"}],"AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"},{"AttributeName":"s",)"
             R"("AttributeType":"N"}],"BillingMode":"PAY_PER_REQUEST"})");
  std::string_view text(reinterpret_cast<const char*>(data), size);
  for (int calls = 0; calls < kCallsMax && !text.empty(); ++calls) {
    const std::string_view message = take_message(text);
    if (message.empty()) continue;
    call(world, name_of(static_cast<Operation>(static_cast<unsigned char>(message.front()) % kOperations)),
         message.substr(1));
  }
  check_store(world);
  return 0;
}
