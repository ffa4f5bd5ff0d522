#include <colonnade/datasets/experiment_file.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"

namespace colonnade::datasets {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

Experiment parse(const std::string& text, std::vector<std::string> overrides = {}) {
  return parse_experiment(text, "test.yaml", overrides);
}

TEST(ExperimentFile, LeavesDefaultsAlone) {
  const Experiment experiment = parse("seed: 3");
  EXPECT_EQ(experiment.seed, 3U);
  EXPECT_EQ(experiment.name, "test");
  EXPECT_EQ(experiment.object_set, "builtin");
  EXPECT_EQ(experiment.learning.rotations.size(), 14U);
  EXPECT_EQ(experiment.test.max_sensations, 500);
  EXPECT_EQ(experiment.column.min_sensations, 20);
}

TEST(ExperimentFile, AnEmptyListOfObjectsTakesBackANamedOne) {
  EXPECT_TRUE(parse("objects: [mug]", {"objects=[]"}).objects.empty());
}

TEST(ExperimentFile, ReadsEveryKindOfValue) {
  const Experiment experiment = parse(R"(
name: all-kinds
description: "with: colon"
objects: [mug, "bowl"]
agent: distant
seed: 18000000000000000000
learning:
  rotations: [[0, 0, 0], [1.5, -90, 3e1]]
test:
  rotations: random
  count: 4
  sampling: so3
  hypothesis_testing: false
noise: {depth_m: 0.001}
column:
  max_hypotheses: 100
  encoders: {location_bin_m: 0.04}
)");
  EXPECT_EQ(experiment.name, "all-kinds");
  EXPECT_EQ(experiment.description, "with: colon");
  EXPECT_EQ(experiment.objects, (std::vector<std::string>{"mug", "bowl"}));
  EXPECT_EQ(experiment.agent, Agent::distant);
  EXPECT_EQ(experiment.seed, 18000000000000000000U);
  EXPECT_EQ(experiment.learning.rotations, (std::vector<EulerDegrees>{{0, 0, 0}, {1.5, -90, 30}}));
  EXPECT_EQ(experiment.test.rotations, TestRotations::random);
  EXPECT_EQ(experiment.test.count, 4);
  EXPECT_EQ(experiment.test.sampling, RotationSampling::so3);
  EXPECT_FALSE(experiment.test.hypothesis_testing);
  EXPECT_EQ(experiment.noise.depth_m, 0.001);
  EXPECT_EQ(experiment.column.max_hypotheses, 100);
  EXPECT_EQ(experiment.column.encoders.location_bin_m, 0.04);
}

TEST(ExperimentFile, LaterLayersWin) {
  const TemporaryFolder folder;
  folder.write("base.yaml",
               "name: base\ndescription: the base\nseed: 1\nseeds: 7\nnoise: {colour: 0.2, depth_m: 0.1}\n");
  folder.write("left.yaml", "extends: base.yaml\nseed: 2\nnoise: {colour: 0.3}\n");
  folder.write("right.yaml", "extends: base.yaml\nthreads: 3\n");
  const auto file = folder.write("sub/top.yaml", "extends: [../left.yaml, ../right.yaml]\nnoise: {frame_deg: 4}\n");
  const Experiment experiment = load_experiment(file.string(), std::vector<std::string>{"noise.frame_deg=5"});
  EXPECT_EQ(experiment.name, "top");
  EXPECT_EQ(experiment.description, "");
  EXPECT_EQ(experiment.seed, 2U) << "the base must not be read again after left.yaml";
  EXPECT_EQ(experiment.seeds, 7);
  EXPECT_EQ(experiment.threads, 3);
  EXPECT_EQ(experiment.noise.colour, 0.3);
  EXPECT_EQ(experiment.noise.depth_m, 0.1);
  EXPECT_EQ(experiment.noise.frame_deg, 5);
}

TEST(ExperimentFile, ExtendsEmbeddedExperiments) {
  const Experiment experiment = parse("extends: randrot_noise_77obj_surf_agent\n");
  EXPECT_EQ(experiment.object_set, "all77");
  EXPECT_EQ(experiment.noise.location_m, 0.002);
  EXPECT_EQ(experiment.name, "test");
}

TEST(ExperimentFile, OverridesApplyInOrder) {
  const Experiment experiment = parse("seed: 1", {"seed=2", "seed=3", "objects=[mug, fork]", "column.encoders.seed=9",
                                                  "noise={colour: 0.5, depth_m: 0.25}", "description=a = b"});
  EXPECT_EQ(experiment.seed, 3U);
  EXPECT_EQ(experiment.objects, (std::vector<std::string>{"mug", "fork"}));
  EXPECT_EQ(experiment.column.encoders.seed, 9U);
  EXPECT_EQ(experiment.noise.colour, 0.5);
  EXPECT_EQ(experiment.noise.depth_m, 0.25);
  EXPECT_EQ(experiment.description, "a = b");
}

TEST(ExperimentFile, OverridesAreAsStrictAsFiles) {
  const auto error = [](const std::string& text) { return error_of([&] { (void)parse("seed: 1", {text}); }); };
  EXPECT_THAT(error("seed"), AllOf(StartsWith("--set seed:"), HasSubstr("path.to.key=value")));
  EXPECT_THAT(error("=3"), StartsWith("--set =3:"));
  EXPECT_THAT(error("seed="), AllOf(StartsWith("--set seed=: seed:"), HasSubstr("found nothing")));
  EXPECT_THAT(error("nois.colour=1"), AllOf(StartsWith("--set nois.colour=1:"), HasSubstr("did you mean noise?")));
  EXPECT_THAT(error("noise.colour=2"),
              AllOf(StartsWith("--set noise.colour=2: noise.colour:"), HasSubstr("2 is out of")));
  EXPECT_THAT(error("noise={colour: 0, colour: 0}"), HasSubstr("\"colour\" stands twice"));
  EXPECT_THAT(error("noise=3"), HasSubstr("expected a map of keys and values, found \"3\""));
  EXPECT_THAT(error("seed.x=3"), HasSubstr("expected a whole number, found a map"));
  EXPECT_THAT(error("objects=[mug"), HasSubstr("broken YAML"));
  EXPECT_THAT(error("extends=builtin_demo"), HasSubstr("unknown key \"extends\""));
  EXPECT_THAT(error("columns=3"), AllOf(StartsWith("--set columns=3: columns:"), HasSubstr("neither 1 nor 5")));
}

TEST(ExperimentFile, AutomaticMovementDependsOnTheAgent) {
  EXPECT_EQ(learning_movement(parse("agent: surface")), Movement::explore);
  EXPECT_EQ(test_movement(parse("agent: surface")), Movement::curvature);
  EXPECT_EQ(learning_movement(parse("agent: distant")), Movement::spiral);
  EXPECT_EQ(test_movement(parse("agent: distant")), Movement::saccades);
  EXPECT_EQ(learning_movement(parse("learning: {movement: random_walk}")), Movement::random_walk);
  EXPECT_EQ(test_movement(parse("test: {movement: explore}")), Movement::explore);
}

TEST(ExperimentFile, NamesTheLayerThatContradicts) {
  const TemporaryFolder folder;
  folder.write("base.yaml", "seed: 1\nagent: distant\n");
  const auto file = folder.write("top.yaml", "extends: base.yaml\n\nlearning:\n  movement: curvature\n");
  EXPECT_THAT(error_of([&] { (void)load_experiment(file.string()); }),
              AllOf(StartsWith(file.string() + ":4: learning.movement:"), HasSubstr("distant agent")));
}

TEST(ExperimentFile, RefusesFilesThatAreNone) {
  const TemporaryFolder folder;
  const std::string missing = (folder.path() / "missing.yaml").string();
  EXPECT_EQ(error_of([&] { (void)load_experiment(missing); }), missing + ": no such experiment file");
  std::filesystem::create_directory(folder.path() / "folder.yaml");
  EXPECT_THAT(error_of([&] { (void)load_experiment((folder.path() / "folder.yaml").string()); }),
              HasSubstr("not a file"));
  const auto large = folder.write("large.yaml", std::string(2 << 20, '#'));
  EXPECT_THAT(error_of([&] { (void)load_experiment(large.string()); }), HasSubstr("too large"));
  EXPECT_THAT(error_of([&] { (void)load_experiment("builtin_dmo"); }), HasSubstr("did you mean builtin_demo?"));
}

TEST(ExperimentFile, RefusesFilesThatExtendOneAnotherWithoutEnd) {
  const TemporaryFolder folder;
  const auto chain = [&](int length) {
    for (int i = 1; i < length; ++i) {
      folder.write(std::to_string(i) + ".yaml", "extends: " + std::to_string(i + 1) + ".yaml\n");
    }
    folder.write(std::to_string(length) + ".yaml", "description: the end\nseed: 5\n");
    return (folder.path() / "1.yaml").string();
  };
  EXPECT_EQ(load_experiment(chain(64)).seed, 5U);
  EXPECT_THAT(error_of([&] { (void)load_experiment(chain(6000)); }),
              AllOf(HasSubstr("64.yaml:1: extends:"), HasSubstr("more than 64 files extend one another")));
}

TEST(ExperimentFile, RefusesDeepNesting) {
  for (const std::string& text : {"objects: " + std::string(100'000, '['), [] {
                                    std::string maps = "objects: ";
                                    for (int i = 0; i < 20'000; ++i) maps += "{a: ";
                                    return maps;
                                  }()}) {
    EXPECT_THAT(error_of([&] { (void)parse_experiment(text, "deep.yaml"); }), HasSubstr("nested too deeply"));
  }
}

TEST(ExperimentFile, RefusesBrokenExtends) {
  const TemporaryFolder folder;
  folder.write("a.yaml", "seed: 1\nextends: b.yaml\n");
  const auto b = folder.write("b.yaml", "extends:\n  - a.yaml\n");
  EXPECT_THAT(error_of([&] { (void)load_experiment((folder.path() / "a.yaml").string()); }),
              AllOf(StartsWith(b.string() + ":2:"), HasSubstr("circle")));
  const auto c = folder.write("c.yaml", "seed: 1\nextends: gone.yaml\n");
  EXPECT_THAT(error_of([&] { (void)load_experiment(c.string()); }),
              AllOf(StartsWith(c.string() + ":2: extends:"), HasSubstr("gone.yaml: no such experiment file")));
  const auto d = folder.write("d.yaml", "extends: parts/nois\n");
  EXPECT_THAT(error_of([&] { (void)load_experiment(d.string()); }),
              AllOf(StartsWith(d.string() + ":1: extends:"), HasSubstr("parts/noise")));
}

}  // namespace
}  // namespace colonnade::datasets
