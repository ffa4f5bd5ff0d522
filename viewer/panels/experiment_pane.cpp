#include "experiment_pane.h"

#include <QApplication>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <colonnade/cortex/error.h>

namespace colonnade::viewer {
namespace {

constexpr int kLook_ms = 50;

}  // namespace

ExperimentPane::ExperimentPane(Stage& stage, ExperimentControl& control,
                               std::function<void(const std::filesystem::path&)> open,
                               std::function<void(const QString&)> complain)
    : Pane(stage, "Experiment",
           "Runs an experiment here. Pause it, go step by step, steer the sensor with W, A, S, D, show another object "
           "in "
           "another pose, or let the column learn what it touches."),
      control_(control),
      open_(std::move(open)),
      complain_(std::move(complain)),
      which_(new QComboBox),
      object_(new QComboBox),
      speed_(new QComboBox),
      pause_(new QPushButton("Pause")),
      learn_(new QPushButton("Learn")),
      doing_(new QLabel) {
  // The keys steer the sensor, unless somebody has clicked into a field.
  which_->setFocusPolicy(Qt::ClickFocus);
  object_->setFocusPolicy(Qt::NoFocus);
  which_->setObjectName("experiment");
  which_->setEditable(true);
  for (const std::string& name : control_.experiments()) which_->addItem(QString::fromStdString(name));
  which_->setCurrentText("builtin_demo");
  auto* start_button = new QPushButton("Start");
  auto* stop_button = new QPushButton("Stop");
  auto* step_button = new QPushButton("Step");
  auto* show_button = new QPushButton("Show it");
  pause_->setCheckable(true);
  learn_->setCheckable(true);
  for (QPushButton* button : {start_button, stop_button, step_button, show_button, pause_, learn_})
    button->setFocusPolicy(Qt::NoFocus);
  for_running_ = {stop_button, step_button, show_button, pause_, learn_};
  for (const auto& [text, steps_per_second] : speeds()) speed_->addItem(text);
  speed_->setCurrentIndex(1);
  speed_->setFocusPolicy(Qt::NoFocus);
  const auto row = [](std::initializer_list<QWidget*> widgets) {
    auto* line = new QHBoxLayout;
    for (QWidget* widget : widgets) line->addWidget(widget);
    return line;
  };
  for (QDoubleSpinBox*& angle : angles_) {
    angle = new QDoubleSpinBox;
    angle->setRange(-360, 360);
    angle->setSuffix("°");
    angle->setDecimals(0);
    angle->setSingleStep(15);
    angle->setFocusPolicy(Qt::ClickFocus);
  }
  auto* form = new QFormLayout;
  form->addRow("experiment or file", which_);
  form->addRow("", row({start_button, stop_button, pause_, step_button}));
  form->addRow("speed", speed_);
  form->addRow("object", object_);
  form->addRow("turned by x, y, z", row({angles_[0], angles_[1], angles_[2]}));
  form->addRow("", row({show_button, learn_}));
  doing_->setWordWrap(true);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(form);
  layout->addWidget(doing_);
  layout->addStretch(1);
  QObject::connect(start_button, &QPushButton::clicked, this, [this] { start_chosen(); });
  QObject::connect(stop_button, &QPushButton::clicked, this, [this] { control_.stop(); });
  QObject::connect(step_button, &QPushButton::clicked, this, [this] { control_.step(); });
  QObject::connect(show_button, &QPushButton::clicked, this, [this] { show_chosen(); });
  QObject::connect(pause_, &QPushButton::clicked, this, [this](bool on) { control_.set_paused(on); });
  QObject::connect(learn_, &QPushButton::clicked, this, [this](bool on) { set_learning(on); });
  QObject::connect(object_, &QComboBox::activated, this, [this] { show_chosen(); });
  QObject::connect(speed_, &QComboBox::activated, this, [this](int chosen) { set_speed(chosen); });
  QObject::connect(&timer_, &QTimer::timeout, this, [this] { look(); });
  timer_.start(kLook_ms);
}

void ExperimentPane::give_keys_back() {
  QWidget* const focus = QApplication::focusWidget();
  if (focus != nullptr && isAncestorOf(focus)) focus->clearFocus();
}

void ExperimentPane::start(const QString& name_or_file) {
  give_keys_back();
  failure_.clear();
  opened_.clear();
  try {
    control_.start(name_or_file.toStdString());
    set_speed(speed_->currentIndex());
    complain_({});
  } catch (const InputError& error) {
    complain_(QString::fromStdString(error.what()));
  }
}

const std::vector<std::pair<const char*, double>>& ExperimentPane::speeds() {
  static const std::vector<std::pair<const char*, double>> all{
      {"2 steps a second", 2}, {"5 steps a second", 5}, {"20 steps a second", 20}, {"as fast as it can", 0}};
  return all;
}

void ExperimentPane::set_speed(int row) {
  speed_->setCurrentIndex(row);
  control_.set_speed(speeds()[static_cast<std::size_t>(row)].second);
}

void ExperimentPane::ask_for_file() {
  const QString file =
      QFileDialog::getOpenFileName(this, "Run an experiment", {}, "Experiments (*.yaml *.yml);;All files (*)");
  if (file.isEmpty()) return;
  which_->setCurrentText(file);
  start(file);
}

void ExperimentPane::set_learning(bool learning) {
  stage_.select({});
  control_.set_learning(learning);
}

void ExperimentPane::show_chosen() {
  give_keys_back();
  stage_.select({});  // panes about one object show this one
  control_.show(object_->currentText().toStdString(), {angles_[0]->value(), angles_[1]->value(), angles_[2]->value()});
}

// The experiment runs in a thread of its own, and is asked now and then how it is getting on.
void ExperimentPane::look() {
  const ExperimentStatus status = control_.status();
  if (!status.recording.empty() && status.recording != opened_) {
    opened_ = status.recording;
    open_(opened_);
  }
  if (!status.failure.empty() && status.failure != failure_) {
    failure_ = status.failure;
    complain_(QString::fromStdString("the experiment has failed: " + failure_));
  }
  if (!isVisible()) return;
  if (object_->count() != static_cast<int>(status.objects.size())) {
    object_->clear();
    for (const std::string& name : status.objects) object_->addItem(QString::fromStdString(name));
    shown_.clear();
  }
  if (status.object != shown_) {
    shown_ = status.object;
    object_->setCurrentText(QString::fromStdString(shown_));
  }
  pause_->setChecked(status.paused);
  pause_->setText(status.paused ? "Go on" : "Pause");
  learn_->setChecked(status.learning);
  learn_->setText(status.learning ? "Recognise" : "Learn");
  for (QPushButton* button : for_running_) button->setEnabled(status.running);
  const bool held = status.running && status.paused;
  doing_->setText((status.doing.empty() ? QString("Nothing runs yet: name an experiment and start it.")
                                        : QString::fromStdString(status.doing)) +
                  (held ? " (paused: N is one sensation)" : ""));
}

void ExperimentPane::refresh() { look(); }

void add_experiment_commands(CommandTable& table, ExperimentControl& control, ExperimentPane& pane) {
  const auto always = [] { return true; };
  const auto running = [&control] { return control.status().running; };
  const auto add = [&](std::string id, std::string text, std::string tip, std::string keys, auto run) {
    table.add({"run." + id, "Experiment", std::move(text), std::move(tip), std::move(keys), run, running, nullptr});
  };
  table.add({"run.start", "Experiment", "Start the experiment", "Runs what the pane 'Experiment' names", "Ctrl+Return",
             [&pane] { pane.start_chosen(); }, always, nullptr});
  table.add({"run.file", "Experiment", "Run an experiment file …", "Runs an experiment of your own (YAML)",
             "Ctrl+Shift+O", [&pane] { pane.ask_for_file(); }, always, nullptr});
  add("pause", "Pause or go on", "Holds the experiment, or lets it run", "P",
      [&control] { control.set_paused(!control.status().paused); });
  add("step", "One sensation", "Lets a paused experiment sense once", "N", [&control] { control.step(); });
  add("left", "Sensor to the left", "The next movement goes left along the surface", "A",
      [&control] { control.steer(-1, 0); });
  add("right", "Sensor to the right", "The next movement goes right along the surface", "D",
      [&control] { control.steer(1, 0); });
  add("up", "Sensor up", "The next movement goes up along the surface", "W", [&control] { control.steer(0, 1); });
  add("down", "Sensor down", "The next movement goes down along the surface", "S",
      [&control] { control.steer(0, -1); });
  add("show", "Show the chosen object", "Shows the object and pose that the pane 'Experiment' names", "O",
      [&pane] { pane.show_chosen(); });
  add("learn", "Learn or recognise", "Switches learning on or off", "T",
      [&control, &pane] { pane.set_learning(!control.status().learning); });
  for (int row = 0; row < static_cast<int>(ExperimentPane::speeds().size()); ++row) {
    const std::string text = ExperimentPane::speeds()[static_cast<std::size_t>(row)].first;
    add("speed" + std::to_string(row), "Speed: " + text, "How fast the experiment may sense", "",
        [&pane, row] { pane.set_speed(row); });
  }
  add("stop", "Stop the experiment", "Ends it; its recording stays open", "Ctrl+.", [&control] { control.stop(); });
}

}  // namespace colonnade::viewer
