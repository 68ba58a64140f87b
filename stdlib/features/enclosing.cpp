#include "stdlib/features/enclosing.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace rgx::features {

namespace {

using Vector = Eigen::Vector3d;
using Whole = std::array<std::int64_t, 3>;

// The hull in mm, laid out for loops over all faces and edges.
struct Body {
  std::vector<Vector> corner;
  std::vector<std::array<double, 3>> area;  // of a triangle: its area times its unit normal
  std::vector<std::array<int, 4>> edges;    // two corners, the two triangles that meet there
  std::vector<Vector> directions;           // unit normals of the faces; coplanar and opposite ones once
};

Body lay_out(const Hull& hull, const std::array<double, 3>& s) {
  Body body;
  for (const auto& p : hull.points) body.corner.emplace_back(p[0] * s[0], p[1] * s[1], p[2] * s[2]);
  std::vector<Whole> normals;
  std::vector<std::array<int, 3>> half_edges;  // lower corner, higher corner, triangle
  for (std::size_t t = 0; t < hull.triangles.size(); ++t) {
    const auto& c = hull.triangles[t];
    const auto point = [&](std::size_t i) -> const auto& { return hull.points[static_cast<std::size_t>(c[i])]; };
    Whole u{}, v{};
    for (std::size_t a = 0; a < 3; ++a) {
      u[a] = static_cast<std::int64_t>(point(1)[a]) - point(0)[a];
      v[a] = static_cast<std::int64_t>(point(2)[a]) - point(0)[a];
    }
    Whole n{u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
    // Stretching space by s stretches an area vector by the other two axes.
    body.area.push_back({0.5 * static_cast<double>(n[0]) * s[1] * s[2], 0.5 * static_cast<double>(n[1]) * s[2] * s[0],
                         0.5 * static_cast<double>(n[2]) * s[0] * s[1]});
    const std::int64_t divisor = std::gcd(std::gcd(n[0], n[1]), n[2]);
    const bool turn = n[2] < 0 || (n[2] == 0 && (n[1] < 0 || (n[1] == 0 && n[0] < 0)));
    for (auto& x : n) x = (turn ? -x : x) / divisor;
    normals.push_back(n);
    for (std::size_t e = 0; e < 3; ++e) {
      const int a = c[e], b = c[(e + 1) % 3];
      half_edges.push_back({std::min(a, b), std::max(a, b), static_cast<int>(t)});
    }
  }
  std::sort(half_edges.begin(), half_edges.end());
  for (std::size_t i = 0; i + 1 < half_edges.size(); i += 2)
    body.edges.push_back({half_edges[i][0], half_edges[i][1], half_edges[i][2], half_edges[i + 1][2]});
  std::sort(normals.begin(), normals.end());
  normals.erase(std::unique(normals.begin(), normals.end()), normals.end());
  for (const Whole& n : normals) {
    body.directions.push_back(Vector(static_cast<double>(n[0]) * s[1] * s[2], static_cast<double>(n[1]) * s[2] * s[0],
                                     static_cast<double>(n[2]) * s[0] * s[1])
                                  .normalized());
  }
  return body;
}

double extent_along(const Body& body, const Vector& direction) {
  double low = body.corner[0].dot(direction), high = low;
  for (const Vector& p : body.corner) {
    const double d = p.dot(direction);
    low = std::min(low, d);
    high = std::max(high, d);
  }
  return high - low;
}

// Signed areas of the triangles as seen along `direction`; their sum without signs is twice the projection's area.
double project_areas(const Body& body, const Vector& direction, std::vector<double>& seen) {
  seen.resize(body.area.size());
  double twice = 0;
  for (std::size_t t = 0; t < seen.size(); ++t) {
    seen[t] = body.area[t][0] * direction[0] + body.area[t][1] * direction[1] + body.area[t][2] * direction[2];
    twice += std::fabs(seen[t]);
  }
  return twice / 2;
}

using Flat = std::array<double, 2>;

double turn(const Flat& o, const Flat& a, const Flat& b) {
  return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
}

void keep_flat_hull(std::vector<Flat>& points) {
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  if (points.size() < 3) return;
  std::vector<Flat> hull(2 * points.size());
  std::size_t k = 0;
  for (const Flat& p : points) {
    while (k >= 2 && turn(hull[k - 2], hull[k - 1], p) <= 0) --k;
    hull[k++] = p;
  }
  const std::size_t lower = k + 1;
  for (std::size_t i = points.size() - 1; i-- > 0;) {
    while (k >= lower && turn(hull[k - 2], hull[k - 1], points[i]) <= 0) --k;
    hull[k++] = points[i];
  }
  hull.resize(k - 1);
  points = std::move(hull);
}

struct Rectangle {
  double along = 0, across = 0;
};

// Boxes of one volume are told apart by their area, so that the way the image lies does not choose; this is how near
// two volumes (or areas of rectangles) have to be to be one, relative.
constexpr double kEqual = 1e-10;

// Of all rectangles with a side along an edge of the polygon (counter-clockwise), the smallest; of equal ones that with
// the smaller circumference. Three calipers go
// around with the edge: farthest ahead, farthest across, farthest behind.
Rectangle smallest_rectangle(const std::vector<Flat>& p) {
  const std::size_t n = p.size();
  Rectangle best;
  double least = 0;
  std::size_t ahead = 1, across = 1, behind = 1;
  for (std::size_t i = 0; i < n; ++i) {
    const Flat& a = p[i];
    const Flat& b = p[(i + 1) % n];
    const double length = std::hypot(b[0] - a[0], b[1] - a[1]);
    const double ex = (b[0] - a[0]) / length, ey = (b[1] - a[1]) / length;
    const auto along = [&](std::size_t k) { return (p[k % n][0] - a[0]) * ex + (p[k % n][1] - a[1]) * ey; };
    const auto aside = [&](std::size_t k) { return (p[k % n][1] - a[1]) * ex - (p[k % n][0] - a[0]) * ey; };
    ahead = std::max(ahead, i + 1);
    while (ahead < i + n && along(ahead + 1) >= along(ahead)) ++ahead;
    across = std::max(across, ahead);
    while (across < i + n && aside(across + 1) >= aside(across)) ++across;
    behind = std::max(behind, across);
    while (behind < i + n && along(behind + 1) <= along(behind)) ++behind;
    const Rectangle here{along(ahead) - along(behind), aside(across)};
    const double area = here.along * here.across;
    const bool equal = i > 0 && std::fabs(area - least) <= kEqual * least;
    if (i == 0 || (equal ? here.along + here.across < best.along + best.across : area < least)) {
      least = area;
      best = here;
    }
  }
  return best;
}

// The smallest box with a side normal to `direction`.
Box box_along(const Body& body, const Vector& direction) {
  std::vector<double> seen;
  const double shadow = project_areas(body, direction, seen);
  // Corners of the projection are ends of edges at which the body turns away; triangles seen edge-on count as both.
  const double edge_on = 1e-12 * shadow;
  std::vector<char> outline(body.corner.size(), 0);
  for (const auto& e : body.edges) {
    const double f = seen[static_cast<std::size_t>(e[2])], g = seen[static_cast<std::size_t>(e[3])];
    if ((f > edge_on && g > edge_on) || (f < -edge_on && g < -edge_on)) continue;
    outline[static_cast<std::size_t>(e[0])] = outline[static_cast<std::size_t>(e[1])] = 1;
  }
  const Vector u = direction.unitOrthogonal(), v = direction.cross(u);
  std::vector<Flat> points;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    if (outline[i] != 0) points.push_back({body.corner[i].dot(u), body.corner[i].dot(v)});
  }
  keep_flat_hull(points);
  const Rectangle base = smallest_rectangle(points);
  Box box{{base.along, base.across, extent_along(body, direction)}};
  std::sort(box.edges.begin(), box.edges.end(), std::greater<>());
  return box;
}

}  // namespace

