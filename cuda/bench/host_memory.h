#pragma once

namespace colonnade::cuda {

/// Bytes of the host's memory that this program may still take: what the machine has available, or less where its
/// control group is limited; infinite where neither is told.
double host_memory_available();

}  // namespace colonnade::cuda
