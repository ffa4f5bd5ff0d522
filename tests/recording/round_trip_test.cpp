#include <chrono>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <thread>

#include <gtest/gtest.h>

#include <colonnade/cortex/error.h>
#include <colonnade/recording/reader.h>

#include "samples.h"

namespace colonnade::recording {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Recording, GivesBackWhatWasWritten) {
  const TestFolder folder;
  const auto now = [] {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  };
  const double before = now();
  {
    Writer writer(folder / "r", sample_info());
    write_sample(writer, 3, 7);
    writer.finish();
  }
  const Reader reader(folder / "r");
  EXPECT_GE(reader.info().began, before - 0.01);
  EXPECT_LE(reader.info().began, now());
  EXPECT_EQ(reader.growth(), Growth::complete);
  EXPECT_EQ(reader.info().experiment, "sample");
  EXPECT_EQ(reader.info().encoders, sample_info().encoders);
  ASSERT_EQ(reader.episodes().size(), 3u);
  const EpisodeRecord& episode = reader.episodes()[1];
  EXPECT_EQ(episode.steps, 7);
  EXPECT_TRUE(episode.finished && episode.correct());
  EXPECT_TRUE(episode.X_WO.isApprox(sample_episode(1, true).X_WO, 1e-12));
  ASSERT_TRUE(reader.latest());
  EXPECT_EQ(reader.latest()->episode, 2);
  EXPECT_EQ(reader.latest()->step, 6);

  const StepRecord step = reader.step(1, 4), expected = sample_step(4, 2);
  EXPECT_EQ(step.flags, expected.flags);
  EXPECT_TRUE(step.X_WS.isApprox(expected.X_WS, 1e-12));
  ASSERT_EQ(step.ranked.size(), 1u);
  EXPECT_EQ(step.ranked[0].probability, 0.75f);
  EXPECT_EQ(step.ranked[0].R_WO.coeffs(), expected.ranked[0].R_WO.coeffs());
  ASSERT_TRUE(step.goal);
  EXPECT_EQ(step.goal->p_W, expected.goal->p_W);
  ASSERT_EQ(step.votes.size(), 1u);
  EXPECT_EQ(step.votes[0].p_W, expected.votes[0].p_W);
  ASSERT_EQ(step.columns.size(), 1u);
  const ColumnRecord& column = step.columns[0];
  ASSERT_TRUE(column.sensation);
  EXPECT_EQ(column.sensation->p_W, expected.columns[0].sensation->p_W);
  EXPECT_EQ(column.sensation->k1, 12);
  EXPECT_EQ(column.feature, expected.columns[0].feature);
  EXPECT_EQ(column.location, expected.columns[0].location);
  ASSERT_EQ(column.hypotheses.size(), 1u);
  EXPECT_EQ(column.hypotheses[0].segment, 3u);
  EXPECT_EQ(column.hypotheses[0].match, -0.5f);
  EXPECT_EQ(column.evidence, expected.columns[0].evidence);

  const auto summaries = reader.summaries(1, 2, 5);
  ASSERT_EQ(summaries.size(), 3u);
  EXPECT_EQ(summaries[0].time, 1.0);
  EXPECT_EQ(summaries[0].evidence, expected.columns[0].evidence);

  const auto patch = reader.patch(1, 4);
  ASSERT_TRUE(patch);
  EXPECT_EQ(patch->rgb, sample_patch().rgb);
  for (std::size_t i = 0; i < 12; ++i) EXPECT_NEAR(patch->depth[i], sample_patch().depth[i], 1e-6);

  ASSERT_EQ(reader.objects().size(), 2u);
  EXPECT_EQ(reader.objects()[1].name, "cup");
  const ObjectRecord object = reader.object(0, 1);
  ASSERT_EQ(object.segments.size(), 5u);
  EXPECT_EQ(object.segments[4].cells, sample_object(1, "cup", 5).segments[4].cells);
  EXPECT_EQ(object.segments[4].observations, 5u);
  EXPECT_EQ(object.growth, (std::vector<std::uint32_t>{2, 5}));
  ASSERT_TRUE(reader.shape("cup"));
  EXPECT_EQ(reader.shape("cup")->triangles.size(), 2u);
  EXPECT_FALSE(reader.shape("no such shape"));
}

TEST(Recording, IsReadWhileItGrows) {
  const TestFolder folder;
  Writer writer(folder / "r", sample_info());
  writer.flush();
  Reader reader(folder / "r");
  EXPECT_TRUE(reader.episodes().empty());
  EXPECT_EQ(reader.growth(), Growth::growing);
  writer.add(sample_episode(0, false));
  writer.add(0, 0, sample_step(0, 2), nullptr);
  writer.flush();
  EXPECT_TRUE(reader.refresh());
  EXPECT_FALSE(reader.refresh());
  ASSERT_EQ(reader.episodes().size(), 1u);
  EXPECT_EQ(reader.episodes()[0].steps, 1);
  EXPECT_FALSE(reader.episodes()[0].finished);
  EXPECT_FALSE(reader.patch(0, 0));
  writer.add(0, 1, sample_step(1, 2), nullptr);
  writer.add(sample_episode(0, true));
  writer.finish();
  EXPECT_TRUE(reader.refresh());
  EXPECT_EQ(reader.growth(), Growth::complete);
  EXPECT_EQ(reader.episodes()[0].steps, 2);
  EXPECT_TRUE(reader.episodes()[0].finished);
}