Box smallest_box(const Hull& hull, const std::array<double, 3>& half_spacing, const stats::ParallelFor& parallel) {
  const Body body = lay_out(hull, half_spacing);
  // No box along a direction is smaller than the body's extent times the area of its shadow: directions are tried from
  // the most promising on, until none can be better. Batches are of fixed size, whatever the threads.
  const std::size_t n = body.directions.size();
  std::vector<double> bound(n);
  constexpr std::size_t kBatch = 64;
  const std::size_t batches = (n + kBatch - 1) / kBatch;
  parallel(batches, [&](std::size_t b) {
    std::vector<double> seen;
    for (std::size_t i = b * kBatch; i < std::min(n, (b + 1) * kBatch); ++i)
      bound[i] = project_areas(body, body.directions[i], seen) * extent_along(body, body.directions[i]);
  });
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return bound[a] != bound[b] ? bound[a] < bound[b] : a < b; });
  Box best;
  std::array<Box, kBatch> tried;
  for (std::size_t b = 0; b < batches; ++b) {
    const std::size_t first = b * kBatch, last = std::min(n, first + kBatch);
    if (b > 0 && bound[order[first]] > best.volume() * (1 + kEqual)) break;
    parallel(last - first, [&](std::size_t i) { tried[i] = box_along(body, body.directions[order[first + i]]); });
    for (std::size_t i = 0; i < last - first; ++i) {
      const double difference = tried[i].volume() - best.volume();
      const bool equal = std::fabs(difference) <= kEqual * best.volume();
      if ((b == 0 && i == 0) || (equal ? tried[i].area() < best.area() : difference < 0)) best = tried[i];
    }
  }
  return best;
}

