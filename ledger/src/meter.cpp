#include <colonnade/ledger/meter.h>

#include <condition_variable>
#include <ctime>
#include <mutex>
#include <thread>

namespace colonnade::ledger {

using Clock = std::chrono::steady_clock;

double process_cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

Measurement& Measurement::operator+=(const Measurement& other) {
  // Stretches of which one was not measured have no measured sum.
  if (wall_seconds == 0 && cpu_seconds == 0) {
    *this = other;
    return *this;
  }
  wall_seconds += other.wall_seconds;
  cpu_seconds += other.cpu_seconds;
  estimated += other.estimated;
  if (measured && other.measured) {
    *measured += *other.measured;
  } else {
    measured.reset();
    sensors.clear();
    if (why_not.empty()) why_not = other.why_not;
  }
  return *this;
}

struct EnergyMeter::State {
  struct Channel {
    std::unique_ptr<EnergySensor> sensor;
    std::optional<double> last;
    double joules = 0;
    bool failed = false;
  };
  StatedPower power;
  std::vector<Channel> channels;
  std::vector<std::string> refusals;
  std::mutex mutex;
  std::condition_variable_any wake;
  Clock::time_point begin = Clock::now();
  double cpu_begin = 0;
  std::jthread sampler;  // last, so that it ends first

  void sample() {
    for (Channel& channel : channels) {
      const std::optional<double> now = channel.sensor->read_joules();
      if (!now) channel.failed = true;
      if (now && channel.last) {
        channel.joules += counter_difference(*channel.last, *now, channel.sensor->wraps_at_joules());
      }
      channel.last = now;
    }
  }
};

EnergyMeter::EnergyMeter(StatedPower power)
    : EnergyMeter(find_sensors(), std::move(power), std::chrono::milliseconds(250)) {}

EnergyMeter::EnergyMeter(SensorSearch search, StatedPower power, std::chrono::milliseconds patience)
    : state_(std::make_unique<State>()) {
  State& s = *state_;
  s.power = std::move(power);
  s.refusals = std::move(search.refusals);
  for (auto& sensor : search.sensors) {
    if (seen_to_move(*sensor, patience)) {
      s.channels.push_back({std::move(sensor), std::nullopt, 0, false});
    } else {
      s.refusals.push_back(sensor->name() + ": does not move, so it measures nothing");
    }
  }
  if (!s.channels.empty()) {
    // The smallest counters wrap after some minutes at full power.
    s.sampler = std::jthread([&s](const std::stop_token& stop) {
      std::unique_lock lock(s.mutex);
      while (!s.wake.wait_for(lock, stop, std::chrono::seconds(10), [&stop] { return stop.stop_requested(); }))
        s.sample();
    });
  }
  start();
}

EnergyMeter::~EnergyMeter() = default;

void EnergyMeter::start() {
  State& s = *state_;
  const std::lock_guard lock(s.mutex);
  for (State::Channel& channel : s.channels) {
    channel.last.reset();
    channel.joules = 0;
    channel.failed = false;
  }
  s.sample();
  s.begin = Clock::now();
  s.cpu_begin = process_cpu_seconds();
}

Measurement EnergyMeter::stop() {
  State& s = *state_;
  const std::lock_guard lock(s.mutex);
  Measurement m;
  m.wall_seconds = std::chrono::duration<double>(Clock::now() - s.begin).count();
  m.cpu_seconds = process_cpu_seconds() - s.cpu_begin;
  m.power = s.power;
  m.estimated.low = m.estimated.high = m.cpu_seconds * s.power.watts_per_core;
  s.sample();
  double sum = 0;
  for (const State::Channel& channel : s.channels) {
    if (channel.failed || channel.joules <= 0) {
      m.why_not = channel.sensor->name() + (channel.failed ? ": could not be read" : ": did not move");
      return m;
    }
    sum += channel.joules;
  }
  if (s.channels.empty()) {
    m.why_not = s.refusals.empty() ? "no energy sensor" : s.refusals.front();
    return m;
  }
  m.measured = MeasuredJoules{sum, sum};
  for (const State::Channel& channel : s.channels)
    m.sensors += (m.sensors.empty() ? "" : ", ") + channel.sensor->name();
  return m;
}

std::vector<std::string> EnergyMeter::sensors() const {
  std::vector<std::string> names;
  for (const State::Channel& channel : state_->channels) names.push_back(channel.sensor->name());
  return names;
}

const std::vector<std::string>& EnergyMeter::refusals() const { return state_->refusals; }

}  // namespace colonnade::ledger
