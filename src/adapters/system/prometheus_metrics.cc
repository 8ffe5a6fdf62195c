#include "adapters/system/prometheus_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <functional>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace mien {
namespace {

/// From a millisecond to the longest that a client waits.
prometheus::Histogram::BucketBoundaries request_bounds() {
  return {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}
/// Stages are parts of a request of some ten milliseconds.
prometheus::Histogram::BucketBoundaries stage_bounds() {
  return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1};
}

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

/// Series by a label's value. They never move or go, so a reference stays good without the lock.
template <class Value>
class Cache {
 public:
  template <class Make>
  Value& get(std::string_view label, Make make) {
    {
      const std::shared_lock lock(mutex_);
      if (const auto at = values_.find(label); at != values_.end()) return *at->second;
    }
    const std::unique_lock lock(mutex_);
    const auto [at, is_new] = values_.try_emplace(std::string(label));
    if (is_new) at->second = make();
    return *at->second;
  }

 private:
  std::shared_mutex mutex_;
  std::unordered_map<std::string, std::unique_ptr<Value>, TextHash, std::equal_to<>> values_;
};

double seconds(std::chrono::nanoseconds took) { return std::chrono::duration<double>(took).count(); }

struct HistogramSeries {
  prometheus::Histogram& histogram;
};
struct CounterSeries {
  prometheus::Counter& counter;
};
struct OperationSeries {
  prometheus::Histogram& took;
  Cache<CounterSeries> by_outcome{};
};

}  // namespace

struct PrometheusMetrics::Watched {
  Kind kind;
  std::string name;
  std::string help;
  std::function<double()> read;

  prometheus::MetricFamily collect() const {
    prometheus::ClientMetric metric;
    metric.gauge.value = metric.counter.value = read();
    return {name,
            help,
            kind == Kind::kCounter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge,
            {std::move(metric)}};
  }
};

struct PrometheusMetrics::Series {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter().Name("mien_requests_total").Help("Requests answered.").Register(registry);
  prometheus::Family<prometheus::Histogram>& request_seconds =
      prometheus::BuildHistogram().Name("mien_request_seconds").Help("Time to answer a request.").Register(registry);
  prometheus::Family<prometheus::Histogram>& stage_seconds = prometheus::BuildHistogram()
                                                                 .Name("mien_stage_seconds")
                                                                 .Help("Time in a stage of the engine or the index.")
                                                                 .Register(registry);
  Cache<OperationSeries> operations;
  Cache<HistogramSeries> stages;
  std::vector<Watched> watched;
};

PrometheusMetrics::PrometheusMetrics() : series_(std::make_unique<Series>()) {}
PrometheusMetrics::~PrometheusMetrics() = default;

void PrometheusMetrics::request(std::string_view operation, std::string_view outcome,
                                std::optional<std::chrono::nanoseconds> took) {
  Series& series = *series_;
  OperationSeries& known = series.operations.get(operation, [&] {
    return std::unique_ptr<OperationSeries>(
        new OperationSeries{series.request_seconds.Add({{"operation", std::string(operation)}}, request_bounds())});
  });
  CounterSeries& count = known.by_outcome.get(outcome, [&] {
    return std::unique_ptr<CounterSeries>(new CounterSeries{
        series.requests.Add({{"operation", std::string(operation)}, {"outcome", std::string(outcome)}})});
  });
  if (took) known.took.Observe(seconds(*took));
  count.counter.Increment();
}

void PrometheusMetrics::stage(std::string_view stage, std::chrono::nanoseconds took) {
  HistogramSeries& known = series_->stages.get(stage, [&] {
    return std::unique_ptr<HistogramSeries>(
        new HistogramSeries{series_->stage_seconds.Add({{"stage", std::string(stage)}}, stage_bounds())});
  });
  known.histogram.Observe(seconds(took));
}

void PrometheusMetrics::watch(Kind kind, std::string name, std::string help, std::function<double()> read) {
  series_->watched.push_back({kind, std::move(name), std::move(help), std::move(read)});
}

std::string PrometheusMetrics::render() const {
  std::vector<prometheus::MetricFamily> families = series_->registry.Collect();
  for (const Watched& watched : series_->watched) families.push_back(watched.collect());
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace mien
