#include <fstream>

#include "experiment_worker.h"
#include "stage.h"
#include "window_fixture.h"

namespace colonnade::viewer {
namespace {

/// Experiments that run without a window. Tests are noisy, learning is not.
class Learning : public Window {
 protected:
  void SetUp() override {
    std::ofstream(folder_ / "small.yaml") << "extends: builtin_demo\n"
                                             "objects: [mug, bowl, dice]\n"
                                             "learning: {steps: 40}\n"
                                             "noise: {location_m: 0.004}\n";
    worker_.start((folder_ / "small.yaml").string());
    worker_.set_speed(200);
    ASSERT_TRUE(wait_until([&] { return worker_.status().doing.starts_with("recognising"); }));
  }
  /// The newest episode that has some steps, once it is of this kind.
  bool watch(bool learning) {
    return wait_until([&] {
      if (stage_.document() == nullptr) stage_.open(worker_.status().recording);
      stage_.tick(1);
      const auto* episode = stage_.episode();
      return episode != nullptr && episode->learning == learning && episode->steps > 5 && episode->number > seen_;
    });
  }
  [[nodiscard]] std::string l4() {
    const auto object = stage_.document()->object(0, stage_.shown_object());
    return object ? object->name : "";
  }
  [[nodiscard]] double largest_location_error() const {
    double largest = 0;
    for (int s = 0; s < 5; ++s) {
      const auto step = stage_.document()->step({stage_.cursor().episode, s});
      if (!step || !step->columns[0].sensation) continue;
      largest = std::max(largest, static_cast<double>(step->columns[0].sensation->uncertainty.location));
    }
    return largest;
  }

  recording::TestFolder folder_;
  ExperimentWorker worker_{{}};
  Stage stage_;
  int seen_ = -1;
};

TEST_F(Learning, GoesToTheObjectThatIsShownAndHasNoNoise) {
  ASSERT_TRUE(watch(false));
  EXPECT_GT(largest_location_error(), 0.0039) << "tests are noisy";
  for (const std::string chosen : {"dice", "bowl"}) {
    worker_.set_learning(false);
    worker_.show(chosen, {20, 30, 40});
    ASSERT_TRUE(wait_until([&] { return worker_.status().doing.starts_with("recognising '" + chosen + "'"); }));
    worker_.set_learning(true);
    ASSERT_TRUE(wait_until([&] { return worker_.status().doing.starts_with("learning"); }));
    EXPECT_TRUE(worker_.status().doing.starts_with("learning '" + chosen + "'")) << worker_.status().doing;
    EXPECT_EQ(worker_.status().object, chosen);
    ASSERT_TRUE(watch(true));
    EXPECT_EQ(stage_.episode()->object, chosen);
    EXPECT_EQ(l4(), chosen);
    EXPECT_LT(largest_location_error(), 0.0039);
    seen_ = stage_.episode()->number;
  }
  // Another object is shown while learning goes on.
  worker_.show("mug", {0, 0, 0});
  ASSERT_TRUE(watch(true));
  EXPECT_EQ(stage_.episode()->object, "mug");
  EXPECT_EQ(l4(), "mug");
}

TEST_F(Learning, GoesOnWithTheSameObjectUntilSomethingElseIsAskedFor) {
  worker_.show("dice", {0, 0, 0});
  worker_.set_learning(true);
  ASSERT_TRUE(wait_until([&] { return worker_.status().doing.starts_with("learning 'dice'"); }));
  const std::string first = worker_.status().doing;
  worker_.set_speed(0);
  ASSERT_TRUE(wait_until([&] { return worker_.status().doing != first; })) << "the next showing";
  EXPECT_TRUE(worker_.status().doing.starts_with("learning 'dice'")) << worker_.status().doing;
  worker_.set_learning(false);
  ASSERT_TRUE(wait_until([&] { return worker_.status().doing.starts_with("recognising"); }));
}

}  // namespace
}  // namespace colonnade::viewer
