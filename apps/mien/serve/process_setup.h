#pragma once

namespace mien::cli {

/// What a server needs of its process, before anything is opened or started: memory that goes into no core file,
/// settings of the allocator that suit pictures and many threads, as many descriptors as the system grants, and other
/// ends that may go away. None of it can be refused in a way that would keep the server from serving.
void set_up_process();

/// Gives back to the system what was freed: to be called after work that took much memory and is not repeated.
void give_back_freed_memory();

}  // namespace mien::cli
