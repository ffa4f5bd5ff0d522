// The views that all contestants get, and the contestants on a few of them.

#include <gtest/gtest.h>

#include <colonnade/cortex/error.h>

#include "column_contestant.h"
#include "contestant.h"
#include "forward_cost.h"
#include "nearest_contestant.h"
#include "settings.h"

namespace colonnade::benchmark {
namespace {

constexpr int kObjects = 3;
constexpr int kPixels = 128;

std::span<const runner::Object> objects() {
  static const std::vector<runner::Object> loaded = [] {
    datasets::Experiment experiment;
    experiment.max_objects = kObjects;
    return runner::load_objects(experiment, {}, 1);
  }();
  return loaded;
}

const ViewSource& source() {
  static const ViewSource views(objects(), kPixels);
  return views;
}

TEST(Views, DependOnNothingButTheirArguments) {
  const View a = source().view(1, Purpose::training, 7, 2, Condition::noise_and_light);
  const View b = source().view(1, Purpose::training, 7, 2, Condition::noise_and_light);
  EXPECT_EQ(a.image.depth, b.image.depth);
  EXPECT_EQ(a.image.rgb, b.image.rgb);
  EXPECT_TRUE(a.X_WO.isApprox(b.X_WO));
  for (const View& other : {source().view(1, Purpose::test, 7, 2, Condition::noise_and_light),
                            source().view(1, Purpose::training, 8, 2, Condition::noise_and_light),
                            source().view(1, Purpose::training, 7, 3, Condition::noise_and_light)}) {
    EXPECT_GT(cortex::rotation_distance(a.X_WO.linear(), other.X_WO.linear()), 1e-3);
  }
}

TEST(Views, TheObjectFillsTheImageAndNothingLeavesIt) {
  for (int object = 0; object < kObjects; ++object) {
    for (std::uint32_t i = 0; i < 5; ++i) {
      const View view = source().view(object, Purpose::test, 1, i, Condition::clean);
      EXPECT_GT(view.region.pixels.size(), 500U);
      for (int k = 0; k < kPixels; ++k) {
        for (const int border : {0, kPixels - 1}) {
          EXPECT_EQ(view.region.mask[view.image.index(k, border)], 0);
          EXPECT_EQ(view.region.mask[view.image.index(border, k)], 0);
        }
      }
    }
  }
}

TEST(Views, ConditionsChangeWhatIsSeenNotWhereItIs) {
  const View clean = source().view(0, Purpose::test, 1, 0, Condition::clean);
  const View noise = source().view(0, Purpose::test, 1, 0, Condition::noise);
  const View light = source().view(0, Purpose::test, 1, 0, Condition::noise_and_light);
  EXPECT_TRUE(clean.X_WO.isApprox(light.X_WO));
  EXPECT_EQ(clean.region.pixels, noise.region.pixels);
  EXPECT_NE(clean.image.depth, noise.image.depth);
  EXPECT_EQ(noise.image.depth, light.image.depth);
  EXPECT_NE(noise.image.rgb, light.image.rgb);
}

/// How many of the objects' test views a contestant names.
int named(Contestant& contestant, int tests) {
  int correct = 0;
  for (int object = 0; object < kObjects; ++object) {
    for (int i = 0; i < tests; ++i) {
      const View view = source().view(object, Purpose::test, 1, static_cast<std::uint32_t>(i), Condition::clean);
      correct += contestant.recognise(view).object == object ? 1 : 0;
    }
  }
  return correct;
}

class EveryContestant : public ::testing::TestWithParam<const char*> {};

TEST_P(EveryContestant, LearnsObjectsOneByOneAndNamesThem) {
  const auto contestant = make_contestant(GetParam(), objects(), 1);
  EXPECT_EQ(contestant->recognise(source().view(0, Purpose::test, 1, 0, Condition::clean)).object, -1);
  std::uint64_t before = contestant->footprint_bytes();
  for (int object = 0; object < kObjects; ++object) {
    std::vector<View> views;
    for (std::uint32_t i = 0; i < 4; ++i) {
      views.push_back(source().view(object, Purpose::training, 1, i, Condition::clean));
    }
    const Cost cost = contestant->learn(views);
    EXPECT_GT(cost.operations.effective_macs, 0U);
    EXPECT_GT(cost.cpu_seconds, 0.0);
    EXPECT_GT(contestant->footprint_bytes(), before);
    before = contestant->footprint_bytes();
  }
  EXPECT_GE(named(*contestant, 4), 9);  // of 12
  const View view = source().view(0, Purpose::test, 1, 0, Condition::clean);
  const Answer once = contestant->recognise(view);
  const Answer again = contestant->recognise(view);
  EXPECT_EQ(once.object, again.object);
  EXPECT_EQ(once.cost.operations, again.cost.operations);
}

INSTANTIATE_TEST_SUITE_P(Contestants, EveryContestant,
                         ::testing::Values("column", "column:backend=auto", "columns5", "nearest"));

TEST(NearestContestant, KnowsATrainingViewAgainWithItsPose) {
  NearestContestant nearest;
  const std::vector<View> views = source().views(kObjects, Purpose::training, 3, 2, Condition::clean);
  (void)nearest.learn(views);
  for (const View& view : views) {
    const Answer answer = nearest.recognise(view);
    EXPECT_EQ(answer.object, view.object);
    EXPECT_TRUE(answer.X_WO->isApprox(view.X_WO, 1e-6));
  }
}

// A patch of 10 x 10 pixels is read from an image of 256 x 256, which has 512 KB, and written; those of a window of 6 x
// 6 take part in three rounds, in which two numbers of each are read twice.
TEST(ColumnContestant, AGlimpsesOperationsByHand) {
  const ledger::Operations o = glimpse_operations(10, 6, 256 * 256);
  EXPECT_EQ(o.effective_macs, 36U * 3 * 14 + 4 * 216);
  EXPECT_EQ(o.bytes, (std::array<std::uint64_t, 4>{100 * 7 + 36U * 3 * 2 * 8, 0, 100 * (7 + 1), 0}));
}

// Four candidates, 60 places looked at; 256 pixels with their mask.
TEST(ColumnContestant, AChoicesOperationsByHand) {
  EXPECT_EQ(choice_operations(256 * 256, false).bytes, (std::array<std::uint64_t, 4>{4 * 60 * 24, 0, 0, 0}));
  const ledger::Operations beside = choice_operations(256 * 256, true);
  EXPECT_EQ(beside.bytes, (std::array<std::uint64_t, 4>{4 * 60 * 24, 0, 256 * 5, 0}));
  EXPECT_EQ(beside.flops, 4U * 60 * 8 + 256 * 4);
}

// 100 places on the object in an image of two pixels for each of the 4,096 places: all of these are read, with the
// mask; a place's point is kept and read again, by three coordinates of 8 bytes, and its colour six times, by three
// of 4.
TEST(ColumnContestant, AGistsOperationsByHand) {
  const ledger::Operations o = gist_operations(100, 8192);
  EXPECT_EQ(o.effective_macs, 100U * (3 + 6 + 9 + 2 + 16));
  EXPECT_EQ(o.flops, 200U * 3 + 100 * (3 + 20 + 8 + 6 + 10 + 12 + 15 + 8) + 1000);
  EXPECT_EQ(o.bytes, (std::array<std::uint64_t, 4>{2 * 100 * 24 + 6 * 100 * 12, 0, 200 * 8, 0}));
}

// The mask of all pixels twice, and three reads of each cell's depth and mask; a row's distances of two bytes, read and
// written in both sweeps, and read and written with those of 64 rows; these moved three times and once for each step
// along a row. Every cell is one cell (of four pixels) beside the outline, so its search takes eight steps, and its own
// pixel.
TEST(ColumnContestant, AnOutlinesOperationsByHand) {
  cortex::Outline outline;
  outline.focal = 128;
  outline.beside.fill(cortex::Outline::kStepsPerCell);
  sensors::PinholeCamera camera = sensors::PinholeCamera::square(256, 0.2, 0.5);
  camera.fx = camera.fy = 512;
  const ledger::Operations o = outline_operations(outline, camera);
  constexpr std::uint64_t kCells = 4096, kAll = 65536, kLooks = kCells * 9, kKept = 64 * 256;
  EXPECT_EQ(o.effective_macs, kLooks * 2);
  EXPECT_EQ(o.flops, kAll * 8 + kKept * 3 + kLooks * 4 + kCells * 46);
  EXPECT_EQ(o.bytes,
            (std::array<std::uint64_t, 4>{kAll * 8 + kKept * 4, sizeof(cortex::Outline) + kKept * 6 + kLooks * 2,
                                          kAll * 2 + kCells * 3 * 5, 0}));
  EXPECT_EQ(outline_operations({}, camera), ledger::Operations{}) << "of nothing";
}

/// How often a student that learned and saw two views did this, with such a weight of evidence.
std::uint64_t done_with(double cortex::EvidenceOptions::*weight, double value,
                        std::uint64_t cortex::Statistics::*event) {
  const std::vector<View> views = source().views(2, Purpose::training, 1, 1, Condition::clean);
  ColumnContestantOptions options;
  options.column.evidence.*weight = value;
  ColumnStudent student(options, objects(), nullptr);
  student.learn(views);
  (void)student.recognise(views[0]);
  return student.recognition_statistics().*event;
}

TEST(ColumnContestant, WithoutOutlinesNoneAreLearned) {
  const auto looked_up = [](double weight) {
    return done_with(&cortex::EvidenceOptions::outline, weight, &cortex::Statistics::outline_places);
  };
  EXPECT_EQ(looked_up(0), 0U);
  EXPECT_GT(looked_up(cortex::EvidenceOptions{}.outline), 0U);
}

TEST(ColumnContestant, WithoutGistsNoneAreLearned) {
  const auto compared = [](double weight) {
    return done_with(&cortex::EvidenceOptions::gist, weight, &cortex::Statistics::gists_compared);
  };
  EXPECT_EQ(compared(0), 0U);
  EXPECT_EQ(compared(90), 2U);
}

// 500 pixels a metre at a distance of one: a radius of 2.5 mm is 1.25 pixels; at 0.1 m it is 12.5.
TEST(ColumnContestant, TheFitsWindowGrowsAsThingsComeNear) {
  sensors::PinholeCamera camera = sensors::PinholeCamera::square(100, 0.2, 1);
  EXPECT_DOUBLE_EQ(camera.fx, 500);
  EXPECT_EQ(window_side(camera, 1, 8, 40), 16);
  EXPECT_EQ(window_side(camera, 0.1, 8, 40), 26);
  EXPECT_EQ(window_side(camera, 0.01, 8, 40), 40);
}

TEST(CnnContestant, ReachesAKnownAccuracyOnATinySet) {
  if (!has_cnns()) {
    EXPECT_THROW((void)make_contestant("cnn_small", objects(), 1), InputError);
    GTEST_SKIP() << "this build has no libtorch";
  }
  const auto cnn = make_contestant("cnn_small:width=0.5,input=32,steps=60,epochs=1,rate=0.005", objects(), 1);
  const std::vector<View> views = source().views(kObjects, Purpose::training, 1, 6, Condition::clean);
  const Cost cost = cnn->learn(views);
  int known = 0;
  for (const View& view : views) known += cnn->recognise(view).object == view.object ? 1 : 0;
  EXPECT_GE(known, 15);          // of 18
  EXPECT_GE(named(*cnn, 3), 6);  // of 9
  // Convolutions of 7, 16, 32, 48 and 64 channels on 32 x 32 pixels, the first of stride 2, and two linear heads: three
  // objects, and the pose of one.
  const Answer answer = cnn->recognise(views.front());
  const std::uint64_t dense = 9 * (256 * 7 * 16 + 256 * 16 * 32 + 64 * 32 * 48 + 16 * 48 * 64) + 64 * (3 + 9);
  EXPECT_EQ(answer.cost.operations.dense_macs, dense);
  EXPECT_LT(answer.cost.operations.effective_macs, dense);
  EXPECT_EQ(cost.operations.dense_macs, 3 * 60 * 18 * dense);  // forward and backward, sixty steps of all views
}

// Two layers; the second has rows of its own for each of three things that an example can be about. A batch of two
// moves the weights of the first once, two rows of the second; a batch of ten all three.
TEST(ForwardCost, ABatchMovesWeightsOnce) {
  ForwardCost cost;
  cost.computing.dense_macs = 5;
  cost.layers = {{1000, 300, 300}, {50, 10, 30}};
  cost.footprint_bytes = 10000;
  const ledger::Operations two = cost.pass(2);
  EXPECT_EQ(two.dense_macs, 10U);
  EXPECT_EQ(two.bytes, (std::array<std::uint64_t, 4>{2000 + 100, 300 + 20, 0, 0}));
  EXPECT_EQ(cost.pass(10).bytes, (std::array<std::uint64_t, 4>{500, 10000 + 300 + 30, 0, 0}));
  EXPECT_EQ(cost.pass(0), ledger::Operations{});
}

TEST(CnnContestant, SettingsThatNoNetworkCanHaveAreRefusedAtOnce) {
  if (!has_cnns()) GTEST_SKIP() << "this build has no libtorch";
  for (const char* setting : {"width=1e9", "width=0", "rate=1e300", "rate=0", "decay=-1", "epochs=0", "steps=-1",
                              "steps_per_object=2000000000", "pose_weight=-1", "batch=0", "patience=-1", "replayed=-1",
                              "ewc_strength=-1", "sequential=x", "device=x"}) {
    EXPECT_THROW((void)make_contestant("cnn_small:" + std::string(setting), objects(), 1), InputError) << setting;
  }
  const auto cnn = make_contestant("cnn_small:input=32", objects(), 1);
  EXPECT_NO_THROW(cnn->check_images(128));
  EXPECT_THROW(cnn->check_images(100), InputError);
  EXPECT_THROW(make_contestant("cnn_small:input=0", objects(), 1)->check_images(128), InputError);
}

TEST(CnnContestant, NearestClassMeansAreAddedWithoutForgetting) {
  if (!has_cnns()) GTEST_SKIP() << "this build has no libtorch";
  const auto cnn = make_contestant("cnn_small:sequential=ncm,width=0.25,input=32,steps=20,epochs=1", objects(), 1);
  for (int object = 0; object < kObjects; ++object) {
    const std::vector<View> views{source().view(object, Purpose::training, 1, 0, Condition::clean)};
    const Cost cost = cnn->learn(views);
    EXPECT_EQ(cost.preparation.dense_macs > 0, object == 0) << "the backbone is trained once";
    EXPECT_LT(cost.operations.dense_macs, 10'000'000U) << "one view through the backbone";
    EXPECT_EQ(cnn->recognise(views.front()).object, object);
  }
  const View first = source().view(0, Purpose::training, 1, 0, Condition::clean);
  EXPECT_EQ(cnn->recognise(first).object, 0);
}

TEST(Settings, ReadsAndRefuses) {
  Settings good("cnn_small:width=2,augment=0");
  EXPECT_EQ(good.kind(), "cnn_small");
  EXPECT_EQ(good.number("width", 1), 2);
  EXPECT_EQ(good.number("rate", 0.5), 0.5);
  EXPECT_THROW(good.finish(), InputError);
  EXPECT_EQ(good.number("augment", 1), 0);
  EXPECT_NO_THROW(good.finish());
  EXPECT_THROW(Settings("a:b"), InputError);
  EXPECT_THROW(Settings("a:b="), InputError);
  EXPECT_THROW(Settings("a:b=,c=1"), InputError);
  EXPECT_THROW(Settings("a:b=1,b=2"), InputError);
  EXPECT_EQ(Settings("a:b=1").with(Settings("a:b=2,c=3,bb=4")), "a:b=1,bb=4,c=3");
  EXPECT_EQ(Settings("a").with(Settings("a:bb=4")), "a:bb=4");
  EXPECT_EQ(Settings("a:bb=4").with(Settings("a:b=1")), "a:bb=4,b=1") << "another key, though its name is in this one";
  EXPECT_EQ(Settings("a:b=1").with(Settings("a")), "a:b=1");
  EXPECT_EQ(Settings("columns5").searched_kind(), "column");
  EXPECT_EQ(Settings("resnet18:width=2").searched_kind(), "resnet18_narrow");
  EXPECT_EQ(Settings("nearest").searched_kind(), "nearest");
  Settings word("a:b=x");
  EXPECT_THROW((void)word.number("b", 1), InputError);
  Settings numbers("a:b=nan,c=inf,d=-inf,e=1e999,f=2.5,g=3000000000,h=-7");
  for (const char* key : {"b", "c", "d", "e"}) EXPECT_THROW((void)numbers.number(key, 1), InputError) << key;
  for (const char* key : {"b", "c", "f", "g"}) EXPECT_THROW((void)numbers.whole(key, 1), InputError) << key;
  EXPECT_EQ(numbers.whole("h", 1), -7);
  EXPECT_EQ(numbers.whole("h", 1, -7, 0), -7);
  EXPECT_THROW((void)numbers.whole("h", 1, 0), InputError);
  EXPECT_THROW((void)numbers.whole("h", 1, -100, -8), InputError);
  EXPECT_EQ(numbers.number("f", 1, 2.5, 2.5), 2.5);
  EXPECT_THROW((void)numbers.number("f", 1, 0, 2), InputError);
  EXPECT_EQ(numbers.whole("i", 4), 4);
  EXPECT_THROW((void)make_contestant("nobody", objects(), 1), InputError);
  EXPECT_THROW((void)make_contestant("column:sensation=3", objects(), 1), InputError);
  EXPECT_THROW((void)make_contestant("column:backend=gpu", objects(), 1), InputError);
  EXPECT_THROW((void)make_contestant("column:beside=-0.001", objects(), 1), InputError);
  for (const char* out_of_range : {"column:window=nan", "column:window=1e9", "column:window=-1", "column:spacing=inf",
                                   "column:spacing=1e9", "column:beside=1e9", "column:sensations=1e99"}) {
    EXPECT_THROW((void)make_contestant(out_of_range, objects(), 1), InputError) << out_of_range;
  }
  EXPECT_NO_THROW((void)make_contestant("column:beside=0", objects(), 1));
  EXPECT_NO_THROW((void)make_contestant("column:bursts=96,pairs=5,candidates=64,refined=6", objects(), 1));
  EXPECT_THROW((void)make_contestant("column:candidates=0", objects(), 1), InputError);
}

}  // namespace
}  // namespace colonnade::benchmark
