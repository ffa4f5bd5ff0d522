#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <utility>

#include "program.h"

// One thread for everybody, and waiting threads that sleep: only this thread's CPU time is counted. The libraries read
// this before main() starts, so the program starts itself again where any of it is not set yet.
int main(int argc, char** argv) {
  bool ready = true;
  for (const auto& [name, wanted] :
       {std::pair{"OMP_WAIT_POLICY", "passive"}, {"OMP_NUM_THREADS", "1"}, {"OPENBLAS_NUM_THREADS", "1"}}) {
    const char* value = std::getenv(name);
    if (value != nullptr && std::strcmp(value, wanted) == 0) continue;
    ready = false;
    setenv(name, wanted, 1);
  }
  if (!ready) execv("/proc/self/exe", argv);
  return colonnade::benchmark::run_benchmark(argc, argv);
}
