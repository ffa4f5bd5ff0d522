#include <colonnade/ledger/carbon.h>

#include <colonnade/cortex/error.h>
#include <colonnade/files/json.h>

#include "embedded.h"

namespace colonnade::ledger {

CarbonConvention strubell_convention() {
  return {"Strubell convention", 1.58, 0.954 * kGramsPerPound,
          "E. Strubell, A. Ganesh, A. McCallum (2019). Energy and policy considerations for deep learning in NLP. ACL"};
}

CarbonConvention find_carbon_convention(std::string_view name) {
  if (name == "world") return {};
  if (name == "strubell") return strubell_convention();
  std::string known = "world, strubell";
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.name != "grid_carbon") continue;
    const files::Json json = files::parse_json(file.text, std::string(file.name));
    for (const auto& [code, country] : json.at("countries").items()) {
      if (code == name) {
        return {country.at("name").get<std::string>(), 1.0, country.at("g_per_kwh").get<double>(),
                json.at("source").get<std::string>()};
      }
      known += ", " + code;
    }
  }
  throw InputError("no grid factor for '" + std::string(name) + "'; there are: " + known);
}

}  // namespace colonnade::ledger
