// In place of the CNNs where libtorch is missing.

#include <colonnade/cortex/error.h>

#include "cnn_contestant.h"

namespace colonnade::benchmark {

bool has_cnns() { return false; }

std::unique_ptr<Contestant> make_cnn_contestant(Settings& settings, std::span<const runner::Object>, std::uint64_t) {
  throw InputError("contestant '" + settings.kind() +
                   "': this build has no CNNs, since libtorch was not found (Debian: libtorch-dev, libopenblas-dev)");
}

}  // namespace colonnade::benchmark
