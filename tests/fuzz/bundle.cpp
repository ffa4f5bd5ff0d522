#include "bundle.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <span>

#include "storage/checksum.h"

namespace colonnade::fuzz {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMark = "--- ";
constexpr std::string_view kPng = "\x89PNG\r\n\x1a\n";
constexpr std::size_t kLongestName = 100;

bool stays_inside(const std::string& name) {
  const fs::path path(name);
  return !name.empty() && name.size() <= kLongestName && name.find('\0') == std::string::npos && path.is_relative() &&
         path.has_filename() && std::find(path.begin(), path.end(), "..") == path.end();
}

std::uint32_t big_endian(const char* bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

/// Gives each chunk the checksum of its content; without that a reader looks at none.
void repair_png(std::string& png) {
  std::size_t at = kPng.size();
  while (at + 12 <= png.size()) {
    const std::size_t length = big_endian(png.data() + at);
    if (length > png.size() - at - 12) return;
    const auto crc = static_cast<std::uint32_t>(
        cortex::storage::Checksum().add(std::span<const char>(png.data() + at + 4, length + 4)).value());
    for (std::size_t i = 0; i < 4; ++i) png[at + 8 + length + i] = static_cast<char>(crc >> (24 - 8 * i));
    at += length + 12;
  }
}

}  // namespace

std::string join(const std::vector<File>& files) {
  std::string input;
  for (const File& file : files) {
    if (!input.empty()) input += '\n';
    (input += kMark).append(file.name).append("\n").append(file.content);
  }
  return input;
}

std::vector<File> split(std::string_view input) {
  std::vector<File> files;
  while (input.starts_with(kMark)) {
    input.remove_prefix(kMark.size());
    const std::size_t line = std::min(input.find('\n'), input.size());
    const std::size_t end = std::min(input.find("\n" + std::string(kMark), line), input.size());
    const std::size_t begin = std::min(line + 1, end);
    files.push_back({std::string(input.substr(0, line)), std::string(input.substr(begin, end - begin))});
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  return files;
}

void mutate_bundle(std::string& input, std::string_view other, Tokens tokens, Random& random) {
  std::vector<File> files = split(input);
  const std::vector<File> others = split(other);
  if (files.empty() || others.empty() || random.below(16) == 0) return mutate_bytes(input, other, tokens, random);
  File& file = pick(files, random);
  mutate_bytes(file.content, pick(others, random).content, tokens, random);
  if (file.content.starts_with(kPng) && random.below(8) != 0) repair_png(file.content);
  input = join(files);
}

Folder::Folder() {
  const fs::path in_memory = "/dev/shm";
  const fs::path place = ::access(in_memory.c_str(), W_OK) == 0 ? in_memory : fs::temp_directory_path();
  std::string pattern = (place / "colonnade-fuzz-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr)
    throw fs::filesystem_error("mkdtemp", pattern, std::error_code(errno, std::system_category()));
  path_ = pattern;
}

Folder::Folder(std::string_view bundle) : Folder() {
  for (const File& file : split(bundle)) {
    if (!stays_inside(file.name)) continue;
    const fs::path path = write(file.name, file.content);
    if (first_.empty()) first_ = path;
  }
  if (first_.empty()) first_ = path_ / "nothing";
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path Folder::write(const std::string& name, std::string_view content) const {
  const fs::path path = path_ / name;
  std::error_code ignored;  // where a file stands in a folder's place there is nothing to write
  fs::create_directories(path.parent_path(), ignored);
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

}  // namespace colonnade::fuzz
