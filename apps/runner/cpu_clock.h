#pragma once

#include <ctime>

namespace colonnade::runner {

/// CPU time of the calling thread so far, milliseconds.
inline double thread_cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

/// Adds the CPU time of its life to a sum.
class CpuTimer {
 public:
  explicit CpuTimer(double& sum_ms) : sum_ms_(sum_ms), begin_ms_(thread_cpu_ms()) {}
  ~CpuTimer() { sum_ms_ += thread_cpu_ms() - begin_ms_; }
  CpuTimer(const CpuTimer&) = delete;
  CpuTimer& operator=(const CpuTimer&) = delete;

 private:
  double& sum_ms_;
  double begin_ms_;
};

}  // namespace colonnade::runner
