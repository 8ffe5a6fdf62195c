#include "fakes/temp_dir.h"

#include <cstdlib>
#include <system_error>

#include "core/result.h"

namespace mien::fakes {

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "mien-test-XXXXXX").string();
  MIEN_CHECK(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempDir::operator/(const std::string& name) const { return (path_ / name).string(); }

}  // namespace mien::fakes
