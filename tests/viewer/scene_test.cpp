#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include <colonnade/cortex/error.h>

#include "camera.h"
#include "drawings.h"
#include "facts.h"
#include "minicolumns.h"
#include "raster.h"
#include "samples.h"
#include "stage.h"

namespace colonnade::viewer {
namespace {

using recording::TestFolder;

/// A finished recording of two episodes with five steps each.
std::filesystem::path make_recording(const TestFolder& folder, int episodes = 2, int steps = 5) {
  recording::Writer writer(folder / "r", recording::sample_info());
  recording::write_sample(writer, episodes, steps);
  writer.finish();
  return folder / "r";
}

TEST(Transport, StepsOverTheBordersOfEpisodes) {
  const TestFolder folder;
  const Document document(make_recording(folder));
  Transport t;
  t.go_to(document, {0, 4});
  t.step_by(document, 1);
  EXPECT_EQ(t.cursor(), (Cursor{1, 0}));
  t.step_by(document, -1);
  EXPECT_EQ(t.cursor(), (Cursor{0, 4}));
  t.step_by(document, 100);
  EXPECT_EQ(t.cursor(), (Cursor{1, 4}));
  t.step_by(document, -100);
  EXPECT_EQ(t.cursor(), (Cursor{0, 0}));
  t.go_to(document, {7, 99});
  EXPECT_EQ(t.cursor(), (Cursor{1, 4}));
  t.episode_by(document, -5);
  EXPECT_EQ(t.cursor(), (Cursor{0, 0}));
}

TEST(Transport, PlaysAtItsSpeedAndStopsAtTheEnd) {
  const TestFolder folder;
  const Document document(make_recording(folder));
  Transport t;
  t.set_speed(10);
  t.set_playing(true);
  EXPECT_FALSE(t.advance(document, 0.05));
  EXPECT_TRUE(t.advance(document, 0.05));
  EXPECT_EQ(t.cursor(), (Cursor{0, 1}));
  t.advance(document, 0.5);
  EXPECT_EQ(t.cursor(), (Cursor{1, 1}));
  t.advance(document, 10);
  EXPECT_EQ(t.cursor(), (Cursor{1, 4}));
  EXPECT_FALSE(t.playing());
  t.set_loop(true);
  t.set_playing(true);
  t.advance(document, 0.2);
  EXPECT_EQ(t.cursor(), (Cursor{1, 1}));
}

TEST(Transport, FollowsWhatIsWritten) {
  const TestFolder folder;
  recording::Writer writer(folder / "r", recording::sample_info());
  writer.flush();
  Stage stage;
  stage.open(folder / "r");
  EXPECT_TRUE(stage.transport().follow());
  writer.add(recording::sample_episode(0, false));
  for (int s = 0; s < 3; ++s) {
    writer.add(0, s, recording::sample_step(s, 2), nullptr);
    writer.flush();
    stage.tick(0.1);
    EXPECT_EQ(stage.cursor(), (Cursor{0, s}));
  }
  stage.move([](Transport& t, const Document& d) { t.step_by(d, -1); });
  writer.add(0, 3, recording::sample_step(3, 2), nullptr);
  writer.flush();
  stage.tick(0.1);
  EXPECT_EQ(stage.cursor(), (Cursor{0, 1})) << "who scrubs while it streams is left alone";
  EXPECT_EQ(stage.episode()->steps, 4);
}

TEST(Transport, FollowsOneOfSeveralEpisodesToItsEnd) {
  const TestFolder folder;
  recording::Writer writer(folder / "r", recording::sample_info());
  for (int e : {0, 1}) {
    writer.add(recording::sample_episode(e, false));
    writer.add(e, 0, recording::sample_step(0, 2), nullptr);
  }
  writer.flush();
  Stage stage;
  stage.open(folder / "r");
  const int shown = stage.cursor().episode;
  for (int s = 1; s < 4; ++s) {
    for (int e : {0, 1}) writer.add(e, s, recording::sample_step(s, 2), nullptr);
    writer.flush();
    stage.tick(0.1);
    EXPECT_EQ(stage.cursor(), (Cursor{shown, s}));
  }
  writer.add(recording::sample_episode(shown, true));
  writer.add(1 - shown, 4, recording::sample_step(4, 2), nullptr);
  writer.flush();
  stage.tick(0.1);
  EXPECT_EQ(stage.cursor(), (Cursor{1 - shown, 4}));
}

TEST(ParseCursor, ReadsPlaces) {
  EXPECT_EQ(parse_cursor("3:17"), (Cursor{3, 17}));
  EXPECT_EQ(parse_cursor("3"), (Cursor{3, 0}));
  for (const char* wrong : {"", "x", "1:", "1:2:3", "-1", "1:-2"})
    EXPECT_THROW((void)parse_cursor(wrong), InputError) << wrong;
}

TEST(Commands, AreFoundByTheirLetters) {
  CommandTable table;
  int runs = 0;
  table.add({"a", "File", "Open a recording", "", "Ctrl+O", [&] { ++runs; }});
  table.add({"b", "Play", "Next step", "", "Right", [&] { ++runs; }, [] { return false; }});
  EXPECT_EQ(table.matching("nxst").size(), 1u);
  EXPECT_EQ(table.matching("").size(), 2u);
  EXPECT_TRUE(table.matching("zzz").empty());
  EXPECT_TRUE(table.run("a"));
  EXPECT_FALSE(table.run("b")) << "disabled";
  EXPECT_FALSE(table.run("c"));
  EXPECT_EQ(runs, 1);
  EXPECT_TRUE(table.clashes().empty());
  table.add({"c", "Play", "Other", "", "Right Left", [] {}});
  EXPECT_EQ(table.clashes(), std::vector<std::string>{"Right"});
  const Command* b = table.find("b");
  table.add({"own.1", "Play", "One", "", "", [] {}});
  table.add({"own.2", "Play", "Two", "", "", [] {}});
  table.remove("own.");
  EXPECT_EQ(table.find("own.2"), nullptr);
  EXPECT_EQ(table.all().size(), 3u);
  EXPECT_EQ(table.find("b"), b) << "other rows stay where they are";
}

TEST(Document, SaysWhatIsWrongAndGoesOn) {
  const TestFolder folder;
  Document document(make_recording(folder));
  EXPECT_EQ(document.step({0, 99}), nullptr);
  EXPECT_NE(document.problem().find("step 99 of episode 0"), std::string::npos) << document.problem();
  EXPECT_NE(document.step({0, 3}), nullptr);
  std::filesystem::remove(folder / "r");
  document.forget_problem();
  EXPECT_TRUE(document.poll());
  EXPECT_NE(document.problem().find("deleted"), std::string::npos);
  EXPECT_NE(document.step({1, 3}), nullptr);
}

TEST(Document, TrailAndSummariesGrowWithTheEpisode) {
  const TestFolder folder;
  recording::Writer writer(folder / "r", recording::sample_info());
  writer.add(recording::sample_episode(0, false));
  writer.add(0, 0, recording::sample_step(0, 2), nullptr);
  writer.flush();
  Document document(folder / "r");
  EXPECT_EQ(document.trail(0).size(), 1u);
  EXPECT_EQ(document.summaries(0).size(), 1u);
  writer.add(0, 1, recording::sample_step(1, 2), nullptr);
  writer.flush();
  EXPECT_TRUE(document.poll());
  ASSERT_EQ(document.trail(0).size(), 2u);
  EXPECT_FLOAT_EQ(document.trail(0)[1].x(), 0.1f);
  EXPECT_EQ(document.summaries(0).size(), 2u);
  EXPECT_TRUE(document.summaries(5).empty());
}

TEST(CacheOfSteps, IsBounded) {
  Cache<int, int> cache(3);
  int made = 0;
  for (int i = 0; i < 100; ++i) {
    (void)cache.get(i % 5, [&] { return ++made; });
    EXPECT_LE(cache.size(), 3u);
  }
  EXPECT_EQ(made, 100);
  (void)cache.get(99 % 5, [&] { return ++made; });
  EXPECT_EQ(made, 100) << "what was used last is kept";
}

TEST(CacheOfSteps, IsBoundedInBytes) {
  Cache<int, std::string> cache(100, 1000, [](const std::string& text) { return text.size(); });
  for (int i = 0; i < 50; ++i) {
    (void)cache.get(i, [&] { return std::string(static_cast<std::size_t>(90 + i), 'x'); });
    EXPECT_LE(cache.bytes(), 1000u);
  }
  EXPECT_EQ(cache.size(), 7u) << "as many of some 137 bytes as fit";
  const auto large = cache.get(99, [] { return std::string(5000, 'x'); });
  EXPECT_EQ(large->size(), 5000u);
  EXPECT_EQ(cache.size(), 1u) << "what was asked for last is kept whatever its size";
  (void)cache.get(100, [] { return std::string(10, 'x'); });
  EXPECT_EQ(cache.bytes(), 10u);
}

TEST(Document, KeepsNoMoreOfALongRecording) {
  const TestFolder folder;
  Document document(make_recording(folder, 12, 60));
  const auto read_all_of = [&](int episode) {
    for (int s = 0; s < 60; ++s) {
      (void)document.step({episode, s});
      (void)document.patch({episode, s});
      (void)document.object(0, 1);
      (void)document.shape("cup");
    }
    return document.kept_bytes();
  };
  std::size_t few = 0;
  for (int e = 0; e < 6; ++e) few = std::max(few, read_all_of(e));
  std::size_t many = 0;
  for (int e = 6; e < 12; ++e) many = std::max(many, read_all_of(e));
  EXPECT_GT(few, 0u);
  EXPECT_EQ(many, few) << "what is left behind is forgotten";
  EXPECT_LT(many, Document::kMostKept);
}

TEST(Minicolumns, HoldEveryCellOnce) {
  recording::ObjectRecord object = recording::sample_object(0, "cup", 100);
  const Minicolumns columns = group_into_minicolumns(object, 8);
  ASSERT_EQ(columns.cells.size(), 100u);
  std::uint32_t sum = 0;
  for (const std::uint32_t size : columns.sizes) {
    EXPECT_LE(size, 8u);
    sum += size;
  }
  EXPECT_EQ(sum, 100u);
  std::set<std::pair<std::uint32_t, std::uint32_t>> places;
  for (const auto& cell : columns.cells) places.emplace(cell.column, cell.height);
  EXPECT_EQ(places.size(), 100u);
}

TEST(CameraPicking, FindsWhatIsDrawnThere) {
  Camera camera;
  camera.fit({0.1f, 0.2f, 0.3f}, 0.1f);
  const std::vector<Spot> spots{{{0.1f, 0.2f, 0.3f}, 1, 7}, {{0.15f, 0.2f, 0.3f}, 1, 8}};
  const auto at = camera.project(spots[1].p_W, 400, 300);
  ASSERT_TRUE(at);
  const Spot* found = camera.pick(spots, *at + Eigen::Vector2f(3, -2), 400, 300, 10);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->which, 8u);
  EXPECT_EQ(camera.pick(spots, *at + Eigen::Vector2f(0, 50), 400, 300, 10), nullptr);
  const auto centre = camera.project(spots[0].p_W, 400, 300);
  EXPECT_LT((*centre - Eigen::Vector2f(200, 150)).norm(), 0.1f) << "what is fitted is in the middle";
}

TEST(CameraPicking, WhatIsFittedIsInSightInNarrowViews) {
  Camera camera;
  camera.fit({0, 0, 0}, 0.1f);
  for (const auto& [width, height] : {std::pair(900.0f, 300.0f), std::pair(300.0f, 900.0f)}) {
    for (float angle = 0; angle < 6.28f; angle += 0.1f) {
      const Eigen::Vector3f rim(0.09f * std::cos(angle), 0.09f * std::sin(angle), 0);
      const auto at = camera.project(rim, width, height);
      ASSERT_TRUE(at);
      EXPECT_TRUE(at->x() > 0 && at->x() < width && at->y() > 0 && at->y() < height) << at->transpose();
    }
  }
}

TEST(Colours, CurvesStandOutFromTheBackground) {
  const auto lightness = [](Rgba c) {  // relative luminance, WCAG 2
    double sum = 0;
    constexpr std::array kWeights{0.2126, 0.7152, 0.0722};
    for (std::size_t i = 0; i < 3; ++i) sum += kWeights[i] * std::pow(c[i] / 255.0, 2.2);
    return sum;
  };
  for (const Theme& theme : {kDark, kLight}) {
    for (std::size_t n = 0; n < 12; ++n) {
      const double curve = lightness(curve_style(n, theme).colour), ground = lightness(theme.background);
      EXPECT_GT((std::max(curve, ground) + 0.05) / (std::min(curve, ground) + 0.05), 2.0) << theme.name << n;
    }
  }
}

TEST(DrawingOfHypotheses, OfManyShowsTheBestAsBallsAndAll) {
  const TestFolder folder;
  constexpr std::uint32_t kMany = 2000;
  {
    recording::Writer writer(folder / "r", recording::sample_info());
    writer.add(recording::sample_object(0, "bowl", 3));
    writer.add(recording::sample_episode(0, false));
    recording::StepRecord step = recording::sample_step(0, 1);
    auto& hypotheses = step.columns[0].hypotheses;
    hypotheses.clear();
    for (std::uint32_t i = 0; i < kMany; ++i) {
      recording::HypothesisRecord h;
      h.id = i;
      h.born = 7;
      h.evidence = 10 - 0.001f * static_cast<float>(i);
      if (i >= kMany - 2) h.segment = 2;
      hypotheses.push_back(h);
    }
    writer.add(0, 0, step, nullptr);
    writer.finish();
  }
  Stage stage;
  stage.open(folder / "r");
  Drawings drawings;
  const Drawing drawing = drawings.hypotheses(stage, CloudColour::evidence);
  EXPECT_EQ(drawing.spots.size(), kMany) << "each can be pointed at";
  ASSERT_EQ(drawing.items.size(), 3u) << "model, balls, discs";
  EXPECT_EQ(drawing.items[2].mesh->kind, Mesh::Kind::points);
  EXPECT_EQ(drawing.items[2].mesh->vertices.size(), kMany - 128);
  const auto discs = [&](Picked what) {
    stage.hover(what);
    return drawings.hypotheses(stage, CloudColour::evidence).items[2].mesh->vertices.size();
  };
  EXPECT_EQ(discs({Thing::hypothesis, kMany - 1, 0}), kMany - 129) << "the one that is pointed at is made a ball";
  EXPECT_EQ(discs({Thing::segment, 2, 0}), kMany - 130) << "and so are those that drive a cell that is";
}

TEST(DrawingOfTheWorld, KeepsWhatStaysTheSame) {
  const TestFolder folder;
  Stage stage;
  stage.open(make_recording(folder, 1, 120));
  Drawings drawings;
  stage.move([](Transport& t, const Document& d) { t.go_to(d, {0, 110}); });
  const Drawing before = drawings.world(stage);
  stage.move([](Transport& t, const Document& d) { t.step_by(d, 1); });
  const Drawing after = drawings.world(stage);
  ASSERT_EQ(before.items.size(), after.items.size());
  int same = 0;
  for (std::size_t i = 0; i < before.items.size(); ++i) same += before.items[i].mesh == after.items[i].mesh ? 1 : 0;
  EXPECT_EQ(same, 4) << "the surface, two pieces of the path, and the model";
  EXPECT_EQ(after.spots.size(), 112u + 1) << "each step so far, and a vote";
}

TEST(DrawingOfTheWorld, NamesTheColumnsThatVote) {
  const TestFolder folder;
  {
    recording::Writer writer(folder / "r", recording::sample_info());
    writer.add(recording::sample_object(0, "bowl", 3));
    writer.add(recording::sample_episode(0, false));
    recording::StepRecord step = recording::sample_step(0, 1);
    writer.add(0, 0, step, nullptr);
    step.columns.push_back(step.columns[0]);
    step.votes.push_back({0, 1, 2.0f, Eigen::Vector3f(7, 8, 9)});
    step.votes.push_back({1, 1, 1.5f, Eigen::Vector3f(7, 9, 9)});
    writer.add(0, 1, step, nullptr);
    writer.finish();
  }
  Stage stage;
  stage.open(folder / "r");
  Drawings drawings;
  const auto named = [&] {
    std::vector<std::string> names;
    for (const auto& label : drawings.world(stage).labels) {
      if (label.text.rfind("column ", 0) == 0) names.push_back(label.text);
    }
    return names;
  };
  EXPECT_TRUE(named().empty()) << "one column needs no name";
  stage.move([](Transport& t, const Document& d) { t.step_by(d, 1); });
  EXPECT_EQ(named(), (std::vector<std::string>{"column 0", "column 1"}));
}

TEST(Facts, NameWhatIsSelected) {
  const TestFolder folder;
  Stage stage;
  EXPECT_NE(story(stage).find("Open a recording"), std::string::npos);
  stage.open(make_recording(folder));
  EXPECT_NE(facts(stage).find("true object            cup"), std::string::npos) << facts(stage);
  stage.select({Thing::hypothesis, 5, 0});
  EXPECT_NE(facts(stage).find("hypothesis 5"), std::string::npos);
  EXPECT_NE(facts(stage).find("predicted, silent"), std::string::npos);
  stage.select({Thing::segment, 3, 1});
  EXPECT_NE(facts(stage).find("L4 cell 3 of 'cup'"), std::string::npos);
  EXPECT_NE(facts(stage).find("driven by hypothesis 5"), std::string::npos);
  stage.hover({Thing::object, 0, 0});
  EXPECT_NE(facts(stage).find("bowl"), std::string::npos) << "what is pointed at goes before what is selected";
}

TEST(Facts, TellNothingOfGuessesWhileLearning) {
  const TestFolder folder;
  {
    recording::Writer writer(folder / "r", recording::sample_info());
    writer.add(recording::sample_object(1, "cup", 3));
    auto episode = recording::sample_episode(0, false);
    episode.learning = true;
    writer.add(episode);
    auto step = recording::sample_step(1, 1);
    step.ranked.clear();
    step.goal.reset();
    step.columns[0].population = 0;
    writer.add(0, 0, step, nullptr);
    writer.finish();
  }
  Stage stage;
  stage.open(folder / "r");
  EXPECT_NE(story(stage).find("learns it: cup"), std::string::npos) << story(stage);
  EXPECT_EQ(story(stage).find("guess"), std::string::npos) << story(stage);
}

TEST(RasterOfCells, HasASpikeWhereAHypothesisDrivesACell) {
  const TestFolder folder;
  Stage stage;
  stage.open(make_recording(folder));
  Raster raster;
  raster.update(stage, RasterLayer::cells, 1);
  ASSERT_EQ(raster.steps().size(), 5u);
  EXPECT_EQ(raster.cells(), 5u);
  ASSERT_EQ(raster.steps()[2].size(), 1u);
  EXPECT_EQ(raster.steps()[2][0].cell, 3u);
  EXPECT_EQ(raster.steps()[2][0].strength, 0.0f) << "only predicted";
  raster.update(stage, RasterLayer::modules, 1);
  EXPECT_EQ(raster.steps()[0].size(), cortex::kLocationBlocks);
}

}  // namespace
}  // namespace colonnade::viewer