TEST(Recording, ReadingChangesNothing) {
  const TestFolder folder;
  {
    Writer writer(folder / "r", sample_info());
    write_sample(writer, 2, 5);
    writer.finish();
  }
  const std::string before = content(folder / "r");
  {
    Reader reader(folder / "r");
    (void)reader.step(1, 4);
    (void)reader.refresh();
    (void)reader.object(0, 1);
  }
  EXPECT_EQ(content(folder / "r"), before);
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path())) ++files;
  EXPECT_EQ(files, 1u) << "a finished recording is one file, and stays one";
}

TEST(Recording, ReplacesRecordingsOnly) {
  const TestFolder folder;
  { Writer(folder / "r", sample_info()).finish(); }
  { Writer(folder / "r", sample_info()).finish(); }
  std::ofstream(folder / "letter")
      << "Dear Sir or Madam, this is no database but a letter of some length, and dear to me.";
  try {
    Writer(folder / "letter", sample_info());
    FAIL();
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("letter: is not a recording"), std::string::npos) << error.what();
  }
  EXPECT_EQ(content(folder / "letter").substr(0, 8), "Dear Sir");
  EXPECT_THROW(Writer(folder / "no" / "such" / "folder", sample_info()), InputError);
  EXPECT_THROW(Writer(folder / std::string(1000, 'x'), sample_info()), InputError);
  EXPECT_THROW(Writer("", sample_info()), InputError);
}

TEST(Recording, CountsStepsThatCameBeforeTheirEpisode) {
  const TestFolder folder;
  Writer writer(folder / "r", sample_info());
  for (int s = 0; s < 3; ++s) writer.add(1, s, sample_step(s, 2), nullptr);
  writer.add(2, 0, sample_step(0, 2), nullptr);
  writer.flush();
  for (const int e : {0, 1}) writer.add(sample_episode(e, false));
  writer.finish();
  const Reader reader(folder / "r");
  ASSERT_EQ(reader.episodes().size(), 2u);
  EXPECT_EQ(reader.episodes()[0].steps, 0);
  EXPECT_EQ(reader.episodes()[1].steps, 3);
}

TEST(Recording, TakesNothingAfterItsEnd) {
  const TestFolder folder;
  Writer writer(folder / "r", sample_info());
  writer.finish();
  EXPECT_THROW(writer.add(sample_episode(0, false)), InputError);
  EXPECT_THROW(writer.add(0, 0, sample_step(0, 2), nullptr), InputError);
  EXPECT_NO_THROW(writer.flush());
  EXPECT_NO_THROW(writer.finish());
}

TEST(Recording, RefusesWhatItCouldNotGiveBack) {
  const TestFolder folder;
  Writer writer(folder / "r", sample_info());
  writer.add(sample_episode(0, false));
  for (const auto& [episode, step] : {std::pair{0, -1}, std::pair{0, 1 << 24}, std::pair{-1, 0}}) {
    EXPECT_THROW(writer.add(episode, step, sample_step(0, 2), nullptr), InputError) << episode << ", " << step;
  }
  PatchRecord patch = sample_patch();
  patch.depth.pop_back();
  EXPECT_THROW(writer.add(0, 0, sample_step(0, 2), &patch), InputError);
  patch = sample_patch();
  patch.width = 70000;
  EXPECT_THROW(writer.add(0, 0, sample_step(0, 2), &patch), InputError);
  ShapeRecord shape;
  shape.name = "cup";
  shape.positions_O.assign(3, Eigen::Vector3f::Zero());
  EXPECT_THROW(writer.add(shape), InputError) << "no colours";
  shape.colours.assign(3, {10, 20, 30});
  shape.triangles = {{0, 1, 3}};
  EXPECT_THROW(writer.add(shape), InputError) << "no such corner";
  writer.finish();
  EXPECT_EQ(Reader(folder / "r").episodes()[0].steps, 0);
}

TEST(Recording, GivesBackAColumnThatHasNothing) {
  const TestFolder folder;
  StepRecord empty;
  empty.columns.emplace_back();
  {
    Writer writer(folder / "r", sample_info());
    writer.add(sample_episode(0, false));
    writer.add(0, 0, empty, nullptr);
    writer.add(0, 1, StepRecord{}, nullptr);
    writer.finish();
  }
  const Reader reader(folder / "r");
  ASSERT_EQ(reader.step(0, 0).columns.size(), 1u);
  EXPECT_FALSE(reader.step(0, 0).columns[0].sensation);
  EXPECT_TRUE(reader.step(0, 1).columns.empty());
}

