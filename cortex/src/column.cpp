#include <colonnade/cortex/column.h>

#include <sstream>
#include <string>

#include <colonnade/cortex/error.h>

#include "column_state.h"
#include "kernels/observed.h"
#include "pose_view.h"

namespace colonnade::cortex {

Column::Column(const ColumnOptions& options) : Column(std::make_shared<Memory>(options.encoders), options) {}

Column::Column(std::shared_ptr<Memory> memory, const ColumnOptions& options) {
  if (memory == nullptr) throw InputError("a column needs a memory; it was given none");
  check(options);
  state_ = std::make_unique<State>(std::move(memory), options);
}

Column::Column(Column&&) noexcept = default;
Column& Column::operator=(Column&&) noexcept = default;
Column::~Column() = default;

ObjectId Column::learn_object(std::string_view name) { return state_->memory->find_or_add(name); }

namespace {

void check_known(const Memory::Impl& memory, ObjectId object) {
  if (!object.valid() || object.value() >= memory.objects.size()) {
    throw InputError("the memory has no object number " + (object.valid() ? std::to_string(object.value()) : "(none)") +
                     "; create it with learn_object() first");
  }
}

/// @throws InputError unless the object is known and the pose is one.
void check_posed(const Memory::Impl& memory, ObjectId object, const Pose& X_OW) {
  check_known(memory, object);
  if (is_valid(X_OW)) return;
  std::ostringstream text;
  text << "the pose of '" << memory.objects[object.value()].name
       << "' must be finite, within 1e7 m and without scale or mirroring; its matrix is ["
       << X_OW.matrix().format(Eigen::IOFormat(Eigen::StreamPrecision, Eigen::DontAlignCols, ", ", "; ")) << ']';
  throw InputError(text.str());
}

}  // namespace

bool Column::expects(const Vector3& p_W, const Vector3& viewer_W, const Hsv& colour, ObjectId object,
                     const Pose& X_OW) {
  auto& memory = state_->memory->impl();
  check_posed(memory, object, X_OW);
  const Vector3 p_O = X_OW * p_W;
  if (!(p_O.norm() <= kLargestObject_m)) return false;
  const Vector3 towards_viewer_O = X_OW.linear() * (viewer_W - p_W).normalized();
  return memory.expects(object.value(), p_O, towards_viewer_O, colour);
}

bool Column::learn(const Sensation& sensation, ObjectId object, const Pose& X_OW) {
  auto& memory = state_->memory->impl();
  check_posed(memory, object, X_OW);
  if (!sensation.on_surface || !is_valid(sensation)) return false;
  LearnedObject& learned = memory.objects[object.value()];
  const Vector3 p_O = X_OW * sensation.p_W;
  if (p_O.norm() > kLargestObject_m) {
    throw InputError("cannot learn a place " + std::to_string(p_O.norm()) + " m from the origin of '" + learned.name +
                     "': objects reach " + std::to_string(static_cast<int>(kLargestObject_m)) + " m at most");
  }
  return memory.learn(learned, object.value(), sensation, p_O, X_OW.linear() * sensation.R_WF);
}

void Column::learn(const Gist& gist, ObjectId object) {
  auto& memory = state_->memory->impl();
  check_known(memory, object);
  if (is_valid(gist)) memory.learn(memory.objects[object.value()], object.value(), gist);
}

void Column::learn(const Outline& outline, ObjectId object, const Pose& X_OW) {
  auto& memory = state_->memory->impl();
  check_posed(memory, object, X_OW);
  LearnedObject& learned = memory.objects[object.value()];
  if (!is_valid(outline) || learned.outlines.size() >= kMostOutlines) return;
  Outline in_O = outline;
  const RowMajor3f R_SW = Eigen::Map<const RowMajor3f>(outline.R_SA.data());
  const Pose X_SW =
      make_pose(R_SW.cast<double>(), Eigen::Map<const Eigen::Vector3f>(outline.p_SA.data()).cast<double>());
  const Pose X_SO = X_SW * X_OW.inverse();
  Eigen::Map<RowMajor3f>(in_O.R_SA.data()) = X_SO.linear().cast<float>();
  Eigen::Map<Eigen::Vector3f>(in_O.p_SA.data()) = X_SO.translation().cast<float>();
  if (is_valid(in_O)) memory.learn(learned, object.value(), in_O);
}

void Column::reset() { state_->reset(); }
void Column::sense(const Sensation& sensation) noexcept { state_->sense(sensation); }
void Column::sense(const Gist& gist) noexcept { state_->sense(gist); }
void Column::sense(const Outline& outline) noexcept { state_->sense(outline); }
void Column::conclude() noexcept { state_->conclude(); }
const Percept& Column::percept() const noexcept { return state_->percept; }
std::optional<Goal> Column::goal() noexcept { return state_->goal(); }

void Column::set_oracle(ObjectId object, const Pose& X_OW) {
  check_posed(state_->memory->impl(), object, X_OW);
  if (object.value() >= state_->hypotheses.familiarity().size()) {
    throw InputError("'" + state_->memory->name(object) +
                     "' is newer than the episode; call reset() before set_oracle()");
  }
  state_->oracle = State::Oracle{object, X_OW, 0};
}

std::optional<double> Column::oracle_evidence() const noexcept {
  if (!state_->oracle) return std::nullopt;
  return state_->oracle->evidence;
}

const Memory& Column::memory() const noexcept { return *state_->memory; }
const std::shared_ptr<Memory>& Column::shared_memory() const noexcept { return state_->memory; }
const Statistics& Column::statistics() const noexcept { return state_->statistics; }
void Column::clear_statistics() noexcept { state_->statistics = {}; }
const ColumnOptions& Column::options() const noexcept { return state_->options; }

void Column::use_kernels(const kernels::HypothesisKernels& kernels) noexcept { state_->kernel = &kernels; }

void Column::observe_accesses(AccessObserver* observer) {
  auto& memory = state_->memory->impl();
  memory.observer = observer;
  memory.kernels = observer != nullptr ? kernels::observed_kernels(*observer) : kernels::hypothesis_kernels();
  state_->kernel = &memory.kernels;
}

void Column::save(const std::filesystem::path& path) const { state_->memory->save(path); }

Column Column::load(const std::filesystem::path& path, const ColumnOptions& options) {
  return Column(Memory::load(path), options);
}

}  // namespace colonnade::cortex
