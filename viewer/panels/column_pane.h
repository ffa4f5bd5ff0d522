#pragma once

#include <map>

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
  void draw_objects(QPainter& painter, const QRectF& area);
  void draw_minicolumns(QPainter& painter, const QRectF& area);
  void draw_modules(QPainter& painter, const QRectF& area);
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
  std::vector<Place> places_;
};

}  // namespace colonnade::viewer
