#pragma once

namespace colonnade::runner {

class EnergyRecorder;
class Recorder;

/// Who is told how a run goes on; each may be missing.
struct Observers {
  Recorder* recorder = nullptr;
  EnergyRecorder* energy = nullptr;
};

}  // namespace colonnade::runner
