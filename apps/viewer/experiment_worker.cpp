#include "experiment_worker.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <numbers>
#include <optional>
#include <thread>

#include <colonnade/cortex/error.h>
#include <colonnade/datasets/experiment_file.h>
#include <fmt/core.h>

#include "agents.h"
#include "compute/compute.h"
#include "interrupt.h"
#include "recorder.h"
#include "run_experiment.h"
#include "testing.h"

namespace colonnade::viewer {
namespace {

using cortex::Goal;
using runner::EpisodeTask;

constexpr double kSteer_m = 0.006;      // along the surface, a key press
constexpr int kLearnedStepsShown = 10;  // how often the growing model is shown

/// What the person at the window asks for. Shared by the window's thread and the experiment's.
struct Orders {
  bool stop = false;
  bool paused = false;
  int steps = 0;  ///< allowed while paused
  double speed = 5;
  bool learning = false;
  bool new_episode = false;
  std::optional<std::array<int, 2>> steer;
  std::optional<std::pair<std::string, cortex::Rotation>> object;
};

/// The running experiment: one region on the learned memories, one agent, one episode after the other.
class Session {
 public:
  Session(datasets::Experiment experiment, std::filesystem::path data, std::filesystem::path file,
          cuda::Backend backend)
      : experiment_(std::move(experiment)), data_(std::move(data)), file_(std::move(file)), backend_(backend) {}

  Orders orders;
  ExperimentStatus status;
  mutable std::mutex mutex;
  std::condition_variable changed;

  void run() {
    try {
      prepare();
      loop();
    } catch (const runner::Interrupted&) {  // the program ends
    } catch (const std::exception& error) {
      const std::lock_guard lock(mutex);
      status.failure = error.what();
    }
    recorder_.reset();
    const std::lock_guard lock(mutex);
    status.running = false;
    status.doing = status.failure.empty() ? "stopped" : "failed";
  }

 private:
  void say(std::string what) {
    const std::lock_guard lock(mutex);
    status.doing = std::move(what);
  }
  bool stopped() {
    const std::lock_guard lock(mutex);
    return orders.stop;
  }

  void prepare() {
    say("loading objects");
    objects_ = runner::load_objects(experiment_, data_, 1);
    tasks_ = runner::test_tasks(experiment_, objects_);
    recorder_.emplace(runner::RecordRequest{file_, {}, runner::RecordDetail::standard}, experiment_);
    recorder_->add(objects_);
    {
      const std::lock_guard lock(mutex);
      for (const auto& object : objects_) status.objects.push_back(object.name);
      status.recording = file_;
    }
    for (int c = 0; c < experiment_.columns; ++c) {
      memories_.push_back(std::make_shared<cortex::Memory>(experiment_.column.encoders));
    }
    runner::LearningCost cost;
    for (std::size_t i = 0; i < objects_.size() && !stopped(); ++i) {
      say(fmt::format("learning '{}' ({} of {})", objects_[i].name, i + 1, objects_.size()));
      const runner::Memories learned = runner::learn_object(experiment_, objects_[i], cost, &*recorder_);
      for (std::size_t c = 0; c < memories_.size(); ++c) {
        memories_[c]->merge(*learned[c]);
        recorder_->add(*memories_[c], static_cast<std::uint32_t>(c), cortex::ObjectId(static_cast<std::uint32_t>(i)));
      }
    }
    compute_.emplace(backend_);
    compute_->prepare(memories_, experiment_.column);
    region_.emplace(compute_->columns(memories_, experiment_.column));
    agent_ = runner::make_agent(experiment_, runner::Task::recognise);
    sampler_.emplace(*recorder_);
  }

  // The experiment's own episodes one after the other, unless the person asks for something else.
  void loop() {
    for (std::size_t next = 0; !stopped() && !tasks_.empty(); ++episode_) {
      EpisodeTask task = tasks_[next % tasks_.size()];
      bool asked = false;
      {
        const std::lock_guard lock(mutex);
        orders.new_episode = false;
        if (orders.object) {
          for (const auto& object : objects_) {
            if (object.name == orders.object->first) task.object = &object;
          }
          task.R_WO = orders.object->second;
          task.rotation = static_cast<std::uint32_t>(episode_);
          orders.object.reset();
          asked = true;
        }
      }
      if (!asked) ++next;
      run_episode(task);
    }
  }

