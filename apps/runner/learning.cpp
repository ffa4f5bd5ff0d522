#include "learning.h"

#include <chrono>
#include <map>
#include <mutex>

#include <colonnade/cortex/column.h>
#include <colonnade/cortex/error.h>
#include <colonnade/datasets/rotations.h>
#include <colonnade/ledger/column_operations.h>
#include <colonnade/ledger/project_ledger.h>
#include <colonnade/sensors/simulated_world.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "agents.h"
#include "atomic_file.h"
#include "cpu_clock.h"
#include "parallel.h"
#include "progress.h"
#include "recorder.h"

namespace colonnade::runner {

namespace fs = std::filesystem;

namespace {

void add(LearningCost& sum, const LearningCost& part) {
  sum.column_ms += part.column_ms;
  sum.simulation_ms += part.simulation_ms;
  sum.sensations += part.sensations;
  sum.operations += part.operations;
}

fs::path cost_file(const fs::path& memory) {
  return memory.parent_path() / (memory.stem().string() + ".learning.json");
}

void save_cost(const fs::path& file, const LearningCost& cost) {
  const nlohmann::ordered_json json = {{"seconds", cost.seconds},
                                       {"column_ms", cost.column_ms},
                                       {"simulation_ms", cost.simulation_ms},
                                       {"sensations", cost.sensations},
                                       {"operations", ledger::to_json(cost.operations)},
                                       {"threads", cost.threads}};
  write_file(file, json.dump(2) + "\n");
}

/// The growing memories of a run, their files, and how far they are.
class MemoryBuilder {
 public:
  MemoryBuilder(const datasets::Experiment& experiment, std::span<const Object> objects,
                std::span<const fs::path> files, bool resume, cortex::Existing existing, LearningCost& cost)
      : objects_(objects), files_(files), existing_(existing), cost_(cost) {
    for (const fs::path& file : files) {
      if (resume && fs::exists(file)) {
        memories_.push_back(cortex::Memory::load(file));
        check_encoders(*memories_.back(), experiment.column.encoders, file);
        check_order(*memories_.back(), file);
      } else {
        memories_.push_back(std::make_shared<cortex::Memory>(experiment.column.encoders));
      }
    }
    if (existing_ == cortex::Existing::merge) {  // before anything is learned in vain
      for (const fs::path& file : files) {
        if (fs::exists(file)) check_encoders(*cortex::Memory::load(file), experiment.column.encoders, file);
      }
    }
    if (resume || existing_ == cortex::Existing::merge) cost_ = learning_cost(files.front());
    seconds_before_ = cost_.seconds;
    next_ = static_cast<std::size_t>(finished());
  }

  /// How many objects all columns know.
  [[nodiscard]] int finished() const {
    std::size_t least = objects_.size();
    for (const auto& memory : memories_) least = std::min(least, memory->object_count());
    return static_cast<int>(least);
  }

  /// Takes a learned object in when its turn comes.
  void commit(int index, Memories learned, const LearningCost& part) {
    const std::lock_guard lock(mutex_);
    add(cost_, part);
    waiting_.emplace(index, std::move(learned));
    bool grown = false;
    for (auto it = waiting_.begin(); it != waiting_.end() && it->first == static_cast<int>(next_);
         it = waiting_.erase(it), ++next_) {
      for (std::size_t c = 0; c < memories_.size(); ++c) {
        // After a kill between two saves one column may know an object that another does not.
        if (memories_[c]->object_count() == next_) memories_[c]->merge(*it->second[c]);
      }
      grown = true;
    }
    if (grown) save();
  }

  void save() {
    for (std::size_t c = 0; c < memories_.size(); ++c) memories_[c]->save(files_[c], existing_);
    cost_.seconds = seconds_before_ + std::chrono::duration<double>(Clock::now() - begin_).count();
    save_cost(cost_file(files_.front()), cost_);
  }

  [[nodiscard]] const Memories& memories() const { return memories_; }

 private:
  using Clock = std::chrono::steady_clock;

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
  cortex::Existing existing_;
  LearningCost& cost_;
  Memories memories_;
  std::mutex mutex_;
  std::map<int, Memories> waiting_;
  std::size_t next_ = 0;
  double seconds_before_ = 0;
  Clock::time_point begin_ = Clock::now();
};

}  // namespace

Memories learn_object(const datasets::Experiment& experiment, const Object& object, LearningCost& cost,
                      Recorder* recorder) {
  std::vector<cortex::Column> columns;
  for (int c = 0; c < experiment.columns; ++c) columns.emplace_back(experiment.column);
  cortex::ObjectId id;
  for (cortex::Column& column : columns) id = column.learn_object(object.name);

  const std::unique_ptr<sensors::Agent> agent = make_agent(experiment, Task::learn);
  std::uint32_t number = 0;
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
  return learned;
}

Memories learn_objects(const datasets::Experiment& experiment, std::span<const Object> objects,
                       std::span<const fs::path> files, bool resume, int threads, LearningCost& cost,
                       Recorder* recorder, cortex::Existing existing) {
  MemoryBuilder builder(experiment, objects, files, resume, existing, cost);
  cost.threads = threads;
  const int count = static_cast<int>(objects.size());
  const int first = builder.finished();
  if (first < count) {
    Progress progress("Learning", count, first);
    parallel_for(first, count, threads, [&](int index, int) {
      const Object& object = objects[static_cast<std::size_t>(index)];
      LearningCost part;
      Memories learned = learn_object(experiment, object, part, recorder);
      builder.commit(index, std::move(learned), part);
      progress.advance(object.name);
    });
    for (const auto& memory : builder.memories()) {
      memory->consolidate(threads);
      cost.operations += ledger::operations_of(memory->statistics(), memory->memory_bytes());
    }
    builder.save();
  }
  if (existing != cortex::Existing::merge) return builder.memories();
  Memories all;
  for (const fs::path& file : files) all.push_back(cortex::Memory::load(file));
  return all;
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

LearningCost learning_cost(const fs::path& memory) {
  LearningCost cost;
  const fs::path file = cost_file(memory);
  if (!fs::exists(file)) return cost;
  try {
    const auto json = nlohmann::ordered_json::parse(read_file(file));
    json.at("seconds").get_to(cost.seconds);
    json.at("column_ms").get_to(cost.column_ms);
    json.at("simulation_ms").get_to(cost.simulation_ms);
    json.at("sensations").get_to(cost.sensations);
    json.at("threads").get_to(cost.threads);
    if (json.contains("operations")) cost.operations = ledger::operations_from_json(json.at("operations"));
  } catch (const nlohmann::json::exception& error) {
    throw InputError(fmt::format("{}: {}", file.string(), error.what()));
  }
  return cost;
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
