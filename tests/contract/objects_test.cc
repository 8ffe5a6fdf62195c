#include "adapters/objects_fs/fs_objects.h"
#include "contract/objects_contract.h"
#include "fakes/memory_objects.h"
#include "fakes/temp_dir.h"

namespace mien {
namespace {

class FsUnderTest {
 public:
  Objects& objects() { return *objects_; }

 private:
  fakes::TempDir dir_;
  std::unique_ptr<FsObjects> objects_ = FsObjects::open(dir_ / "objects").value();
};
class MemoryUnderTest {
 public:
  Objects& objects() { return objects_; }

 private:
  fakes::MemoryObjects objects_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Fs, ObjectsContract, FsUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, ObjectsContract, MemoryUnderTest);

}  // namespace
}  // namespace mien
