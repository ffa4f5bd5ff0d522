#include <algorithm>
#include <array>
#include <cstdlib>

#include <QApplication>
#include <QStyleFactory>
#include <QTimer>

#include <CLI/CLI.hpp>

#include <colonnade/cortex/error.h>
#include <colonnade/datasets/objects.h>
#include <fmt/core.h>

#include "all_panes.h"
#include "command_line.h"
#include "compute/compute.h"
#include "console.h"
#include "experiment_pane.h"
#include "experiment_worker.h"
#include "interrupt.h"
#include "measure.h"
#include "paint_meter.h"
#include "program_frame.h"
#include "scene_view.h"

namespace colonnade::viewer {
namespace {

using runner::kBadInput;
using runner::kInterrupted;
constexpr int kInterruptLook_ms = 100;

struct Options {
  std::string file;
  std::string screenshot;
  std::string at;
  std::string to;
  std::string layout;
  std::string theme;
  std::string run;
  std::string data;
  std::string backend = "auto";
  bool measure = false;
  std::pair<int, int> size{1600, 1000};
};

void arrange(MainWindow& window, const std::string& layout) {
  if (layout.empty() || window.arrange(QString::fromStdString(layout))) return;
  throw InputError(fmt::format("--layout: there is no '{}'; there are {}", layout,
                               (MainWindow::layouts() + window.own_layouts()).join(", ").toStdString()));
}

/// Pictures without a display, for documents and tests: one at a place, or one for each step up to another.
void export_pictures(MainWindow& window, const Options& options) {
  if (!window.open(options.file)) throw InputError(window.complaint().mid(2).toStdString());
  arrange(window, options.layout);
  const Cursor from = options.at.empty() ? Cursor{} : parse_cursor(options.at);
  const Cursor to = options.to.empty() ? from : parse_cursor(options.to);
  const QSize size(options.size.first, options.size.second);
  window.resize(size);
  window.show();
  QApplication::processEvents();
  int number = 0;
  for (Cursor at = from; at <= to;) {
    window.stage().move([&](Transport& t, const Document& d) { t.go_to(d, at); });
    if (window.stage().cursor() != at) {
      throw InputError(fmt::format("{}: has no step {} in episode {}", options.file, at.step, at.episode));
    }
    std::string name = options.screenshot;
    if (!options.to.empty()) {
      const auto dot = name.rfind('.');
      name.insert(dot == std::string::npos ? name.size() : dot, fmt::format("_{:05}", number++));
    }
    if (at == from) window.commands().run("view.fit");
    if (!window.picture(size).save(QString::fromStdString(name), "PNG")) {
      throw InputError(name + ": cannot be written");
    }
    if (at == to) break;
    window.stage().move([&](Transport& t, const Document& d) { t.step_by(d, 1); });
    if (window.stage().cursor() == at) break;  // the end of the recording
    at = window.stage().cursor();
  }
}

/// What Qt looks for a display with; without any it would abort.
bool has_display() {
  constexpr std::array kVariables{"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"};
  return std::any_of(kVariables.begin(), kVariables.end(), qEnvironmentVariableIsSet);
}

int run(int argc, char** argv) {
  Options options;
  CLI::App program(
      "Shows how columns learn and recognise: recordings of `colonnade run ... --record FILE`, finished or "
      "still growing.",
      "colonnade-viewer");
  program.add_option("file", options.file, "A recording");
  auto* screenshot =
      program.add_option("--screenshot", options.screenshot, "Write a picture (PNG) and end; needs no display");
  auto* at = program.add_option("--at", options.at, "EPISODE:STEP to show");
  program.add_option("--to", options.to, "EPISODE:STEP of the last picture: one for each step from --at on")
      ->needs(screenshot)
      ->needs(at);
  program.add_option("--size", options.size, "Width and height of the picture, pixels")->check(CLI::Range(64, 16384));
  program.add_option("--layout", options.layout, "Which panes: Overview, Newcomer, Column, ...");
  program.add_option("--run", options.run, "Start this experiment (a built-in one, or a YAML file)");
  program.add_option("--data", options.data, "Folder of the object sets (default: $COLONNADE_DATA)");
  program.add_option("--backend", options.backend, "What experiments compute with: auto, cpu or cuda")
      ->capture_default_str();
  program.add_flag("--measure", options.measure,
                   "Measure opening, scrubbing, drawing and delay on the recording, and end");
  program.add_option("--theme", options.theme)->check(CLI::IsMember({"dark", "light"}));
  cuda::Backend backend{};
  try {
    program.parse(argc, argv);
    backend = cuda::parse_backend(options.backend);
    if (backend == cuda::Backend::cuda) runner::Compute{backend};  // is there one?
  } catch (const CLI::ParseError& error) {
    return runner::end_of_parsing(program, error);
  } catch (const InputError& error) {
    runner::print_error("{}\n", error.what());
    return kBadInput;
  }
  if (!options.screenshot.empty() || options.measure) {
    setenv("QT_QPA_PLATFORM", "offscreen", options.measure ? 0 : 1);  // who wants to may measure with a display
    qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString&) {});  // what it cannot do offscreen
  }
  if (!has_display()) {
    runner::print_error(
        "no display: neither DISPLAY nor WAYLAND_DISPLAY is set; --screenshot and --measure need none\n");
    return kBadInput;
  }
  PaintMeter application(argc, argv);
  QApplication::setOrganizationName("Colonnade");
  QApplication::setApplicationName("colonnade-viewer");
  QApplication::setStyle(QStyleFactory::create("Fusion"));
  MainWindow window;
  add_all_panes(window);
  ExperimentWorker worker(datasets::data_directory(
                              options.data.empty() ? std::nullopt : std::optional<std::filesystem::path>(options.data)),
                          backend);
  auto* experiment = new ExperimentPane(
      window.stage(), worker, [&window](const auto& file) { window.open(file, false); },  // a temporary file
      [&window](const QString& what) { window.complain(what); });
  add_experiment_commands(window.commands(), worker, *experiment);
  window.run_experiment = [&window, experiment](const QString& file) {
    window.arrange("Laboratory");
    experiment->start(file);
  };
  window.add_pane(experiment, Qt::RightDockWidgetArea);
  window.resize(1600, 1000);
  window.finish();
  int status = 0;
  try {
    if (options.measure) {
      if (options.file.empty()) throw InputError("--measure: name the recording to be measured");
      measure(window, application, options.file);
    } else if (!options.screenshot.empty()) {
      if (options.file.empty()) throw InputError("--screenshot: name the recording to be shown");
      if (options.theme == "light") window.stage().set_theme(kLight);
      export_pictures(window, options);
    } else {
      window.load_settings();
      if (!options.theme.empty()) window.stage().set_theme(options.theme == "light" ? kLight : kDark);
      arrange(window, options.layout);
      window.show();
      if (!options.run.empty()) {
        window.run_experiment(QString::fromStdString(options.run));
      }
      if (!options.file.empty() && window.open(options.file) && !options.at.empty()) {
        const Cursor place = parse_cursor(options.at);
        window.stage().move([&](Transport& t, const Document& d) { t.go_to(d, place); });
      }
      runner::catch_interrupts();  // or else temporary recordings would stay, and settings would be lost
      QTimer watch;
      QObject::connect(&watch, &QTimer::timeout, &window, [&window] {
        if (runner::interrupted()) window.close();
      });
      watch.start(kInterruptLook_ms);
      status = QApplication::exec();
      if (runner::interrupted()) status = kInterrupted;
    }
  } catch (const InputError& error) {
    runner::print_error("{}\n", error.what());
    status = kBadInput;
  }
  SceneView::release_renderer();
  return status;
}

}  // namespace
}  // namespace colonnade::viewer

int main(int argc, char** argv) {
  return colonnade::runner::run_guarded([&] { return colonnade::viewer::run(argc, argv); });
}
