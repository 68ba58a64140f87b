#include "stdlib/features/convex_hull.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <tuple>

namespace rgx::features {

namespace {

using P = std::array<std::int32_t, 3>;
using V = std::array<std::int64_t, 3>;

V minus(const P& a, const P& b) {
  return {static_cast<std::int64_t>(a[0]) - b[0], static_cast<std::int64_t>(a[1]) - b[1],
          static_cast<std::int64_t>(a[2]) - b[2]};
}
V cross(const V& a, const V& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
std::int64_t dot(const V& a, const V& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

// Andrew's monotone chain in a plane of equal z; points sorted by (y, x) within it.
void thin_plane(const P* first, const P* last, std::vector<P>& out) {
  std::vector<P> points(first, last);
  if (points.size() < 3) {
    out.insert(out.end(), points.begin(), points.end());
    return;
  }
  const auto turn = [](const P& o, const P& a, const P& b) { return cross(minus(a, o), minus(b, o))[2]; };
  std::vector<P> hull(2 * points.size());
  std::size_t k = 0;
  for (const P& p : points) {
    while (k >= 2 && turn(hull[k - 2], hull[k - 1], p) >= 0) --k;
    hull[k++] = p;
  }
  const std::size_t lower = k + 1;
  for (std::size_t i = points.size() - 1; i-- > 0;) {
    while (k >= lower && turn(hull[k - 2], hull[k - 1], points[i]) >= 0) --k;
    hull[k++] = points[i];
  }
  out.insert(out.end(), hull.begin(), hull.begin() + static_cast<std::ptrdiff_t>(k - 1));
}

std::vector<P> thin(std::vector<P> points) {
  std::sort(points.begin(), points.end(),
            [](const P& a, const P& b) { return std::tie(a[2], a[1], a[0]) < std::tie(b[2], b[1], b[0]); });
  points.erase(std::unique(points.begin(), points.end()), points.end());
  std::vector<P> out;
  for (std::size_t i = 0; i < points.size();) {
    std::size_t j = i;
    while (j < points.size() && points[j][2] == points[i][2]) ++j;
    thin_plane(points.data() + i, points.data() + j, out);
    i = j;
  }
  return out;
}

struct Face {
  std::array<int, 3> corner;
  V normal;
  std::int64_t offset;
};

class Builder {
 public:
  explicit Builder(std::vector<P> points) : points_(std::move(points)) {}

  std::vector<Face> run() {
    start();
    for (int i = 0; i < static_cast<int>(points_.size()); ++i) add(i);
    return std::move(faces_);
  }
  const std::vector<P>& points() const { return points_; }

 private:
  const P& at(int i) const { return points_[static_cast<std::size_t>(i)]; }

  Face face(int a, int b, int c) const {
    const V n = cross(minus(at(b), at(a)), minus(at(c), at(a)));
    return {{a, b, c}, n, dot(n, {at(a)[0], at(a)[1], at(a)[2]})};
  }
  std::int64_t height(const Face& f, int i) const { return dot(f.normal, {at(i)[0], at(i)[1], at(i)[2]}) - f.offset; }

  // A first tetrahedron of points as far apart as a cheap search finds.
  void start() {
    const int n = static_cast<int>(points_.size());
    if (n < 4) throw std::invalid_argument("a hull needs four points");
    const auto farthest = [n](auto&& measure) {
      int best = 0;
      std::int64_t most = 0;
      for (int i = 0; i < n; ++i) {
        const std::int64_t m = measure(i);
        if (m > most) {
          most = m;
          best = i;
        }
      }
      if (most == 0) throw std::invalid_argument("a hull needs points that do not lie in one plane");
      return best;
    };
    const int a = 0;
    const int b = farthest([&](int i) { return dot(minus(at(i), at(a)), minus(at(i), at(a))); });
    const int c = farthest([&](int i) {
      const V x = cross(minus(at(b), at(a)), minus(at(i), at(a)));
      return std::abs(x[0]) + std::abs(x[1]) + std::abs(x[2]);
    });
    const Face base = face(a, b, c);
    const int d = farthest([&](int i) { return std::abs(height(base, i)); });
    const bool above = height(base, d) > 0;
    const int p = above ? c : b, q = above ? b : c;  // so that d is below a, p, q
    faces_ = {face(a, p, q), face(a, d, p), face(p, d, q), face(q, d, a)};
  }

  // Faces that see the point go; the edges they shared with faces that stay get new faces to the point.
  void add(int i) {
    visible_.clear();
    for (std::size_t f = 0; f < faces_.size(); ++f) {
      if (height(faces_[f], i) > 0) visible_.push_back(f);
    }
    if (visible_.empty()) return;
    edges_.clear();
    for (const std::size_t f : visible_) {
      const auto& c = faces_[f].corner;
      for (std::size_t e = 0; e < 3; ++e) edges_.push_back({c[e], c[(e + 1) % 3]});
    }
    std::sort(edges_.begin(), edges_.end());
    for (auto it = visible_.rbegin(); it != visible_.rend(); ++it) {
      faces_[*it] = faces_.back();
      faces_.pop_back();
    }
    for (const auto& e : edges_) {
      const std::array<int, 2> twin{e[1], e[0]};
      if (!std::binary_search(edges_.begin(), edges_.end(), twin)) faces_.push_back(face(e[0], e[1], i));
    }
  }

  std::vector<P> points_;
  std::vector<Face> faces_;
  std::vector<std::size_t> visible_;
  std::vector<std::array<int, 2>> edges_;
};

}  // namespace

Hull convex_hull(std::vector<P> points) {
  Builder builder(thin(std::move(points)));
  const std::vector<Face> faces = builder.run();
  std::vector<int> place(builder.points().size(), -1);
  Hull hull;
  for (const Face& f : faces) {
    P t{};
    for (std::size_t c = 0; c < 3; ++c) {
      int& at = place[static_cast<std::size_t>(f.corner[c])];
      if (at < 0) {
        at = static_cast<int>(hull.points.size());
        hull.points.push_back(builder.points()[static_cast<std::size_t>(f.corner[c])]);
      }
      t[c] = at;
    }
    hull.triangles.push_back(t);
  }
  return hull;
}

double hull_volume(const Hull& hull, const std::array<double, 3>& half_spacing) {
  std::int64_t six_volumes = 0;
  for (const auto& t : hull.triangles) {
    const auto corner = [&](std::size_t i) {
      return minus(hull.points[static_cast<std::size_t>(t[i])], hull.points[0]);
    };
    six_volumes += dot(corner(0), cross(corner(1), corner(2)));
  }
  return static_cast<double>(six_volumes) / 6 * half_spacing[0] * half_spacing[1] * half_spacing[2];
}

double hull_area(const Hull& hull, const std::array<double, 3>& s) {
  double area = 0;
  for (const auto& t : hull.triangles) {
    const auto corner = [&](std::size_t i) -> const P& { return hull.points[static_cast<std::size_t>(t[i])]; };
    const V n = cross(minus(corner(1), corner(0)), minus(corner(2), corner(0)));
    area += 0.5 * std::hypot(static_cast<double>(n[0]) * s[1] * s[2], static_cast<double>(n[1]) * s[2] * s[0],
                             static_cast<double>(n[2]) * s[0] * s[1]);
  }
  return area;
}

double hull_diameter(const Hull& hull, const std::array<double, 3>& s) {
  double most = 0;
  for (std::size_t i = 0; i < hull.points.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const V d = minus(hull.points[i], hull.points[j]);
      double squared = 0;
      for (std::size_t a = 0; a < 3; ++a) squared += static_cast<double>(d[a] * d[a]) * s[a] * s[a];
      most = std::max(most, squared);
    }
  }
  return std::sqrt(most);
}

}  // namespace rgx::features
