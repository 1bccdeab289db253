// The chain rule of chain_rule.h at one point: the figures that the document prints, to half a unit of their last
// digit.
//
//   x = 1, y = 0:  sigma(x) = 0.7311, sigma(y) = 0.5, N = 1.5, D = 2.2689
//
// Source: document 000, section 3.2
#include "experiments/checking/identities.h"
#include "experiments/identities/chain_rule.h"

namespace rederive::checking {
namespace {

using Quantity = double (*)(const Point&);

// Without random inputs: one trial says all.
Statement figure(std::string_view text, std::string_view digits, Quantity quantity) {
  return {text, [=](const Trial&) { return printed(digits, quantity({.x = 1, .y = 0})); }};
}

const RegisteredIdentities identities{
    {.title = "The chain rule through a sigmoid, in figures",
     .source = "000 §3.2",
     .claims = {
         {.id = "000.S3.2.dE-dx",
          .printed = figure("dE/dx = 0.007", "0.007", e_by_x),
          .wrong = figure("0.590, with N for 3 N", "0.590", e_by_x)},
         {.id = "000.S3.2.dE-dy",
          .printed = figure("dE/dy = -0.29", "-0.29", e_by_y),
          .wrong = figure("0.29, the sign lost", "0.29", e_by_y)},
         {.id = "000.S3.2.dE-dsx",
          .printed = figure("dE/dsigma(x) = 0.29", "0.29", e_by_sigma_x),
          .wrong = figure("-0.29, the sign of -sigma(x) not carried on", "-0.29", e_by_sigma_x)},
         {.id = "000.S3.2.dE-dsy",
          .printed = figure("dE/dsigma(y) = 0.44", "0.44", e_by_sigma_y),
          .wrong = figure("0.19, which is 1 / D^2", "0.19", e_by_sigma_y)},
         // Cut off instead of rounded, as is df/dx.
         {.id = "000.S3.2.dsx",
          .printed = figure("sigma'(1) = 0.19", "0.19", sigma_x_slope),
          .corrected = figure("sigma'(1) = 0.20", "0.20", sigma_x_slope)},
         {.id = "000.S3.2.dsy",
          .printed = figure("sigma'(0) = 0.25", "0.25", sigma_y_slope),
          .wrong = figure("0.50, which is sigma(0)", "0.50", sigma_y_slope)},
         {.id = "000.S3.2.df-dx",
          .printed = figure("df/dx = 0.064", "0.064", f_by_x),
          .corrected = figure("df/dx = 0.065", "0.065", f_by_x)},
         {.id = "000.S3.2.df-dy",
          .printed = figure("df/dy = -0.18", "-0.18", f_by_y),
          .wrong = figure("-0.29, which is dE/dy alone", "-0.29", f_by_y)},
     }}};

}  // namespace
}  // namespace rederive::checking
