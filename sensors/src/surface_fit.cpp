#include "surface_fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <Eigen/Cholesky>

namespace colonnade::sensors {
namespace {

using Vector6 = Eigen::Matrix<double, 6, 1>;
using Matrix6 = Eigen::Matrix<double, 6, 6>;

// Quadratic basis 1, a, b, a^2, ab, b^2: the powers of a and b in each term.
constexpr std::array<int, 6> kPowerA = {0, 1, 0, 2, 1, 0};
constexpr std::array<int, 6> kPowerB = {0, 0, 1, 0, 1, 2};

/// Normal equations of the fit: M beta = rhs.
struct NormalEquations {
  Matrix6 M;
  Vector6 rhs;
};

/// Sums over the window, row by row: within a row only powers of a vary.
NormalEquations accumulate(const PatchWindow& window) {
  std::array<std::array<double, 5>, 5> moments{};   // [i][j]: sum of a^i b^j
  std::array<std::array<double, 3>, 3> products{};  // [i][j]: sum of g a^i b^j
  for (int v = 0; v < window.height; ++v) {
    const float* member = &window.member[window.index(0, v)];
    const float* g = &window.g[window.index(0, v)];
    // Eight partial sums each, so that the compiler may add in vector registers.
    constexpr int kLanes = 8;
    float s[5][kLanes] = {};
    float t[3][kLanes] = {};
    int u = 0;
    const auto add = [&](int pixel, int lane) {
      const float x = window.a[static_cast<std::size_t>(pixel)];
      const float w = member[pixel];
      const float wx = w * x;
      const float wxx = wx * x;
      s[0][lane] += w;
      s[1][lane] += wx;
      s[2][lane] += wxx;
      s[3][lane] += wxx * x;
      s[4][lane] += wxx * x * x;
      t[0][lane] += g[pixel];
      t[1][lane] += g[pixel] * x;
      t[2][lane] += g[pixel] * x * x;
    };
    for (; u + kLanes <= window.width; u += kLanes) {
      for (int lane = 0; lane < kLanes; ++lane) add(u + lane, lane);
    }
    for (; u < window.width; ++u) add(u, 0);
    double power = 1;
    const double b = window.b(v);
    for (std::size_t j = 0; j < 5; ++j, power *= b) {
      for (std::size_t i = 0; i + j < 5; ++i) {
        for (const float sum : s[i]) moments[i][j] += power * static_cast<double>(sum);
      }
      for (std::size_t i = 0; j < 3 && i + j < 3; ++i) {
        for (const float sum : t[i]) products[i][j] += power * static_cast<double>(sum);
      }
    }
  }
  NormalEquations equations;
  for (int r = 0; r < 6; ++r) {
    const auto ra = static_cast<std::size_t>(kPowerA[static_cast<std::size_t>(r)]);
    const auto rb = static_cast<std::size_t>(kPowerB[static_cast<std::size_t>(r)]);
    equations.rhs[r] = products[ra][rb];
    for (int c = 0; c < 6; ++c) {
      const auto ca = static_cast<std::size_t>(kPowerA[static_cast<std::size_t>(c)]);
      const auto cb = static_cast<std::size_t>(kPowerB[static_cast<std::size_t>(c)]);
      equations.M(r, c) = moments[ra + ca][rb + cb];
    }
  }
  return equations;
}

/// Residuals of a fit over the window: mean square, and how much each resembles its left-hand neighbour's.
struct Residuals {
  double mean_square = 0;
  double correlation = 0;
};

/// A quadratic along one row of the window.
struct RowQuadratic {
  float c0, c1, c2;

