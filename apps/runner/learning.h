#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include <colonnade/cortex/memory.h>
#include <colonnade/datasets/experiment.h>

#include "objects.h"
#include "summary.h"

namespace colonnade::runner {

class Recorder;

/// One memory for each column.
using Memories = std::vector<std::shared_ptr<cortex::Memory>>;

/// Shows one object to the experiment's columns in all learning rotations.
/// @returns what each column learned, in memories of their own; @param cost is added to.
/// @param recorder is told how the models grow, if there is one.
[[nodiscard]] Memories learn_object(const datasets::Experiment& experiment, const Object& object, LearningCost& cost,
                                    Recorder* recorder = nullptr);

/// Learns the objects in parallel and puts them together in their order: the same memories for any number of threads.
/// The files are saved as objects are added, so that a kill loses only what was in progress; the cost so far stands
/// beside the first file, in <its name>.learning.json.
/// @param files one for each column. @param resume goes on with the objects that the files hold already.
/// @param existing what becomes of objects that others have put into the files meanwhile, or that were there before.
/// With Existing::merge the memories returned are those of the files, with all that is in them.
/// @throws InputError when a file cannot be read or written, or holds objects of another experiment, of other encoders,
/// or that would be lost.
[[nodiscard]] Memories learn_objects(const datasets::Experiment& experiment, std::span<const Object> objects,
                                     std::span<const std::filesystem::path> files, bool resume, int threads,
                                     LearningCost& cost, Recorder* recorder = nullptr,
                                     cortex::Existing existing = cortex::Existing::keep);

/// @param file where the memory comes from.
/// @throws InputError naming the first option and both values, when the memory was not learned with these encoders.
void check_encoders(const cortex::Memory& memory, const cortex::EncoderOptions& wanted,
                    const std::filesystem::path& file);

/// What learning a memory file has cost; nothing where that was not noted. @throws InputError for a broken note.
[[nodiscard]] LearningCost learning_cost(const std::filesystem::path& memory);

/// Where the ledger of a memory file's own learning stands: <its name>.ledger.jsonl.
[[nodiscard]] std::filesystem::path ledger_file(const std::filesystem::path& memory);

/// Where the memories of an experiment stand: memory.colonnade, or memory_0.colonnade, memory_1.colonnade, ... when
/// there are several columns.
/// @param first the path for a single column.
[[nodiscard]] std::vector<std::filesystem::path> memory_files(const std::filesystem::path& first, int columns);

}  // namespace colonnade::runner
