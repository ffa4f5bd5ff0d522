#include "manifest.h"

#include <sys/utsname.h>

#include <chrono>
#include <ctime>
#include <fstream>
#include <thread>
#include <vector>

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>

#include "build_info.h"

namespace colonnade::runner {

namespace {

std::string cpu_model() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

/// A word of the command line as JSON can hold it: paths need not be UTF-8.
nlohmann::ordered_json readable(const std::string& word) {
  using Json = nlohmann::ordered_json;
  return Json::parse(Json(word).dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

std::string utc_time(bool compact) {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  const std::tm utc = fmt::gmtime(now);
  return compact ? fmt::format("{:%Y-%m-%dT%H-%M-%SZ}", utc) : fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", utc);
}

std::string_view source_revision() { return kRevision; }

nlohmann::ordered_json make_manifest(std::span<const std::string> command_line, std::uint64_t first_seed, int seeds,
                                     int threads) {
  utsname system{};
  uname(&system);
  nlohmann::ordered_json command = nlohmann::ordered_json::array();
  for (const std::string& word : command_line) command.push_back(readable(word));
  std::vector<std::uint64_t> all_seeds;
  for (int i = 0; i < seeds; ++i) all_seeds.push_back(first_seed + static_cast<std::uint64_t>(i));
  return {{"program", "colonnade"},
          {"version", kVersion},
          {"revision", source_revision()},
          {"compiler", kCompiler},
          {"build_type", kBuildType},
          {"date", utc_time(false)},
          {"cpu", cpu_model()},
          {"cores", std::thread::hardware_concurrency()},
          {"system", fmt::format("{} {}", system.sysname, system.release)},
          {"threads", threads},
          {"seeds", all_seeds},
          {"command", std::move(command)}};
}

}  // namespace colonnade::runner
