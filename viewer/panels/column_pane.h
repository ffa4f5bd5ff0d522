#pragma once

#include <map>

#include "backdrop.h"
#include "minicolumns.h"
#include "pane.h"

namespace colonnade::viewer {

/// The three layers of a column: L2/3 object cells, L4 minicolumns, L6 grid-cell modules.
class ColumnPane : public Pane {
 public:
  explicit ColumnPane(Stage& stage);

 protected:
  void refresh() override;
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  enum class State { silent, predicted, active, burst };
  struct Place {
    QRectF box;
    Picked what;
  };
  /// Where everything stands; the same until another object is shown or the pane is resized.
  struct Sheet {
    std::array<QRectF, 3> titles;
    std::array<QRectF, 3> layers;
    double object = 0;  ///< side of an object cell, pixels
    std::size_t objects_across = 1;
    double cell = 0;  ///< side of an L4 cell, pixels
    double cell_row = 0;
    std::size_t cells_across = 1;
    double phase = 0;  ///< side of an L6 cell, pixels
    int modules_across = 1;
  };
  [[nodiscard]] Sheet lay_out(std::size_t objects) const;
  [[nodiscard]] QRectF object_box(std::size_t object) const;
  [[nodiscard]] QPointF minicolumn_foot(std::size_t minicolumn) const;
  [[nodiscard]] QRectF cell_box(const Minicolumns::Cell& cell) const;
  [[nodiscard]] QRectF module_box(int module) const;
  [[nodiscard]] QPointF phase_centre(int module, int cell) const;
  void draw_still(QPainter& painter) const;
  void draw_objects(QPainter& painter) const;
  void draw_names(QPainter& painter) const;
  void draw_cells(QPainter& painter) const;
  void draw_cell(QPainter& painter, const QRectF& box, State state) const;
  void draw_modules(QPainter& painter) const;
  void draw_bumps(QPainter& painter, int module) const;
  /// Whether a cell drives, or is driven by, what is pointed at.
  [[nodiscard]] bool is_lit(std::uint32_t segment) const;
  /// The cell of each module that what is pointed at listens to, or fires; empty: nothing is lit.
  [[nodiscard]] std::vector<int> lit_phases() const;
  [[nodiscard]] const recording::HypothesisRecord* lit_hypothesis() const;
  [[nodiscard]] cortex::LocationCode phases_of(const recording::HypothesisRecord& hypothesis) const;
  [[nodiscard]] Picked thing_at(const QPointF& position) const;

  std::shared_ptr<const recording::StepRecord> step_;
  std::shared_ptr<const recording::ObjectRecord> object_;
  std::shared_ptr<const recording::ObjectRecord> grouped_;  ///< whose minicolumns these are
  Minicolumns minicolumns_;
  std::map<std::uint32_t, State> states_;    ///< of the shown object's segments
  std::vector<std::map<int, float>> bumps_;  ///< [module][cell]: share of the hypotheses there
  Sheet sheet_;
  Backdrop still_;
  std::vector<Place> places_;
};

}  // namespace colonnade::viewer
