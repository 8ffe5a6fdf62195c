#pragma once

namespace mien {

/// Keeps the memory of this process, which holds templates, pictures and the root secret, from core files and from
/// other processes of the same user: no core is written, wherever the system sends them, and /proc/PID/mem and environ
/// are root's alone. A debugger needs root from here on.
void keep_memory_private();

}  // namespace mien
