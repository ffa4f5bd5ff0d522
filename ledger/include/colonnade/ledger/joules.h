#pragma once

#include <string_view>

namespace colonnade::ledger {

/// The three kinds of energy figure. They answer different questions, so they are different types: sums and ratios
/// exist within a kind only, and mixing kinds does not compile.
enum class EnergyKind { modelled, measured, estimated };

[[nodiscard]] constexpr std::string_view name_of(EnergyKind kind) {
  switch (kind) {
    case EnergyKind::modelled:
      return "modelled";
    case EnergyKind::measured:
      return "measured";
    case EnergyKind::estimated:
      break;
  }
  return "estimate";
}

/// Energy of one kind in joules; a range where the source gives one.
template <EnergyKind kKind>
struct Joules {
  static constexpr EnergyKind kEnergyKind = kKind;
  double low = 0;
  double high = 0;

  Joules& operator+=(const Joules& other) {
    low += other.low;
    high += other.high;
    return *this;
  }
  friend Joules operator+(Joules a, const Joules& b) { return a += b; }
  friend Joules operator*(const Joules& a, double factor) { return {a.low * factor, a.high * factor}; }
  [[nodiscard]] double middle() const { return 0.5 * (low + high); }
};

using ModelledJoules = Joules<EnergyKind::modelled>;    ///< operations times a table
using MeasuredJoules = Joules<EnergyKind::measured>;    ///< a sensor's counter, seen to move
using EstimatedJoules = Joules<EnergyKind::estimated>;  ///< CPU time times a stated power

/// How many times as much a is as b, by the middle of their ranges.
template <EnergyKind kKind>
[[nodiscard]] double ratio(const Joules<kKind>& a, const Joules<kKind>& b) {
  return a.middle() / b.middle();
}

}  // namespace colonnade::ledger
