#pragma once

#include <string>
#include <string_view>

#include <colonnade/ledger/joules.h>

namespace colonnade::ledger {

/// How energy becomes carbon: kWh x PUE x grid factor.
struct CarbonConvention {
  std::string name = "world average";
  double pue = 1.0;          ///< power usage effectiveness of the building
  double g_per_kwh = 475.0;  ///< grams of CO2-equivalent a kWh
  std::string source = "IEA, Global Energy and CO2 Status Report 2019";
};

/// Strubell, Ganesh, McCallum (2019): PUE 1.58, 0.954 pounds of CO2e a kWh (United States).
[[nodiscard]] CarbonConvention strubell_convention();

/// By name: "world", "strubell", or a country's ISO 3166 code (DEU, FRA, USA, ...) with PUE 1.
/// @throws InputError naming what is known.
[[nodiscard]] CarbonConvention find_carbon_convention(std::string_view name);

inline constexpr double kGramsPerPound = 453.59237;
inline constexpr double kJoulesPerKwh = 3.6e6;

/// The result with all its factors: nobody has to guess them.
struct Carbon {
  EnergyKind kind;  ///< of the energy that it comes from
  double kwh = 0;   ///< at the plug of the computer
  double pue = 1;
  double g_per_kwh = 0;
  double grams = 0;  ///< CO2-equivalent
  std::string convention;
};

/// @param joules of one kind; the middle of its range counts.
template <EnergyKind kKind>
[[nodiscard]] Carbon carbon_of(const Joules<kKind>& joules, const CarbonConvention& convention) {
  const double kwh = joules.middle() / kJoulesPerKwh;
  return {kKind,          kwh, convention.pue, convention.g_per_kwh, kwh * convention.pue * convention.g_per_kwh,
          convention.name};
}

}  // namespace colonnade::ledger
