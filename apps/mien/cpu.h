#pragma once

#include <cstddef>
#include <string>

namespace mien::cli {

/// The processor's name as the system gives it.
std::string cpu_name();
/// The vector instructions that matter here and that this CPU has, for example "avx2 avx512f avx512_vnni".
std::string cpu_vector_features();
/// Cores that this process may use.
std::size_t usable_cores();

}  // namespace mien::cli
