#include "reference/kernels/side_by_side.h"

#include <barrier>
#include <exception>
#include <thread>

namespace rederive {
namespace {

constexpr std::size_t kRounds = 3;  // each begins with all threads together
constexpr std::size_t kPasses = 4;  // over all shapes, in a round

// What one thread does.
class Course {
 public:
  Course(const RegisteredKernel& kernel, std::string_view variant, const std::vector<Shape>& shapes, std::size_t thread)
      : kernel_(&kernel), variant_(variant), shapes_(&shapes), thread_(thread) {}

  // Operands are made before the start and digests taken after the end, so that nothing but runs can meet.
  void prepare(std::size_t passes) {
    planned_.clear();
    for (std::size_t i = 0; i < passes * shapes_->size(); ++i) {
      const std::size_t shape = (i + thread_) % shapes_->size();
      planned_.push_back({shape, kernel_->trial(variant_, (*shapes_)[shape])});
    }
  }
  void run() {
    for (const Planned& planned : planned_) planned.trial.run();
  }
  void digest(std::vector<ShapeDigests>& digests) {
    std::vector<const std::vector<std::string>*> first(shapes_->size());
    digests.reserve(digests.size() + planned_.size());  // or the pointers would dangle
    for (const Planned& planned : planned_) {
      std::vector<std::string> outputs = planned.trial.digests();
      auto& known = first[planned.shape];
      if (known != nullptr && *known == outputs) continue;
      digests.push_back({planned.shape, std::move(outputs)});
      if (known == nullptr) known = &digests.back().outputs;
    }
  }

  std::exception_ptr fault;

 private:
  struct Planned {
    std::size_t shape;
    Trial trial;
  };
  const RegisteredKernel* kernel_;
  std::string_view variant_;
  const std::vector<Shape>* shapes_;
  std::size_t thread_;
  std::vector<Planned> planned_;
};

}  // namespace

std::vector<ShapeDigests> side_by_side(const RegisteredKernel& kernel, std::string_view variant,
                                       const std::vector<Shape>& shapes, int threads) {
  std::vector<Course> courses;
  for (int thread = 0; thread < threads; ++thread) {
    courses.emplace_back(kernel, variant, shapes, static_cast<std::size_t>(thread));
  }
  std::vector<ShapeDigests> digests;
  for (std::size_t round = 0; round < (threads == 1 ? 1 : kRounds); ++round) {
    for (Course& course : courses) course.prepare(threads == 1 ? 1 : kPasses);
    std::barrier start(threads);
    const auto run = [&start](Course& course) {
      start.arrive_and_wait();
      try {
        course.run();
      } catch (...) {
        course.fault = std::current_exception();
      }
    };
    {
      std::vector<std::jthread> others;
      for (std::size_t thread = 1; thread < courses.size(); ++thread) {
        others.emplace_back([&, thread] { run(courses[thread]); });
      }
      run(courses[0]);
    }
    for (Course& course : courses) {
      if (course.fault) std::rethrow_exception(course.fault);
      course.digest(digests);
    }
  }
  return digests;
}

}  // namespace rederive
