#pragma once

#include <filesystem>
#include <functional>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QTimer>

#include "experiment_control.h"
#include "pane.h"

namespace colonnade::viewer {

/// Runs an experiment here: start, pause, step, steer, change the object, learn.
class ExperimentPane : public Pane {
 public:
  /// @param open shows the recording that a new experiment writes. @param complain says what is wrong.
  ExperimentPane(Stage& stage, ExperimentControl& control, std::function<void(const std::filesystem::path&)> open,
                 std::function<void(const QString&)> complain);
  void start(const QString& name_or_file);
  /// What the pane's fields say.
  void start_chosen() { start(which_->currentText()); }
  void show_chosen();
  void set_learning(bool learning);
  /// Asks for an experiment file, and starts it.
  void ask_for_file();
  void set_speed(int row);
  /// How fast it may run: words, and steps a second (0: as fast as it can).
  [[nodiscard]] static const std::vector<std::pair<const char*, double>>& speeds();

 protected:
  void refresh() override;
  [[nodiscard]] bool concerns(Stage::Change change) const override { return change == Stage::Change::document; }

 private:
  void look();
  /// After something was typed here: keys steer again.
  void give_keys_back();

  ExperimentControl& control_;
  std::function<void(const std::filesystem::path&)> open_;
  std::function<void(const QString&)> complain_;
  QComboBox* which_;
  QComboBox* object_;
  QComboBox* speed_;
  std::array<QDoubleSpinBox*, 3> angles_{};
  QPushButton* pause_;
  QPushButton* learn_;
  std::vector<QPushButton*> for_running_;  ///< they mean something only while an experiment runs
  QLabel* doing_;
  QTimer timer_;
  std::filesystem::path opened_;
  std::string failure_;
  std::string shown_;  ///< object
};

/// The rows of the command table for experiments.
void add_experiment_commands(CommandTable& table, ExperimentControl& control, ExperimentPane& pane);

}  // namespace colonnade::viewer
