#pragma once

#include <functional>
#include <string>
#include <vector>

namespace colonnade::bench {

/// One of several ways that are timed against each other.
struct Contender {
  std::string name;
  std::function<void()> run;
  bool threaded = false;  ///< timed by the clock on the wall; others by the processor time of the calling thread
};

/// Seconds per run, one value for each round.
class Times {
 public:
  explicit Times(std::vector<double> rounds) : rounds_(std::move(rounds)) {}
  [[nodiscard]] double median() const;
  /// Median over the rounds of how many times longer this took than the other. Both were timed in the same rounds, so
  /// what disturbs the machine for a while disturbs both.
  [[nodiscard]] double over(const Times& other) const;

 private:
  std::vector<double> rounds_;
};

/// Times all contenders in turn, round after round (A B C A B C ...), each for at least `seconds` a round.
std::vector<Times> time_interleaved(const std::vector<Contender>& contenders, int rounds, double seconds);

/// Keeps a result alive that nobody reads.
template <class Value>
void keep(const Value& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

}  // namespace colonnade::bench
