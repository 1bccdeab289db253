// Kernels that compute each element of their outputs from the same element of their inputs.
//
// All operands are (rows, cols), of any stride. Output k may be input k itself and must overlap nothing else.
// The numbers are the formula's parameters: a rate, a threshold. Such a kernel is given by one formula in four forms:
// for a float, for a vector, as Eigen has it and, in double, as oracle; ElementwiseKernel makes the rest of its
// declaration.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "reference/kernels/operands.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"

namespace rederive {

template <std::size_t kIn, std::size_t kOut = 1, std::size_t kNumbers = 0>
struct Elementwise {
  static constexpr std::size_t kInputs = kIn;
  static constexpr std::size_t kOutputs = kOut;
  using Numbers = std::array<float, kNumbers>;

  std::array<ConstMatrixView, kIn> in;
  std::array<MatrixView, kOut> out;
  Numbers numbers{};

  Index rows() const { return in[0].rows; }
  Index cols() const { return in[0].cols; }
  /// Nothing lies between the rows of any operand, so that they are one long row.
  bool contiguous() const {
    const auto whole = [](const auto& view) { return view.contiguous(); };
    bool all = true;
    for (const auto& view : in) all = all && whole(view);
    for (const auto& view : out) all = all && whole(view);
    return all;
  }
};

/// An element as the oracle has it, and how far a float may be from that: the bound that the kernel's header states.
struct Exact {
  double value = 0;
  double error = 0;
};

struct Operand {
  std::string name;
  float (*fill)(Draws&) = &Memory::uniform;
};

template <class Problem>
struct ElementwiseSheet {
  std::string name;
  std::string formula;
  std::array<Operand, Problem::kInputs> in;
  std::array<std::string, Problem::kOutputs> out;
  double flops = 0;  // an element
  std::function<std::array<Exact, Problem::kOutputs>(const std::array<double, Problem::kInputs>&,
                                                     const typename Problem::Numbers&)>
      exact;
  std::vector<Variant<Problem>> variants;  // the slack of a rival counts in bounds
  std::vector<Property<Problem>> properties;
  std::vector<typename Problem::Numbers> numbers{{}};  // to check and to time; a shape says which
};

/// The variant "scalar": `kFormula` takes the numbers, where there are any, then an element of each input, and gives a
/// float or an array of them.
template <class Problem, auto kFormula>
void run_scalar(const Problem& problem) {
  std::array<float, Problem::kInputs> x;
  for (Index i = 0; i < problem.rows(); ++i) {
    for (Index j = 0; j < problem.cols(); ++j) {
      for (std::size_t k = 0; k < x.size(); ++k) x[k] = problem.in[k](i, j);
      const auto y = [&] {
        if constexpr (std::tuple_size_v<typename Problem::Numbers> == 0) {
          return std::apply(kFormula, x);
        } else {
          return std::apply([&](auto... element) { return kFormula(problem.numbers, element...); }, x);
        }
      }();
      if constexpr (Problem::kOutputs == 1) {
        problem.out[0](i, j) = y;
      } else {
        for (std::size_t k = 0; k < y.size(); ++k) problem.out[k](i, j) = y[k];
      }
    }
  }
}

/// The variant "eigen".
template <class Problem, auto kMember>
void run_eigen(const Problem& problem) {
  const bool flat = problem.contiguous();
  const Index rows = flat && problem.rows() > 0 ? 1 : problem.rows();
  const Index cols = flat ? problem.in[0].size() : problem.cols();
  for (Index i = 0; i < rows; ++i) {
    std::array<const float*, Problem::kInputs> in;
    std::array<float*, Problem::kOutputs> out;
    for (std::size_t k = 0; k < in.size(); ++k) in[k] = problem.in[k].row(i);
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = problem.out[k].row(i);
    (rivals::eigen().elementwise.*kMember)(in.data(), out.data(), problem.numbers.data(), cols);
  }
}

/// The declaration, and the call that runs the selected variant.
template <class Problem>
class ElementwiseKernel {
 public:
  explicit ElementwiseKernel(ElementwiseSheet<Problem> sheet)
      : sheet_(std::move(sheet)), registered_(declare(sheet_)) {}

  /// Throws ShapeError where an operand has not the shape of the first.
  void operator()(const Problem& problem) const {
    const auto require = [&](const std::string& operand, ConstMatrixView view) {
      require_shape(sheet_.name.c_str(), operand.c_str(), view, problem.rows(), problem.cols());
    };
    for (std::size_t k = 0; k < Problem::kInputs; ++k) require(sheet_.in[k].name, problem.in[k]);
    for (std::size_t k = 0; k < Problem::kOutputs; ++k) require(sheet_.out[k], problem.out[k]);
    sheet_.variants[registered_.selected()].run(problem);
  }

 private:
  static Kernel<Problem> declare(const ElementwiseSheet<Problem>& sheet);

