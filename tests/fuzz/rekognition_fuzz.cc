// Any calls of Rekognition's operations, rightly signed, one after the other: each gets an answer in JSON, and none
// says that we are at fault. Between the byte 0xFF: the number of the operation, and its body.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "api/rekognition/operations.h"
#include "fuzz/whole_service.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using mien::api::rekognition::Operation;
  constexpr int kOperations = static_cast<int>(Operation::kSearchFacesByImage) + 1;
  constexpr int kCallsMax = 8;
  mien::fuzz::WholeService service;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  for (int calls = 0; calls < kCallsMax && !text.empty(); ++calls) {
    const std::string_view message = mien::fuzz::take_message(text);
    if (message.empty()) continue;
    const auto operation = static_cast<Operation>(static_cast<unsigned char>(message.front()) % kOperations);
    service.call(name_of(operation), message.substr(1));
  }
  service.check_state();
  return 0;
}
