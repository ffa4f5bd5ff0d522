// A memory that went through a file is the memory that was saved.

#include <gtest/gtest.h>

#include <colonnade/cortex/column.h>

#include "stored_samples.h"

namespace colonnade::cortex {
namespace {

using testing::same_objects;
using testing::TestFolder;
using testing::touch;

void learn_some(Column& column, int from, int to) {
  for (const auto& [name, radii] :
       {std::pair("egg", Vector3(0.03, 0.03, 0.05)), std::pair("pebble", Vector3(0.05, 0.04, 0.02))}) {
    const ObjectId object = column.learn_object(name);
    for (int i = from; i < to; ++i) {
      column.learn(touch(radii, i, Pose::Identity()), object, Pose::Identity());
    }
  }
}

TEST(MemoryStorage, ALoadedMemoryGivesTheSamePercepts) {
  const TestFolder folder;
  Column saved;
  learn_some(saved, 0, 600);
  saved.save(folder / "a.colonnade");
  Column loaded = Column::load(folder / "a.colonnade");
  const Pose X_WO = make_pose(rotation_from_euler_xyz(0.3, 1.1, -2.0), Vector3(0.1, 0.2, 0.3));
  saved.reset();
  loaded.reset();
  for (int i = 0; i < 40; ++i) {
    const Sensation sensation = touch(Vector3(0.05, 0.04, 0.02), 1000 + i, X_WO);
    saved.sense(sensation);
    loaded.sense(sensation);
    const Percept& a = saved.percept();
    const Percept& b = loaded.percept();
    ASSERT_EQ(a.ranked_count, b.ranked_count);
    ASSERT_EQ(a.decided, b.decided);
    for (std::size_t k = 0; k < a.ranked_count; ++k) {
      ASSERT_EQ(a.ranked[k].object, b.ranked[k].object);
      ASSERT_EQ(a.ranked[k].evidence, b.ranked[k].evidence);
      ASSERT_EQ(a.ranked[k].X_WO.matrix(), b.ranked[k].X_WO.matrix());
    }
  }
  EXPECT_EQ(saved.memory().name(saved.percept().object()), "pebble");
}

TEST(MemoryStorage, LearningGoesOnFromAFileAsWithoutOne) {
  const TestFolder folder;
  Column straight;
  learn_some(straight, 0, 400);
  {
    Column first;
    learn_some(first, 0, 150);
    first.save(folder / "a.colonnade");
  }
  Column second = Column::load(folder / "a.colonnade");
  learn_some(second, 150, 400);
  second.save(folder / "a.colonnade");
  const auto reloaded = Memory::load(folder / "a.colonnade");
  EXPECT_TRUE(same_objects(reloaded->impl().objects, straight.memory().impl().objects));
  EXPECT_GT(reloaded->segment_count(), 20);
}

TEST(MemoryStorage, EncoderOptionsTravelWithTheMemory) {
  const TestFolder folder;
  EncoderOptions options;
  options.seed = 77;
  options.learn_distance_m = 0.011;
  Memory(options).save(folder / "a.colonnade");
  EXPECT_EQ(Memory::load(folder / "a.colonnade")->encoder_options().seed, 77);
  EXPECT_EQ(Memory::load(folder / "a.colonnade")->encoder_options().learn_distance_m, 0.011);
}

}  // namespace
}  // namespace colonnade::cortex
