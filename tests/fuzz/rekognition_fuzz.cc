// Any body for any operation gets an answer in JSON, and none that says that we are at fault. The first byte chooses
// the operation.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "api/json/parse.h"
#include "unit/rekognition/world.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mien::api::rekognition;
  if (size == 0) return 0;
  constexpr int kOperations = static_cast<int>(Operation::kSearchFacesByImage) + 1;
  const auto operation = static_cast<Operation>(data[0] % kOperations);
  World world;
  world.picture("one", {face_at(0)});  // "b25l" in base64.
  if (world.post("CreateCollection", R"({"CollectionId":"staff"})").status != 200) std::abort();
  const std::string_view body(reinterpret_cast<const char*>(data + 1), size - 1);
  const mien::HttpResponse response = world.post(name_of(operation), body);
  if (response.status != 200 && response.status != 400) std::abort();
  if (!mien::api::parse_json(response.body)) std::abort();
  return 0;
}