  void run_episode(const EpisodeTask& task) {
    const bool learning = [&] {
      const std::lock_guard lock(mutex);
      return orders.learning;
    }();
    const runner::Object& object = *task.object;
    const sensors::SimulatedWorld world{object.scene, sensors::centred_pose(object.scene->mesh(), task.R_WO)};
    const cortex::Pose X_OW = world.X_WO.inverse();
    say(fmt::format("{} '{}', episode {}", learning ? "learning" : "recognising", object.name, episode_));
    agent_->begin(world, runner::episode_seed(task.seed, runner::Task::recognise, object.name, task.rotation));
    region_->reset();
    recording::EpisodeRecord record;
    record.number = episode_;
    record.object = object.name;
    record.X_WO = world.X_WO;
    record.learning = learning;
    sampler_->begin(record);
    std::uint32_t flags = 0;
    int steps = 0;
    while (true) {
      std::optional<Goal> goal;
      if (learning) {
        learn(object.name, X_OW, ++steps);
        flags |= recording::kLearned;
      } else {
        region_->sense(agent_->observe());
        if (experiment_.test.hypothesis_testing && !region_->percept().decided) goal = region_->goal();
      }
      sampler_->step(*region_, *agent_, goal, flags);
      flags = 0;
      const bool over =
          !learning && (region_->percept().decided || sampler_->steps() >= experiment_.test.max_sensations);
      if (!wait_for_turn(over)) break;
      if (const auto steered = steering()) {
        goal = steered;
        flags = recording::kSteered;
      }
      agent_->move(goal);
    }
    if (learning) show_memory(object.name);
    sampler_->end(region_->percept(), *memories_.front());
  }

  void learn(const std::string& name, const cortex::Pose& X_OW, int step) {
    const auto observed = agent_->observe();
    for (std::size_t c = 0; c < region_->size(); ++c) {
      cortex::Column& column = region_->column(c);
      if (c < observed.size() && observed[c]) column.learn(*observed[c], column.learn_object(name), X_OW);
    }
    if (step % kLearnedStepsShown == 0) show_memory(name);
  }

  void show_memory(const std::string& name) {
    for (std::uint32_t c = 0; c < memories_.size(); ++c) {
      if (const auto id = memories_[c]->find(name)) recorder_->add(*memories_[c], c, *id);
    }
  }

  /// Waits until the next sensation is due. @return false when this episode is over.
  bool wait_for_turn(bool over) {
    std::unique_lock lock(mutex);
    const auto asked = [&] { return orders.stop || orders.new_episode || orders.object.has_value(); };
    if (orders.speed > 0 && !orders.paused) {
      const double pause = (over ? 3.0 : 1.0) / orders.speed;  // one may look at a decision
      changed.wait_for(lock, std::chrono::duration<double>(pause), [&] { return asked() || orders.paused; });
    }
    changed.wait(lock, [&] { return asked() || !orders.paused || orders.steps > 0 || orders.steer; });
    if (orders.steps > 0) --orders.steps;
    return !asked() && !over;
  }

  /// Where the person wants the sensor to go: along the surface, as it sees it.
  std::optional<Goal> steering() {
    std::optional<std::array<int, 2>> wanted;
    {
      const std::lock_guard lock(mutex);
      wanted.swap(orders.steer);
    }
    if (!wanted) return std::nullopt;
    const cortex::Pose& X_WS = agent_->patch().X_WS;
    Goal goal;
    goal.normal_W = -X_WS.linear().col(2);
    goal.p_W = X_WS * cortex::Vector3(0, 0, 0.025);
    const auto observed = agent_->observe();
    if (!observed.empty() && observed[0] && observed[0]->on_surface) {
      goal.p_W = observed[0]->p_W;
      goal.normal_W = observed[0]->normal_W();
    }
    goal.p_W += kSteer_m * ((*wanted)[0] * X_WS.linear().col(0) - (*wanted)[1] * X_WS.linear().col(1));
    return goal;
  }

