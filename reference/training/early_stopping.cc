#include "reference/training/early_stopping.h"

namespace rederive {

bool EarlyStopping::done(int epoch, double measure, std::span<Trainable* const> parameters) {
  if (measure < best_ || kept_.empty()) {
    best_ = measure < best_ ? measure : best_;
    best_epoch_ = epoch;
    kept_.clear();
    for (const Trainable* parameter : parameters) kept_.push_back(parameter->value);
  }
  return patience_ > 0 && epoch - best_epoch_ >= patience_;
}

void EarlyStopping::restore(std::span<Trainable* const> parameters) const {
  for (std::size_t i = 0; i < kept_.size(); ++i) parameters[i]->value = kept_[i];
}

}  // namespace rederive
