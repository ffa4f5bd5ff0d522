#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "program.h"

// One thread for everybody, and waiting threads that sleep. The libraries read this before main() starts, so the
// program starts itself again where it is not set yet.
int main(int argc, char** argv) {
  if (const char* policy = std::getenv("OMP_WAIT_POLICY"); policy == nullptr || std::strcmp(policy, "passive") != 0) {
    setenv("OMP_WAIT_POLICY", "passive", 1);
    setenv("OMP_NUM_THREADS", "1", 1);
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    execv("/proc/self/exe", argv);
  }
  return colonnade::benchmark::run_benchmark(argc, argv);
}
