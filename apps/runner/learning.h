#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include <colonnade/cortex/memory.h>
#include <colonnade/datasets/experiment.h>

#include "objects.h"
#include "observers.h"
#include "summary.h"

namespace colonnade::runner {

/// One memory for each column.
using Memories = std::vector<std::shared_ptr<cortex::Memory>>;

/// Shows one object to the experiment's columns in all learning rotations.
/// @returns what each column learned, in memories of their own; @param cost is added to.
/// @param recorder is told how the models grow, if there is one.
/// @throws InputError naming the object, and why as far as known, when no column learned anything of it.
[[nodiscard]] Memories learn_object(const datasets::Experiment& experiment, const Object& object, LearningCost& cost,
                                    Recorder* recorder = nullptr);

/// Learns the objects in parallel and puts them together in their order: the same memories for any number of threads.
/// The files are saved as objects are added, so that a kill loses only what was in progress; what it cost stands beside
/// the first file (LearningNote).
/// @param files one for each column. @param resume goes on with the objects that the files hold already.
/// @param cost set to what learning these memories has cost, over all sessions; also when it throws.
/// @throws InputError when a file cannot be read or written, or holds objects of another experiment or of other
/// encoders.
[[nodiscard]] Memories learn_objects(const datasets::Experiment& experiment, std::span<const Object> objects,
                                     std::span<const std::filesystem::path> files, bool resume, int threads,
                                     LearningCost& cost, const Observers& observers = {});

/// Whether a column knows something of the object: a name alone is nothing that can be recognised.
[[nodiscard]] bool knows(const Memories& memories, const std::string& object);
/// @throws InputError naming the file, where the memories come from, unless knows().
void check_known(const Memories& memories, const std::string& object, const std::filesystem::path& file);

/// @param file where the memory comes from.
/// @throws InputError naming the first option and both values, when the memory was not learned with these encoders.
void check_encoders(const cortex::Memory& memory, const cortex::EncoderOptions& wanted,
                    const std::filesystem::path& file);

/// What learning these memories has cost; nothing where that was not noted. @throws InputError for a broken note.
/// @param first_file the first column's.
[[nodiscard]] LearningCost learning_cost(const std::filesystem::path& first_file, const Memories& memories);

/// Where the ledger of a memory file's own learning stands: <its name>.ledger.jsonl.
[[nodiscard]] std::filesystem::path ledger_file(const std::filesystem::path& memory);

/// Where the memories of an experiment stand: memory.colonnade, or memory_0.colonnade, memory_1.colonnade, ... when
/// there are several columns.
/// @param first the path for a single column.
[[nodiscard]] std::vector<std::filesystem::path> memory_files(const std::filesystem::path& first, int columns);

}  // namespace colonnade::runner