TEST(Recording, TheSmallestDepthsAreNoTrouble) {
  const TestFolder folder;
  PatchRecord patch = sample_patch();
  patch.depth.assign(12, std::numeric_limits<float>::denorm_min());
  Writer writer(folder / "r", sample_info());
  writer.add(sample_episode(0, false));
  writer.add(0, 0, sample_step(0, 2), &patch);
  writer.finish();
  EXPECT_EQ(Reader(folder / "r").patch(0, 0)->depth[0], 0);
}

TEST(Recording, OneThatIsBeingWrittenIsNotReplaced) {
  const TestFolder folder;
  Writer writer(folder / "r", sample_info());
  EXPECT_THROW(Writer(folder / "r", sample_info()), InputError);
  writer.add(sample_episode(0, false));
  writer.finish();
  EXPECT_EQ(Reader(folder / "r").episodes().size(), 1u);
  EXPECT_NO_THROW(Writer(folder / "r", sample_info()));
}

TEST(Recording, IsFoundUnderAnyPath) {
  const TestFolder folder;
  const std::filesystem::path path = "/" + (folder / "a b%41?#").string();
  { Writer(path, sample_info()).finish(); }
  EXPECT_TRUE(std::filesystem::is_regular_file(folder / "a b%41?#"));
  EXPECT_EQ(Reader(path).growth(), Growth::complete);
}

TEST(Recording, TheWriterRefusesWhatTheReaderWould) {
  const TestFolder folder;
  RecordingInfo info = sample_info();
  info.columns = 0;
  EXPECT_THROW(Writer(folder / "r", info), InputError);
  info = sample_info();
  info.experiment = "a\nb";
  EXPECT_THROW(Writer(folder / "r", info), InputError);
  Writer writer(folder / "r", sample_info());
  EpisodeRecord episode = sample_episode(0, false);
  episode.object = "red\x1b[2Jcup";
  EXPECT_THROW(writer.add(episode), InputError);
  episode = sample_episode(-1, false);
  EXPECT_THROW(writer.add(episode), InputError);
  episode = sample_episode(0, false);
  episode.X_WO.translation().x() = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(writer.add(episode), InputError);
  ObjectRecord object = sample_object(0, std::string(256, 'x'), 2);
  EXPECT_THROW(writer.add(object), InputError);
  object = sample_object(0, "cup", 2);
  object.growth = {3};
  EXPECT_THROW(writer.add(object), InputError);
  object = sample_object(0, "cup", 2);
  object.segments[1].p_O.x() = std::numeric_limits<float>::infinity();
  EXPECT_THROW(writer.add(object), InputError);
  for (const auto& [width, height] : {std::pair{16, 0}, std::pair{0, 16}, std::pair{5000, 1}}) {
    PatchRecord patch = sample_patch();
    patch.width = width;
    patch.height = height;
    patch.rgb.resize(static_cast<std::size_t>(width * height));
    patch.depth.resize(static_cast<std::size_t>(width * height));
    EXPECT_THROW(writer.add(0, 0, sample_step(0, 2), &patch), InputError) << width << " x " << height;
  }
  StepRecord step = sample_step(0, 2);
  step.ranked[0].R_WO.coeffs().setZero();
  EXPECT_THROW(writer.add(0, 0, step, nullptr), InputError);
}

TEST(Recording, WhatIsNoDepthReadingComesBackAsNone) {
  const TestFolder folder;
  PatchRecord patch = sample_patch();
  patch.depth[1] = -0.001f;
  patch.depth[2] = std::numeric_limits<float>::quiet_NaN();
  patch.depth[3] = std::numeric_limits<float>::infinity();
  {
    Writer writer(folder / "r", sample_info());
    writer.add(sample_episode(0, false));
    writer.add(0, 0, sample_step(0, 2), &patch);
    writer.finish();
  }
  const auto read = Reader(folder / "r").patch(0, 0);
  ASSERT_TRUE(read);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(read->depth[i], 0) << i;
  for (std::size_t i = 4; i < 12; ++i) EXPECT_NEAR(read->depth[i], sample_patch().depth[i], 1e-6);
}

TEST(Recording, TakesStepsFromManyThreads) {
  const TestFolder folder;
  Writer writer(folder / "r", sample_info());
  std::vector<std::thread> threads;
  for (int e = 0; e < 4; ++e) {
    threads.emplace_back([&, e] {
      writer.add(sample_episode(e, false));
      for (int s = 0; s < 50; ++s) writer.add(e, s, sample_step(s, 3), nullptr);
    });
  }
  for (auto& thread : threads) thread.join();
  writer.finish();
  const Reader reader(folder / "r");
  ASSERT_EQ(reader.episodes().size(), 4u);
  for (const auto& episode : reader.episodes()) EXPECT_EQ(episode.steps, 50);
  EXPECT_EQ(reader.summaries(3, 0, 50).size(), 50u);
}

}  // namespace
}  // namespace colonnade::recording
