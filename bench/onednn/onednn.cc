#include "bench/onednn/onednn.h"

#include <omp.h>

#include <fmt/format.h>

namespace rederive::bench {
namespace onednn {

const dnnl::engine& cpu() {
  static const dnnl::engine engine = [] {
    omp_set_num_threads(1);  // as every other variant
    return dnnl::engine(dnnl::engine::kind::cpu, 0);
  }();
  return engine;
}

dnnl::memory::desc floats(const Dims& dims, Tag tag) { return {dims, dnnl::memory::data_type::f32, tag}; }

dnnl::memory load(ConstMatrixView data, const Dims& dims, Tag tag, const dnnl::memory::desc& wanted) {
  // oneDNN knows no const.
  dnnl::memory plain(floats(dims, tag), cpu(),
                     const_cast<float*>(data.data));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  dnnl::memory laid_out(wanted, cpu());
  dnnl::stream stream(cpu());
  dnnl::reorder(plain, laid_out).execute(stream, plain, laid_out);
  stream.wait();
  return laid_out;
}

void store(const dnnl::memory& from, MatrixView to, const Dims& dims, Tag tag) {
  dnnl::memory source = from;
  dnnl::memory plain(floats(dims, tag), cpu(), to.data);
  dnnl::stream stream(cpu());
  dnnl::reorder(source, plain).execute(stream, source, plain);
  stream.wait();
}

std::function<void()> call(const dnnl::primitive& primitive, const Arguments& arguments) {
  return [primitive, arguments, stream = dnnl::stream(cpu())]() mutable {
    primitive.execute(stream, arguments);
    stream.wait();
  };
}

}  // namespace onednn

const std::vector<ForeignRival>& foreign_rivals() {
  static const std::vector<ForeignRival> all = [] {
    std::vector<ForeignRival> rivals;
    for (const auto& family :
         {onednn::gemm_rivals(), onednn::conv2d_rivals(), onednn::pool2d_rivals(), onednn::unit_rivals()}) {
      rivals.insert(rivals.end(), family.begin(), family.end());
    }
    return rivals;
  }();
  return all;
}

std::string onednn_version() {
  const dnnl_version_t* version = dnnl_version();
  return fmt::format("oneDNN {}.{}.{}", version->major, version->minor, version->patch);
}

}  // namespace rederive::bench