  RowQuadratic(const Vector6& beta, double b)
      : c0(static_cast<float>(beta[0] + b * (beta[2] + b * beta[5]))),
        c1(static_cast<float>(beta[1] + b * beta[4])),
        c2(static_cast<float>(beta[3])) {}
  float operator()(float a) const { return c0 + a * (c1 + a * c2); }
};

Residuals measure_residuals(const PatchWindow& window, const Vector6& beta) {
  double squares = 0;
  double products = 0;
  double pair_squares = 0;
  for (int v = 0; v < window.height; ++v) {
    const RowQuadratic fitted(beta, window.b(v));
    float row_squares = 0;
    float row_products = 0;
    float row_pair_squares = 0;
    float last = 0;
    float last_member = 0;
    for (int u = 0; u < window.width; ++u) {
      const std::size_t i = window.index(u, v);
      const float r = (window.g[i] - fitted(window.a[static_cast<std::size_t>(u)])) * window.member[i];
      row_squares += r * r;
      row_products += r * last;
      row_pair_squares += last_member * r * r;
      last = r;
      last_member = window.member[i];
    }
    squares += static_cast<double>(row_squares);
    products += static_cast<double>(row_products);
    pair_squares += static_cast<double>(row_pair_squares);
  }
  return {squares / std::max(1, window.count - 6),
          pair_squares > 0 ? std::clamp(products / pair_squares, 0.0, 1.0) : 0.0};
}

/// Drops the pixels whose residuals exceed the limit from the window.
void trim(PatchWindow& window, const Vector6& beta, double limit) {
  for (int v = 0; v < window.height; ++v) {
    const RowQuadratic fitted(beta, window.b(v));
    for (int u = 0; u < window.width; ++u) {
      const std::size_t i = window.index(u, v);
      if (window.member[i] == 0.0f) continue;
      if (std::abs(window.g[i] - fitted(window.a[static_cast<std::size_t>(u)])) <= static_cast<float>(limit)) continue;
      window.member[i] = 0;
      window.g[i] = 0;
      --window.count;
    }
  }
}

/// Differential geometry of the surface z(x, y) (x, y, 1) with w = 1 / z at the window's centre.
/// @return false when it is seen edge-on.
bool describe(const PinholeCamera& camera, const PatchWindow& window, const Vector6& beta, const Matrix6& covariance,
              SurfaceFit& fit) {
  const double w_scale = 1 / window.z_centre;
  const double per_x = camera.fx / window.radius;  // scaled coordinates per unit of x
  const double per_y = camera.fy / window.radius;
  const double w = w_scale * (1 + beta[0]);
  if (!(w > 0)) return false;
  const double z = 1 / w;
  const double w_x = w_scale * beta[1] * per_x;
  const double w_y = w_scale * beta[2] * per_y;
  const cortex::Vector3 r = camera.ray_S(window.u_centre, window.v_centre);
  const cortex::Vector3 P_x = -w_x * z * z * r + z * cortex::Vector3::UnitX();
  const cortex::Vector3 P_y = -w_y * z * z * r + z * cortex::Vector3::UnitY();
  const cortex::Vector3 n = P_y.cross(P_x).normalized();  // towards the sensor
  const double facing = r.dot(n);
  if (!(facing < -0.02 * r.norm())) return false;
  // An orthonormal tangent basis (t1, t2), and J = d(x, y) / d(t1, t2).
  const cortex::Vector3 t1 = P_x.normalized();
  const cortex::Vector3 t2 = n.cross(t1);
  Eigen::Matrix2d D;
  D << P_x.dot(t1), P_y.dot(t1), P_x.dot(t2), P_y.dot(t2);
  const Eigen::Matrix2d J = D.inverse();
  // Curvature form in the tangent basis: K = (r . n) z^2 J' [w_xx w_xy; w_xy w_yy] J, linear in the fit's coefficients.
  const double scale = facing * z * z * w_scale;
  Eigen::Matrix3d T;  // (beta3, beta4, beta5) -> (K11, K12, K22)
  for (int c = 0; c < 3; ++c) {
    Eigen::Matrix2d second = Eigen::Matrix2d::Zero();
    if (c == 0) second(0, 0) = 2 * per_x * per_x;
    if (c == 1) second(0, 1) = second(1, 0) = per_x * per_y;
    if (c == 2) second(1, 1) = 2 * per_y * per_y;
    const Eigen::Matrix2d K = scale * J.transpose() * second * J;
    T.col(c) = Eigen::Vector3d(K(0, 0), K(0, 1), K(1, 1));
  }
  const Eigen::Vector3d K = T * beta.tail<3>();
  const Eigen::Matrix3d cov_K = T * covariance.bottomRightCorner<3, 3>() * T.transpose();
  const double mean = 0.5 * (K[0] + K[2]);
  const double half = 0.5 * (K[0] - K[2]);
  const double spread = std::hypot(half, K[1]);
  const double larger = mean >= 0 ? mean + spread : mean - spread;
  const double angle = 0.5 * std::atan2(K[1], half) + (mean >= 0 ? 0.0 : std::numbers::pi / 2);
  const cortex::Vector3 d1 = std::cos(angle) * t1 + std::sin(angle) * t2;
  fit.p_S = z * r;
  fit.R_SF << d1, n.cross(d1), n;
  fit.k1 = larger;
  fit.k2 = 2 * mean - larger;

  const Eigen::Vector3d along = spread > 0 ? Eigen::Vector3d(0.5 * half / spread, K[1] / spread, -0.5 * half / spread)
                                           : Eigen::Vector3d(0.5, 0, -0.5);
  const Eigen::Vector3d across =
      spread > 0 ? Eigen::Vector3d(-0.5 * K[1] / spread, half / spread, 0.5 * K[1] / spread) : Eigen::Vector3d(0, 1, 0);
  const double var_spread = std::max(0.0, along.dot(cov_K * along));
  const double var_across = std::max(0.0, across.dot(cov_K * across));
  const Eigen::Vector3d trace(0.5, 0, 0.5);
  fit.sd_difference = 2 * std::sqrt(std::max(var_spread, var_across));
  fit.sd_k = std::sqrt(std::max(0.0, trace.dot(cov_K * trace)) + var_spread);
  fit.sd_axis = std::min(0.5 * std::sqrt(var_across) / std::max(spread, 1e-9), std::numbers::pi / 4);
  Eigen::Matrix2d slopes = covariance.block<2, 2>(1, 1);
  slopes.row(0) *= per_x, slopes.col(0) *= per_x;
  slopes.row(1) *= per_y, slopes.col(1) *= per_y;
  fit.sd_normal = std::abs(scale) * std::sqrt(std::max(0.0, 0.5 * (J.transpose() * slopes * J).trace()));
  fit.sd_location = z * z * w_scale * std::sqrt(std::max(0.0, covariance(0, 0))) * r.norm();
  return fit.p_S.allFinite() && fit.R_SF.allFinite() && std::isfinite(fit.k1) && std::isfinite(fit.k2);
}

}  // namespace

bool fit_surface(const PinholeCamera& camera, PatchWindow& window, double curvature_prior, int min_pixels,
                 SurfaceFit& fit) {
  constexpr int kTrims = 2;
  constexpr double kTrimSigmas = 3;
  constexpr double kMinIndependent = 12;  // facets and creases leave smooth residuals: never more trust than this
  // The prior on curvature, in units of the quadratic coefficients.
  const double R = window.radius / camera.fx * window.z_centre;
  const double sd = curvature_prior * R * R / (2 * window.z_centre);
  const Vector6 prior_precision = (Vector6() << 0, 0, 0, 1, 0.25, 1).finished() / (sd * sd);
  Vector6 beta = Vector6::Zero();
  Matrix6 M = Matrix6::Zero();
  Residuals residuals;
  for (int round = 0; round <= kTrims; ++round) {
    if (round > 0) {
      const int before = window.count;
      trim(window, beta, kTrimSigmas * std::sqrt(residuals.mean_square));
      if (before - window.count < before / 100) break;  // no more than white noise leaves out there
    }
    if (window.count < min_pixels) return false;
    const NormalEquations equations = accumulate(window);
    M = equations.M;
    M.diagonal() += residuals.mean_square * prior_precision + Vector6::Constant(1e-9 * window.count);
    beta = M.ldlt().solve(equations.rhs);
    if (!beta.allFinite()) return false;
    residuals = measure_residuals(window, beta);
  }
  beta[0] -= residuals.mean_square;  // the mean of 1 / z over noise of z lies above 1 / z by z's relative variance
  const double rho = std::min(residuals.correlation, 0.999);
  const double inflation = std::min(std::pow((1 + rho) / (1 - rho), 2), std::max(1.0, window.count / kMinIndependent));
  return describe(camera, window, beta, residuals.mean_square * inflation * M.inverse(), fit);
}

}  // namespace colonnade::sensors
