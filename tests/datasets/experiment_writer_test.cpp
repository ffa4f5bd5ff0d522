#include <colonnade/datasets/experiment_file.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "random_experiment.h"

namespace colonnade::datasets {
namespace {

Experiment read_back(const Experiment& experiment) { return parse_experiment(to_yaml(experiment), "printed.yaml"); }

/// Calls act(path, value) for every value; the value is written alone, in YAML.
class EachValue {
 public:
  explicit EachValue(std::vector<std::pair<std::string, double>>& values) : values_(values) {}
  void text(const char*, const std::string&) {}
  void texts(const char*, const std::vector<std::string>&) {}
  void flag(const char*, bool) {}
  template <class Number>
  void number(const char* name, Number value, double, double) {
    values_.emplace_back(prefix_ + name, static_cast<double>(value));
  }
  template <class Enum, class Names>
  void choice(const char*, Enum, const Names&) {}
  void rotations(const char*, const std::vector<EulerDegrees>&) {}
  template <class Visit>
  void section(const char* name, Visit&& visit) {
    EachValue inside(values_);
    inside.prefix_ = prefix_ + name + ".";
    visit(inside);
  }

 private:
  std::vector<std::pair<std::string, double>>& values_;
  std::string prefix_;
};

std::vector<std::pair<std::string, double>> numbers(const Experiment& experiment) {
  std::vector<std::pair<std::string, double>> values;
  EachValue visitor(values);
  visit_fields(experiment, visitor);
  return values;
}

// Two experiments are equal when they print the same; what printing leaves out is checked with numbers() and by hand.
RC_GTEST_PROP(PrintedExperiment, ReadsBackTheSame, ()) {
  const Experiment experiment = random_experiment();
  const Experiment again = read_back(experiment);
  RC_ASSERT(to_yaml(again) == to_yaml(experiment));
  RC_ASSERT(numbers(again) == numbers(experiment));
  RC_ASSERT(again.description == experiment.description);
  RC_ASSERT(again.objects == experiment.objects);
  RC_ASSERT(again.learning.rotations == experiment.learning.rotations);
  RC_ASSERT(again.agent == experiment.agent);
  RC_ASSERT(again.test.hypothesis_testing == experiment.test.hypothesis_testing);
}

// An override changes the number that it names to the value that it gives, and no other.
RC_GTEST_PROP(Override, ChangesOneNumberOnly, ()) {
  const Experiment before = random_experiment();
  const auto wanted = numbers(random_experiment());
  auto expected = numbers(before);
  const std::size_t i = *rc::gen::inRange(std::size_t{0}, expected.size());
  RC_PRE(expected[i].first != "test.count" && expected[i].first != "test.max_sensations" &&
         expected[i].first != "column.min_sensations");
  expected[i].second = wanted[i].second;
  std::ostringstream text;
  text.precision(17);
  text << expected[i].first << "=" << std::defaultfloat << expected[i].second;
  RC_PRE(text.str().find('e') == std::string::npos || expected[i].first.find("seed") == std::string::npos);
  const Experiment after = parse_experiment(to_yaml(before), "printed.yaml", std::vector<std::string>{text.str()});
  RC_ASSERT(numbers(after) == expected);
}

// The last override of a key wins, and overriding with what is there already changes nothing.
RC_GTEST_PROP(Override, LastOneWins, (std::uint32_t first, std::uint32_t second)) {
  const auto read = [](const std::vector<std::string>& overrides) {
    return to_yaml(parse_experiment("seed: 1", "test.yaml", overrides));
  };
  const std::string one = "seed=" + std::to_string(first);
  const std::string two = "seed=" + std::to_string(second);
  RC_ASSERT(read({one, two}) == read({two}));
  RC_ASSERT(read({two, two}) == read({two}));
}

TEST(PrintedExperiment, KeepsTextsThatLookLikeOtherThings) {
  for (const std::string text :
       {"", "~", "null", "true", "12", "a: b", "# no comment", "[", "- x", " padded ", "é", "\"", "'"}) {
    Experiment experiment;
    experiment.description = text;
    experiment.objects = {text};
    EXPECT_EQ(read_back(experiment).description, text);
    EXPECT_EQ(read_back(experiment).objects, std::vector<std::string>{text});
  }
}

TEST(EmbeddedExperiments, AllReadAndPrint) {
  ASSERT_GE(experiment_names().size(), 22U);
  for (const std::string& name : experiment_names()) {
    const Experiment experiment = load_experiment(name);
    EXPECT_EQ(experiment.name, name);
    EXPECT_FALSE(experiment.description.empty()) << name;
    EXPECT_EQ(to_yaml(read_back(experiment)), to_yaml(experiment));
    EXPECT_EQ(experiment.object_set == "builtin", name.starts_with("builtin_")) << name;
  }
}

// The protocol is in the names: check each experiment against its own.
TEST(EmbeddedExperiments, AreWhatTheirNamesSay) {
  for (const std::string& name : experiment_names()) {
    const auto has = [&](std::string_view part) { return name.find(part) != std::string::npos; };
    const Experiment experiment = load_experiment(name);
    SCOPED_TRACE(name);
    const std::string set = has("10distinctobj") ? "distinct10"
                            : has("10simobj")    ? "similar10"
                            : has("77obj")       ? "all77"
                                                 : "builtin";
    EXPECT_EQ(experiment.object_set, set);
    if (name == "builtin_demo") continue;  // says nothing
    EXPECT_EQ(experiment.agent, has("_dist_agent") || name.ends_with("_dist") ? Agent::distant : Agent::surface);
    EXPECT_EQ(experiment.columns, has("5lms") ? 5 : 1);
    EXPECT_EQ(experiment.test.rotations, has("base") ? TestRotations::learned : TestRotations::random);
    EXPECT_EQ(experiment.test.count, has("77obj") ? 3 : has("base") ? 0 : 10);
    EXPECT_EQ(experiment.noise.location_m, has("noise") ? 0.002 : 0);
    EXPECT_EQ(experiment.noise.flag_probability, has("noise") ? 0.01 : 0);
    EXPECT_EQ(experiment.noise.depth_m, has("rawnoise") ? 0.001 : 0);
  }
}

}  // namespace
}  // namespace colonnade::datasets
