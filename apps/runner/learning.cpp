#include "learning.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>

#include <colonnade/cortex/column.h>
#include <colonnade/cortex/error.h>
#include <colonnade/datasets/rotations.h>
#include <colonnade/ledger/column_operations.h>
#include <colonnade/sensors/simulated_world.h>
#include <colonnade/sensors/textured_mesh.h>
#include <fmt/core.h>

#include "agents.h"
#include "cpu_clock.h"
#include "energy.h"
#include "learning_note.h"
#include "parallel.h"
#include "progress.h"
#include "recorder.h"

namespace colonnade::runner {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

/// How many objects all columns know; at most these.
std::size_t known_to_all(const Memories& memories, std::size_t most) {
  for (const auto& memory : memories) most = std::min(most, memory->object_count());
  return most;
}

/// Takes in what was learned elsewhere. @returns what that cost.
ledger::Operations merge_into(cortex::Memory& memory, const cortex::Memory& learned) {
  const cortex::Statistics before = memory.statistics();
  memory.merge(learned);
  return ledger::operations_of(memory.statistics() - before, memory.memory_bytes());
}

/// The growing memories of a run, their files, and how far they are.
class MemoryBuilder {
 public:
  MemoryBuilder(const datasets::Experiment& experiment, std::span<const Object> objects,
                std::span<const fs::path> files, bool resume, int threads, EnergyRecorder* energy)
      : objects_(objects), files_(files), note_(files.front()), threads_(threads), energy_(energy) {
    for (const fs::path& file : files) {
      if (resume && fs::exists(file)) {
        memories_.push_back(cortex::Memory::load(file));
        check_encoders(*memories_.back(), experiment.column.encoders, file);
        check_order(*memories_.back(), file);
      } else {
        memories_.push_back(std::make_shared<cortex::Memory>(experiment.column.encoders));
      }
    }
    next_ = known_to_all(memories_, objects_.size());
    for (std::size_t i = 0; i < next_; ++i) check_known(memories_, objects_[i].name, files.front());
    if (resume) note_ = LearningNote(files.front(), next_);
  }

  [[nodiscard]] int finished() const { return static_cast<int>(next_); }
  [[nodiscard]] const Memories& memories() const { return memories_; }
  [[nodiscard]] LearningCost cost() const { return note_.total(); }

  /// Takes a learned object in when its turn comes.
  void commit(int index, Memories learned, const LearningCost& cost) {
    const std::lock_guard lock(mutex_);
    waiting_.emplace(index, Learned{std::move(learned), cost});
    bool grown = false;
    for (auto it = waiting_.begin(); it != waiting_.end() && it->first == static_cast<int>(next_);
         it = waiting_.erase(it)) {
      take(it->second);
      grown = true;
    }
    if (!grown) return;
    if (energy_ != nullptr) energy_->note();
    note_.save();  // first: it counts only as far as the memories go
    for (std::size_t c = 0; c < memories_.size(); ++c) memories_[c]->save(files_[c]);
  }

  /// Makes the indexes, which are not saved, so that what they cost is known.
  void make_indexes() {
    if (note_.has_indexes(next_)) return;
    LearningCost cost;
    for (const auto& memory : memories_) {
      const cortex::Statistics before = memory->statistics();
      memory->consolidate(threads_);
      cost.operations += ledger::operations_of(memory->statistics() - before, memory->memory_bytes());
    }
    add_part({}, cost);
    if (energy_ != nullptr) energy_->note();
    note_.save();
  }

 private:
  struct Learned {
    Memories memories;
    LearningCost cost;
  };

  void take(Learned& learned) {
    for (std::size_t c = 0; c < memories_.size(); ++c) {
      // After a kill between two saves one column may know an object that another does not: then only what it costs to
      // take it in is wanted.
      const bool known = memories_[c]->object_count() > next_;
      const auto memory = known ? std::make_shared<cortex::Memory>(memories_[c]->encoder_options()) : memories_[c];
      learned.cost.operations += merge_into(*memory, *learned.memories[c]);
    }
    ++next_;
    add_part(objects_[next_ - 1].name, learned.cost);
  }

  void add_part(const std::string& learned, LearningCost cost) {
    const Clock::time_point now = Clock::now();
    cost.seconds = std::chrono::duration<double>(now - noted_).count();
    noted_ = now;
    cost.threads = threads_;
    note_.add(next_, learned, cost);
  }

  void check_order(const cortex::Memory& memory, const fs::path& file) const {
    for (std::uint32_t i = 0; i < memory.object_count(); ++i) {
      const std::string& name = memory.name(cortex::ObjectId(i));
      if (i >= objects_.size() || objects_[i].name != name) {
        throw InputError(fmt::format("{}: holds '{}', which is not object {} of this experiment; not resumed",
                                     file.string(), name, i));
      }
    }
  }

  std::span<const Object> objects_;
  std::span<const fs::path> files_;
  LearningNote note_;
  int threads_;
  EnergyRecorder* energy_;
  Memories memories_;
  std::mutex mutex_;
  std::map<int, Learned> waiting_;
  std::size_t next_ = 0;
  Clock::time_point noted_ = Clock::now();
};

/// Says why nothing was learned, as far as that can be known.
InputError nothing_learned(const Object& object, std::size_t looks, std::size_t felt) {
  const cortex::Vector3 size_mm = 1000 * sensors::bounding_box(object.scene->mesh()).size();
  const std::string found = felt == 0
                                ? fmt::format("not one of {} looks met a surface", looks)
                                : fmt::format("{} of {} looks met a surface, but none could be made out", felt, looks);
  return InputError(
      fmt::format("object '{}': nothing was learned: {}. Its mesh is {:.4g} x {:.4g} x {:.4g} mm; is it in metres, and "
                  "not flattened?",
                  object.name, found, size_mm.x(), size_mm.y(), size_mm.z()));
}

}  // namespace

