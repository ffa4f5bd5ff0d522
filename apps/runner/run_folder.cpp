#include "run_folder.h"

#include <tuple>

#include <colonnade/cortex/error.h>
#include <fmt/core.h>

#include "atomic_file.h"
#include "manifest.h"

namespace colonnade::runner {

namespace fs = std::filesystem;

namespace {

/// Whether `a` is older, by its name: -10 comes after -9, and both after the folder without a number.
bool older(const fs::path& a, const fs::path& b) {
  const auto key = [](const fs::path& folder) {
    const std::string name = folder.filename().string();
    const std::string time = name.substr(0, name.find("Z-") + 1);
    return std::tuple(time.empty() ? name : time, name.size(), name);
  };
  return key(a) < key(b);
}

}  // namespace

fs::path folder_of_runs(const std::string& name) { return fs::path("runs") / name; }

fs::path make_run_folder(const fs::path& runs) {
  make_folder(runs);
  const std::string time = utc_time(true);
  for (int number = 1;; ++number) {
    fs::path folder = runs / (number == 1 ? time : fmt::format("{}-{}", time, number));
    std::error_code error;
    // False when it is there already: of several processes only one makes it.
    if (fs::create_directory(folder, error)) return folder;
    if (error && error != std::errc::file_exists) {
      throw InputError(fmt::format("{}: cannot create the folder ({})", folder.string(), error.message()));
    }
  }
}

fs::path folder_to_resume(const fs::path& named, const fs::path& runs, const std::string& mark) {
  const auto fail = [](const fs::path& where) {
    throw InputError(fmt::format("{}: no run to resume there", where.string()));
  };
  if (!named.empty()) {
    if (!fs::exists(named / mark)) fail(named);
    return named;
  }
  fs::path newest;
  if (fs::is_directory(runs)) {
    for (const auto& entry : fs::directory_iterator(runs)) {
      if (fs::exists(entry.path() / mark) && (newest.empty() || older(newest, entry.path()))) newest = entry.path();
    }
  }
  if (newest.empty()) fail(runs);
  return newest;
}

}  // namespace colonnade::runner
