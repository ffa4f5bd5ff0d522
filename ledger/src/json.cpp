#include <colonnade/files/json.h>
#include <colonnade/ledger/project_ledger.h>

namespace colonnade::ledger {

using Json = nlohmann::ordered_json;

namespace {

Json carbon_json(const Carbon& carbon) {
  return {{"kwh", carbon.kwh},
          {"pue", carbon.pue},
          {"g_per_kwh", carbon.g_per_kwh},
          {"grams_co2e", carbon.grams},
          {"convention", carbon.convention}};
}

}  // namespace

Json to_json(const Operations& operations) {
  Json json;
  for_each_counter(operations, [&json](const char* name, const std::uint64_t& value) { json[name] = value; });
  Json bytes;
  for (std::size_t i = 0; i < kMemoryLevels; ++i) bytes[kMemoryLevelNames[i]] = operations.bytes[i];
  json["bytes"] = std::move(bytes);
  return json;
}

Operations read_operations(const files::JsonValue& json) {
  Operations operations;
  for_each_counter(operations, [&json](const char* name, std::uint64_t& value) { json.get_to(name, value); });
  const files::JsonValue bytes = json.at("bytes");
  for (std::size_t i = 0; i < kMemoryLevels; ++i) bytes.get_to(kMemoryLevelNames[i], operations.bytes[i]);
  return operations;
}

Operations operations_from_json(const Json& json) { return read_operations(files::JsonValue(json, "operations")); }

Json to_json(const Measurement& m, const CarbonConvention& convention) {
  Json json = {{"wall_seconds", m.wall_seconds}, {"cpu_seconds", m.cpu_seconds}};
  if (m.measured) {
    json["measured"] = {{"joules", m.measured->middle()},
                        {"sensors", m.sensors},
                        {"carbon", carbon_json(carbon_of(*m.measured, convention))}};
  } else {
    json["measured"] = {{"joules", nullptr}, {"why_not", m.why_not}};
  }
  json["estimate"] = {{"joules", m.estimated.middle()},
                      {"watts_per_core", m.power.watts_per_core},
                      {"power_source", m.power.source},
                      {"carbon", carbon_json(carbon_of(m.estimated, convention))}};
  return json;
}

Json modelled_json(const Operations& operations, const std::vector<EnergyTable>& tables,
                   const CarbonConvention& convention) {
  Json json = Json::array();
  for (const EnergyTable& table : tables) {
    const ModelledJoules joules = model_energy(operations, table);
    json.push_back({{"table", table.name},
                    {"title", table.title},
                    {"source", table.source},
                    {"joules_low", joules.low},
                    {"joules_high", joules.high},
                    {"carbon", carbon_json(carbon_of(joules, convention))}});
  }
  return json;
}

}  // namespace colonnade::ledger
