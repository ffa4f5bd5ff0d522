#include <colonnade/datasets/experiment_file.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "experiment_check.h"
#include "experiment_fields.h"
#include "map_reader.h"

namespace colonnade::datasets {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kMostBytes = 1 << 20;
/// Of files that extend one another: far more than anybody can follow, and no danger to the stack.
constexpr std::size_t kDeepest = 64;
constexpr std::string_view kPartsPrefix = "parts/";

bool is_path(const std::string& reference) { return reference.ends_with(".yaml") || reference.ends_with(".yml"); }

std::string read_file(const fs::path& path, const std::string& named_by) {
  const auto fail = [&](const std::string& reason) { throw InputError(named_by + path.string() + ": " + reason); };
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) fail("no such experiment file");
  if (!fs::is_regular_file(status)) fail("not a file");
  if (fs::file_size(path, error) > kMostBytes) fail("too large for an experiment file (over 1 MiB)");
  std::ifstream stream(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) fail("cannot be read");
  return text;
}

const EmbeddedFile& find_embedded(const std::string& name, const std::string& named_by) {
  const auto files = embedded_files();
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const EmbeddedFile& file) { return file.name == name; });
  if (found != files.end()) return *found;
  std::vector<std::string> names = experiment_names();
  if (!named_by.empty()) {
    for (const EmbeddedFile& file : files) names.emplace_back(file.name);
  }
  throw InputError(named_by + "no experiment \"" + name + "\" (a file's name ends in .yaml)" + suggest(name, names));
}

/// Reads files and overrides one over the other into one experiment.
class Loader {
 public:
  /// @param named_by prefix of messages: the place that refers to the experiment, or empty.
  void read(const std::string& reference, const fs::path& folder, const std::string& named_by) {
    if (is_path(reference)) {
      const fs::path path = (folder / reference).lexically_normal();
      read_text(read_file(path, named_by), path.string(), named_by);
    } else {
      read_text(std::string(find_embedded(reference, named_by).text), "experiments/" + reference + ".yaml", named_by);
    }
  }

  void read_text(const std::string& text, const std::string& place, const std::string& named_by) {
    if (std::find(open_.begin(), open_.end(), place) != open_.end()) {
      throw InputError(named_by + "\"extends\" runs in a circle back to " + place);
    }
    if (open_.size() == kDeepest) {
      throw InputError(named_by + "more than " + std::to_string(kDeepest) + " files extend one another");
    }
    if (!done_.insert(place).second) return;
    open_.push_back(place);
    const Source source = Source::file(place);
    const YAML::Node root = parse_yaml(text, source);
    if (root.IsNull()) throw InputError(place + ": no experiment in it");
    MapReader reader(Value(root, "", source), places_);
    if (const Value* extends = reader.find("extends")) read_bases(*extends, fs::path(place).parent_path());
    // Not inherited: a file is not the one that it extends.
    experiment_.name = fs::path(place).stem().string();
    experiment_.description.clear();
    visit_fields(experiment_, reader);
    reader.finish();
    open_.pop_back();
  }

  void override_with(const std::string& text) {
    const Source source = Source::override(text);
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) throw InputError(source.name() + ": expected path.to.key=value");
    YAML::Node node = parse_yaml(text.substr(equals + 1), source);
    for (std::string path = text.substr(0, equals); !path.empty();) {
      const std::size_t dot = path.rfind('.');
      const std::string key = dot == std::string::npos ? path : path.substr(dot + 1);
      path.resize(dot == std::string::npos ? 0 : dot);
      YAML::Node parent;
      parent[key] = node;
      node.reset(parent);
    }
    MapReader reader(Value(node, "", source), places_);
    visit_fields(experiment_, reader);
    reader.finish();
  }

  Experiment finish() {
    check(experiment_, places_);
    return std::move(experiment_);
  }

 private:
  void read_bases(const Value& extends, const fs::path& folder) {
    const std::vector<Value> bases = extends.node().IsSequence() ? extends.elements() : std::vector<Value>{extends};
    for (const Value& base : bases) read(base.text(), folder, base.place() + ": extends: ");
  }

  Experiment experiment_;
  Places places_;
  std::vector<std::string> open_;
  std::set<std::string> done_;
};

Experiment finish(Loader& loader, std::span<const std::string> overrides) {
  for (const std::string& text : overrides) loader.override_with(text);
  return loader.finish();
}

}  // namespace

std::vector<std::string> experiment_names() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : embedded_files()) {
    if (!file.name.starts_with(kPartsPrefix)) names.emplace_back(file.name);
  }
  return names;
}

Experiment load_experiment(const std::string& name_or_file, std::span<const std::string> overrides) {
  Loader loader;
  loader.read(name_or_file, {}, {});
  return finish(loader, overrides);
}

Experiment parse_experiment(std::string_view text, const std::string& place, std::span<const std::string> overrides) {
  Loader loader;
  loader.read_text(std::string(text), place, {});
  return finish(loader, overrides);
}

}  // namespace colonnade::datasets
