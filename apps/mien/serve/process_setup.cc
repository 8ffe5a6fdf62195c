#include "serve/process_setup.h"

#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>

#include "adapters/system/process_privacy.h"
#include "signals.h"

namespace mien::cli {

void set_up_process() {
  keep_memory_private();
  // Many handler threads that each free what another allocated would otherwise keep an arena's worth of memory each.
  mallopt(M_ARENA_MAX, 8);
  // Pictures of ordinary size come from the heap again and again, instead of being mapped and cleared anew each time:
  // that cost more than turning a picture upright does.
  constexpr int kPictureBytes = 8 * 1024 * 1024;
  mallopt(M_MMAP_THRESHOLD, kPictureBytes);
  mallopt(M_TRIM_THRESHOLD, 2 * kPictureBytes);
  ignore_broken_pipes();  // Whoever reads our log, or our answers, may go away.
  // Connections, files and the database need more descriptors than many systems grant unasked.
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 16'384);
    setrlimit(RLIMIT_NOFILE, &files);
  }
}

void give_back_freed_memory() { malloc_trim(0); }

}  // namespace mien::cli
