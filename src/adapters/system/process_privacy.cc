#include "adapters/system/process_privacy.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace mien {

void keep_memory_private() {
  // Neither can fail for a process that only gives something up. The limit alone would not do: Linux hands a core to
  // the program of kernel.core_pattern whatever the limit says.
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

}  // namespace mien
