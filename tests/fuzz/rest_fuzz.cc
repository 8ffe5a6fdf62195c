// Any requests as they come over the wire, between the byte 0xFF, from the head to the stores: with credentials where
// they bring none, so that most get behind the door. See whole_service.h for what is promised.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/whole_service.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int kRequestsMax = 8;
  mien::fuzz::WholeService service;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  for (int requests = 0; requests < kRequestsMax && !text.empty(); ++requests)
    service.send(mien::fuzz::take_message(text));
  service.check_state();
  return 0;
}