  ElementwiseSheet<Problem> sheet_;
  RegisteredKernel registered_;
};

/// A problem of this shape (rows, cols, in place, which numbers) with inputs that `fills` or the sheet makes.
template <class Problem>
Problem make_elementwise(const ElementwiseSheet<Problem>& sheet, const Shape& s, Memory& memory) {
  Problem problem{};
  for (std::size_t k = 0; k < Problem::kInputs; ++k) {
    if (s[2] != 0 && k < Problem::kOutputs) {
      problem.out[k] = memory.output(sheet.in[k].name, s[0], s[1], sheet.in[k].fill);
      problem.in[k] = problem.out[k];
    } else {
      problem.in[k] = memory.input(sheet.in[k].name, s[0], s[1], sheet.in[k].fill);
    }
  }
  for (std::size_t k = 0; k < Problem::kOutputs; ++k) {
    if (s[2] == 0) problem.out[k] = memory.output(sheet.out[k] + " written", s[0], s[1]);
  }
  problem.numbers = sheet.numbers[static_cast<std::size_t>(s[3])];
  return problem;
}

/// A property of single elements: `fault` sees the inputs and the outputs of one, and gives what is wrong or nothing.
template <class Problem>
Property<Problem> element_property(
    std::string name, std::array<float (*)(Draws&), Problem::kInputs> fills, typename Problem::Numbers numbers,
    std::function<bool(const std::array<double, Problem::kInputs>&, const std::array<double, Problem::kOutputs>&)>
        holds) {
  const auto fault = [=](void (*run)(const Problem&), const Shape& s, Memory& memory) -> std::string {
    Problem problem{};
    for (std::size_t k = 0; k < fills.size(); ++k) {
      problem.in[k] = memory.input("property " + std::to_string(k), s[0], s[1], fills[k]);
    }
    for (std::size_t k = 0; k < Problem::kOutputs; ++k) {
      problem.out[k] = memory.output("property's output " + std::to_string(k), s[0], s[1]);
    }
    problem.numbers = numbers;
    run(problem);
    for (Index i = 0; i < s[0]; ++i) {
      for (Index j = 0; j < s[1]; ++j) {
        std::array<double, Problem::kInputs> x;
        std::array<double, Problem::kOutputs> y;
        for (std::size_t k = 0; k < x.size(); ++k) x[k] = problem.in[k](i, j);
        for (std::size_t k = 0; k < y.size(); ++k) y[k] = problem.out[k](i, j);
        if (!holds(x, y)) return "not at " + std::to_string(x[0]) + ", which gives " + std::to_string(y[0]);
      }
    }
    return "";
  };
  return {std::move(name), fault};
}

template <class Problem>
Kernel<Problem> ElementwiseKernel<Problem>::declare(const ElementwiseSheet<Problem>& sheet) {
  Kernel<Problem> kernel;
  kernel.name = sheet.name;
  kernel.formula = sheet.formula;
  kernel.axes = {"rows", "cols", "inplace", "s"};
  kernel.cost = [flops = sheet.flops](const Shape& s) {
    const double elements = static_cast<double>(s[0]) * static_cast<double>(s[1]);
    return Cost{flops * elements, 4.0 * (Problem::kInputs + Problem::kOutputs) * elements};
  };
  const auto sets = static_cast<Index>(sheet.numbers.size());
  Index place = 0;
  for (const auto& [rows, cols] : {std::pair<Index, Index>{0, 5},
                                   {5, 0},
                                   {1, 1},
                                   {3, 7},
                                   {3, 7},
                                   {2, 15},
                                   {2, 16},
                                   {2, 17},
                                   {7, 31},
                                   {4, 33},
                                   {1, 4097},
                                   {5, 131}}) {
    kernel.check.push_back({rows, cols, place % 2, place % sets});
    ++place;
  }
  kernel.bench = {{1, 1000, 0, 0}, {100, 784, 0, 0}, {1000, 1000, 0, 0}};
  kernel.make = [sheet](const Shape& s, Memory& memory) { return make_elementwise(sheet, s, memory); };
  kernel.oracle = [sheet](const Problem& problem) {
    std::vector<Expected> all;
    for (const std::string& name : sheet.out) all.push_back({name, {}, {}});
    for (Index i = 0; i < problem.rows(); ++i) {
      for (Index j = 0; j < problem.cols(); ++j) {
        std::array<double, Problem::kInputs> x;
        for (std::size_t k = 0; k < x.size(); ++k) x[k] = problem.in[k](i, j);
        const auto exact = sheet.exact(x, problem.numbers);
        for (std::size_t k = 0; k < exact.size(); ++k) {
          all[k].value.push_back(exact[k].value);
          all[k].scale.push_back(exact[k].error);
        }
      }
    }
    return all;
  };
  kernel.bound = [](const Shape&, const Expected& e, std::size_t i, double slack) { return e.scale[i] * (1 + slack); };
  kernel.results = [](const Problem& problem) {
    std::vector<std::vector<double>> all;
    for (const MatrixView& view : problem.out) all.push_back(values(view));
    return all;
  };
  kernel.properties = sheet.properties;
  kernel.variants = sheet.variants;
  return kernel;
}

}  // namespace rederive
