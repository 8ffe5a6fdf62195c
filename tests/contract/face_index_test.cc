#include <cctype>
#include <memory>
#include <string>
#include <vector>

#include "adapters/index_exact/exact_index.h"
#include "contract/face_index_contract.h"
#include "fakes/brute_force_index.h"

namespace mien::contract {
namespace {

std::vector<FaceIndexMaker> makers() {
  std::vector<FaceIndexMaker> all = {{"BruteForce", [] { return std::make_unique<fakes::BruteForceIndex>(); }}};
  for (const index_exact::Kernel& kernel : index_exact::available_kernels())
    for (const std::size_t helpers : {0, 1, 3})
      all.push_back({"Exact_" + std::string(kernel.name) + "_" + std::to_string(helpers),
                     [=] { return std::make_unique<index_exact::ExactIndex>(helpers, kernel); }});
  for (FaceIndexMaker& each : all)
    for (char& c : each.name)
      if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return all;
}

INSTANTIATE_TEST_SUITE_P(Adapters, FaceIndexContract, ::testing::ValuesIn(makers()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace mien::contract
