#include "find_file.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <vector>

namespace colonnade::sensors {
namespace fs = std::filesystem;
namespace {

std::string without_backslashes(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  return path;
}

std::string percent_decoded(const std::string& path) {
  std::string decoded;
  for (std::size_t i = 0; i < path.size(); ++i) {
    unsigned char byte = 0;
    const char* const digits = path.data() + i + 1;
    if (path[i] == '%' && i + 2 < path.size() && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += path[i];
    }
  }
  return decoded;
}

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

/// The file whose path differs only in the case of letters, below `folder`.
std::optional<fs::path> in_any_case(const fs::path& folder, const fs::path& below) {
  fs::path found = folder;
  for (const fs::path& step : below) {
    std::error_code error;
    if (step == ".." || fs::exists(found / step, error)) {
      found /= step;
      continue;
    }
    std::vector<fs::path> matches;
    for (fs::directory_iterator entry(found, error), end; !error && entry != end; entry.increment(error)) {
      if (lower_case(entry->path().filename().string()) == lower_case(step.string())) matches.push_back(entry->path());
    }
    if (matches.empty()) return std::nullopt;
    found = *std::min_element(matches.begin(), matches.end());
  }
  return is_file(found) ? std::optional(found) : std::nullopt;
}

}  // namespace

std::optional<fs::path> find_file(const fs::path& folder, const std::string& written) {
  if (written.empty() || written.find('\0') != std::string::npos) return std::nullopt;
  const std::string slashed = without_backslashes(written);
  for (const std::string& path : {written, slashed, percent_decoded(slashed)}) {
    if (is_file(folder / path)) return folder / path;
  }
  const fs::path path = percent_decoded(slashed);
  if (path.is_relative()) {
    if (auto found = in_any_case(folder, path)) return found;
  }
  return in_any_case(folder, path.filename());
}

}  // namespace colonnade::sensors
