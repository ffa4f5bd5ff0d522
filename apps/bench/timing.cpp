#include "bench/timing.h"

#include <algorithm>
#include <ctime>

namespace colonnade::bench {
namespace {

double now(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double seconds_for(const Contender& contender, long runs) {
  const clockid_t clock = contender.threaded ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID;
  const double start = now(clock);
  for (long i = 0; i < runs; ++i) contender.run();
  return now(clock) - start;
}

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

double Times::median() const { return median_of(rounds_); }

double Times::over(const Times& other) const {
  std::vector<double> ratios(rounds_.size());
  std::transform(rounds_.begin(), rounds_.end(), other.rounds_.begin(), ratios.begin(), std::divides<>());
  return median_of(std::move(ratios));
}

std::vector<Times> time_interleaved(const std::vector<Contender>& contenders, int rounds, double seconds) {
  std::vector<long> runs;
  for (const Contender& contender : contenders) {
    long count = 1;
    contender.run();  // first touch
    for (double took = seconds_for(contender, count); took < seconds; took = seconds_for(contender, count)) {
      count = took > seconds / 20 ? static_cast<long>(static_cast<double>(count) * seconds / took) + 1 : count * 8;
    }
    runs.push_back(count);
  }
  std::vector<std::vector<double>> times(contenders.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t c = 0; c < contenders.size(); ++c) {
      times[c].push_back(seconds_for(contenders[c], runs[c]) / static_cast<double>(runs[c]));
    }
  }
  std::vector<Times> result;
  for (auto& rounds_of_one : times) result.emplace_back(std::move(rounds_of_one));
  return result;
}

}  // namespace colonnade::bench