bool knows(const Memories& memories, const std::string& object) {
  return std::any_of(memories.begin(), memories.end(), [&](const auto& memory) {
    const auto id = memory->find(object);
    return id && memory->segment_count(*id) > 0;
  });
}

Memories learn_object(const datasets::Experiment& experiment, const Object& object, LearningCost& cost,
                      Recorder* recorder) {
  std::vector<cortex::Column> columns;
  for (int c = 0; c < experiment.columns; ++c) columns.emplace_back(experiment.column);
  cortex::ObjectId id;
  for (cortex::Column& column : columns) id = column.learn_object(object.name);

  const std::unique_ptr<sensors::Agent> agent = make_agent(experiment, Task::learn);
  std::uint32_t number = 0;
  std::size_t looks = 0;
  std::size_t felt = 0;  // looks at which a sensor had a surface before it
  for (const cortex::Rotation& R_WO : datasets::learning_rotations(experiment)) {
    const sensors::SimulatedWorld world{object.scene, sensors::centred_pose(object.scene->mesh(), R_WO)};
    const cortex::Pose X_OW = world.X_WO.inverse();
    {
      const CpuTimer timer(cost.simulation_ms);
      agent->begin(world, episode_seed(experiment.column.encoders.seed, Task::learn, object.name, number++));
    }
    for (int step = 0; step < experiment.learning.steps && !agent->finished(); ++step) {
      {
        const CpuTimer timer(cost.column_ms);
        const auto sensations = agent->observe();
        for (std::size_t c = 0; c < columns.size(); ++c) {
          if (sensations[c]) columns[c].learn(*sensations[c], id, X_OW);
        }
      }
      ++looks;
      felt += std::ranges::any_of(agent->observe(), [](const auto& s) { return s && s->on_surface; }) ? 1 : 0;
      ++cost.sensations;
      const CpuTimer timer(cost.simulation_ms);
      agent->move(std::nullopt);
    }
    for (std::uint32_t c = 0; recorder != nullptr && c < columns.size(); ++c) {
      recorder->note_growth(c, object.name, columns[c].memory().segment_count(id));
    }
  }
  Memories learned;
  for (const cortex::Column& column : columns) {
    learned.push_back(column.shared_memory());
    cost.operations += ledger::operations_of(column.memory().statistics(), column.memory().memory_bytes());
  }
  if (!knows(learned, object.name)) throw nothing_learned(object, looks, felt);
  return learned;
}

Memories learn_objects(const datasets::Experiment& experiment, std::span<const Object> objects,
                       std::span<const fs::path> files, bool resume, int threads, LearningCost& cost,
                       const Observers& observers) {
  MemoryBuilder builder(experiment, objects, files, resume, threads, observers.energy);
  const int count = static_cast<int>(objects.size());
  const int first = builder.finished();
  if (observers.energy != nullptr) observers.energy->go_on_from(builder.cost().operations);
  try {
    Progress progress("Learning", count, first, first == count);
    parallel_for(first, count, threads, [&](int index, int) {
      const Object& object = objects[static_cast<std::size_t>(index)];
      LearningCost part;
      Memories learned = learn_object(experiment, object, part, observers.recorder);
      builder.commit(index, std::move(learned), part);
      progress.advance(object.name);
    });
    builder.make_indexes();
  } catch (...) {
    cost = builder.cost();
    throw;
  }
  cost = builder.cost();
  return builder.memories();
}

void check_known(const Memories& memories, const std::string& object, const fs::path& file) {
  if (knows(memories, object)) return;
  const bool named = memories.front()->find(object).has_value();
  throw InputError(fmt::format("{}: has {} '{}'", file.string(), named ? "learned nothing of" : "not learned", object));
}

void check_encoders(const cortex::Memory& memory, const cortex::EncoderOptions& wanted, const fs::path& file) {
  std::vector<std::string> learned;
  cortex::for_each_encoder_option(memory.encoder_options(), [&](const char*, const auto& value, double, double) {
    learned.push_back(fmt::format("{}", value));
  });
  std::size_t next = 0;
  cortex::for_each_encoder_option(wanted, [&](const char* name, const auto& value, double, double) {
    const std::string& before = learned[next++];
    if (before == fmt::format("{}", value)) return;
    throw InputError(fmt::format("{}: was learned with column.encoders.{}={}, but the experiment has {}", file.string(),
                                 name, before, value));
  });
}

LearningCost learning_cost(const fs::path& first_file, const Memories& memories) {
  return LearningNote(first_file, known_to_all(memories, cortex::Memory::kMostObjects)).total();
}

fs::path ledger_file(const fs::path& memory) {
  return memory.parent_path() / (memory.stem().string() + ".ledger.jsonl");
}

std::vector<fs::path> memory_files(const fs::path& first, int columns) {
  if (columns == 1) return {first};
  std::vector<fs::path> files;
  for (int c = 0; c < columns; ++c) {
    files.push_back(first.parent_path() / fmt::format("{}_{}{}", first.stem().string(), c, first.extension().string()));
  }
  return files;
}

}  // namespace colonnade::runner