  datasets::Experiment experiment_;
  std::filesystem::path data_;
  std::filesystem::path file_;
  std::vector<runner::Object> objects_;
  std::vector<EpisodeTask> tasks_;
  cuda::Backend backend_;
  runner::Memories memories_;
  std::optional<runner::Compute> compute_;
  std::optional<runner::Recorder> recorder_;
  std::optional<cortex::Region> region_;
  std::unique_ptr<sensors::Agent> agent_;
  std::optional<runner::EpisodeSampler> sampler_;
  int episode_ = 0;
};

}  // namespace

struct ExperimentWorker::State {
  std::filesystem::path data;
  cuda::Backend backend = cuda::Backend::automatic;
  std::unique_ptr<Session> session;
  std::jthread thread;
  struct Former {
    std::unique_ptr<Session> session;
    std::jthread thread;
  };
  std::list<Former> former;  ///< told to stop; what they are at is not cut short
  std::vector<std::filesystem::path> files;

  /// Gives an order, if there is somebody to take it.
  template <class Change>
  void order(Change&& change) {
    if (!session) return;
    const std::lock_guard lock(session->mutex);
    change(session->orders, session->status);
    session->changed.notify_all();
  }
  /// Nobody waits for what runs now; it ends by itself.
  void dismiss() {
    order([](Orders& o, ExperimentStatus&) { o.stop = true; });
    if (session) former.push_back({std::move(session), std::move(thread)});
    former.remove_if([](const Former& f) {
      const std::lock_guard lock(f.session->mutex);
      return !f.session->status.running;
    });
  }
};

ExperimentWorker::ExperimentWorker(std::filesystem::path data, cuda::Backend backend)
    : state_(std::make_unique<State>()) {
  state_->data = std::move(data);
  state_->backend = backend;
}

ExperimentWorker::~ExperimentWorker() {
  state_->dismiss();
  state_->former.clear();  // waits for them
  for (const auto& file : state_->files) {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
      std::error_code ignored;
      std::filesystem::remove(file.string() + suffix, ignored);
    }
  }
}

std::vector<std::string> ExperimentWorker::experiments() const { return datasets::experiment_names(); }

void ExperimentWorker::start(const std::string& name_or_file) {
  datasets::Experiment experiment = datasets::load_experiment(name_or_file);
  state_->dismiss();
  const auto file = std::filesystem::temp_directory_path() /
                    fmt::format("colonnade_viewer_{}_{}.recording", getpid(), state_->files.size());
  state_->files.push_back(file);
  state_->session = std::make_unique<Session>(std::move(experiment), state_->data, file, state_->backend);
  state_->session->status.running = true;
  state_->thread = std::jthread([session = state_->session.get()] { session->run(); });
}

void ExperimentWorker::stop() {
  state_->order([](Orders& o, ExperimentStatus&) { o.stop = true; });
}

void ExperimentWorker::set_paused(bool paused) {
  state_->order([paused](Orders& o, ExperimentStatus& s) { s.paused = o.paused = paused; });
}

void ExperimentWorker::step() {
  state_->order([](Orders& o, ExperimentStatus& s) {
    s.paused = o.paused = true;
    ++o.steps;
  });
}

void ExperimentWorker::set_speed(double steps_per_second) {
  state_->order([steps_per_second](Orders& o, ExperimentStatus&) { o.speed = steps_per_second; });
}

void ExperimentWorker::steer(int right, int up) {
  state_->order([right, up](Orders& o, ExperimentStatus&) { o.steer = std::array<int, 2>{right, up}; });
}

void ExperimentWorker::show(const std::string& object, const std::array<double, 3>& euler_deg) {
  constexpr double kRadians = std::numbers::pi / 180;
  const cortex::Rotation R_WO =
      cortex::rotation_from_euler_xyz(euler_deg[0] * kRadians, euler_deg[1] * kRadians, euler_deg[2] * kRadians);
  state_->order([&](Orders& o, ExperimentStatus&) { o.object.emplace(object, R_WO); });
}

void ExperimentWorker::set_learning(bool learning) {
  state_->order([learning](Orders& o, ExperimentStatus& s) {
    s.learning = o.learning = learning;
    o.new_episode = true;
  });
}

ExperimentStatus ExperimentWorker::status() const {
  if (!state_->session) return {};
  const std::lock_guard lock(state_->session->mutex);
  return state_->session->status;
}

}  // namespace colonnade::viewer