std::array<double, 3> smallest_ellipsoid(const Hull& hull, const std::array<double, 3>& half_spacing) {
  constexpr double kGap = 1e-6;
  constexpr int kSteps = 100000;
  // Ellipsoids go along with affine maps: the corners are scaled to a box from -1 to 1.
  Eigen::Array3d low = Eigen::Array3d::Constant(1e300), high = -low;
  for (const auto& p : hull.points) {
    for (int a = 0; a < 3; ++a) {
      const double x = p[static_cast<std::size_t>(a)];
      low[a] = std::min(low[a], x);
      high[a] = std::max(high[a], x);
    }
  }
  const std::size_t n = hull.points.size();
  std::vector<Eigen::Vector4d> q(n);  // corners lifted into the hyperplane at 1
  for (std::size_t i = 0; i < n; ++i) {
    for (int a = 0; a < 3; ++a)
      q[i][a] = (2 * hull.points[i][static_cast<std::size_t>(a)] - low[a] - high[a]) / (high[a] - low[a]);
    q[i][3] = 1;
  }
  // Start from the ends of the hull along directions that are each orthogonal to what was found (Kumar & Yildirim).
  std::vector<double> weight(n, 0);
  std::vector<Vector> found;
  for (int d = 0; d < 3; ++d) {
    Vector direction = Vector::Unit(d);
    if (d > 0) {
      direction = d == 1 ? Vector(found[0].unitOrthogonal()) : Vector(found[0].cross(found[1]).normalized());
    }
    std::size_t least = 0, most = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (q[i].head<3>().dot(direction) < q[least].head<3>().dot(direction)) least = i;
      if (q[i].head<3>().dot(direction) > q[most].head<3>().dot(direction)) most = i;
    }
    weight[least] = weight[most] = 1;
    found.push_back(Vector(q[most].head<3>() - q[least].head<3>()));
  }
  const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
  for (double& w : weight) w /= total;

  constexpr double kDimension = 4;
  Eigen::Matrix4d moment;
  for (int step = 0; step < kSteps; ++step) {
    if (step % 64 == 0) {  // anew, so that rounding does not pile up
      moment.setZero();
      for (std::size_t i = 0; i < n; ++i) {
        if (weight[i] > 0) moment += weight[i] * q[i] * q[i].transpose();
      }
    }
    const Eigen::Matrix4d inverse = moment.inverse();
    std::size_t far = 0, near = n;
    double farthest = 0, nearest = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double k = q[i].dot(inverse * q[i]);
      if (k > farthest) {
        farthest = k;
        far = i;
      }
      if (weight[i] > 0 && (near == n || k < nearest)) {
        nearest = k;
        near = i;
      }
    }
    if (farthest <= kDimension * (1 + kGap)) break;
    // Towards the corner farthest out, or away from a corner with weight that lies too far in.
    const bool towards = farthest - kDimension >= kDimension - nearest;
    const std::size_t j = towards ? far : near;
    const double k = towards ? farthest : nearest;
    double share = (k - kDimension) / (kDimension * (k - 1));
    if (!towards) {
      const double all = -weight[j] / (1 - weight[j]);  // the corner loses its weight
      share = k > 1 ? std::max(share, all) : all;
    }
    for (double& w : weight) w *= 1 - share;
    weight[j] += share;
    if (!towards && weight[j] < 1e-15) weight[j] = 0;
    moment = (1 - share) * moment + share * q[j] * q[j].transpose();
  }

  // Back to mm: centre and second moments of the weighted corners.
  std::vector<Vector> p(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (int a = 0; a < 3; ++a)
      p[i][a] = (hull.points[i][static_cast<std::size_t>(a)] - (low[a] + high[a]) / 2) *
                half_spacing[static_cast<std::size_t>(a)];
  }
  Vector centre = Vector::Zero();
  for (std::size_t i = 0; i < n; ++i) centre += weight[i] * p[i];
  Eigen::Matrix3d spread = Eigen::Matrix3d::Zero();
  for (std::size_t i = 0; i < n; ++i) spread += weight[i] * (p[i] - centre) * (p[i] - centre).transpose();
  const Eigen::Matrix3d inverse = spread.inverse();
  double most = 0;
  for (std::size_t i = 0; i < n; ++i) most = std::max(most, (p[i] - centre).dot(inverse * (p[i] - centre)));
  const Vector values = Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(spread, Eigen::EigenvaluesOnly).eigenvalues();
  return {std::sqrt(most * values[2]), std::sqrt(most * values[1]), std::sqrt(most * values[0])};
}

}  // namespace rgx::features
