#include "app/engine.h"

#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <map>
#include <mutex>
#include <semaphore>
#include <stop_token>
#include <thread>

#include "fakes/fake_decoder.h"
#include "fakes/fake_net.h"
#include "unit/vision/pictures.h"

namespace mien::app {
namespace {

using fakes::fake_detector;
using fakes::FakeDecoder;
using fakes::FakeNet;

/// Holds everyone who decodes until the test lets them go on.
class GatedDecoder final : public ImageDecoder {
 public:
  Result<DecodedImage> decode(std::span<const std::byte> file, const Options& options) const override {
    {
      const std::scoped_lock lock(mutex_);
      order_.push_back(std::to_integer<int>(file.front()));
    }
    entered_.release();
    gate_.acquire();
    return inner_.decode(file, options);
  }
  void wait_for_one_inside() { entered_.acquire(); }
  void let_pass(std::ptrdiff_t callers) { gate_.release(callers); }
  /// The first bytes of the files, as they came.
  std::vector<int> order() const {
    const std::scoped_lock lock(mutex_);
    return order_;
  }

 private:
  FakeDecoder inner_{160, 160};
  mutable std::counting_semaphore<> entered_{0};
  mutable std::counting_semaphore<> gate_{0};
  mutable std::mutex mutex_;
  mutable std::vector<int> order_;  ///< Guarded by mutex_.
};

class CountingMetrics final : public Metrics {
 public:
  void request(std::string_view, std::string_view, std::optional<std::chrono::nanoseconds>) override {}
  void stage(std::string_view stage, std::chrono::nanoseconds took) override {
    const std::scoped_lock lock(mutex_);
    ++stages_[std::string(stage)];
    EXPECT_GE(took.count(), 0);
  }
  std::string render() const override { return {}; }
  std::map<std::string, int> stages() const {
    const std::scoped_lock lock(mutex_);
    return stages_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, int> stages_;  ///< Guarded by mutex_.
};

class EngineTest : public testing::Test {
 protected:
  EngineTest() {
    pack_.detector = "detector";
    pack_.recognisers = {{.net = "recogniser", .alignment = {tests::kTemplate128, 128}, .dimension = 8}};
  }

  std::unique_ptr<Engine> engine(const ImageDecoder& decoder, std::size_t analysers, std::size_t waiting_max,
                                 Metrics* metrics = nullptr) {
    std::vector<std::unique_ptr<Analyser>> made;
    for (std::size_t i = 0; i < analysers; ++i) {
      auto analyser = Analyser::open(decoder, pack_, [this](const std::string& name) -> const Net& {
        return name == "detector" ? detector_ : recogniser_;
      });
      EXPECT_TRUE(analyser) << analyser.error().message;
      made.push_back(*std::move(analyser));
    }
    return std::make_unique<Engine>(std::move(made), waiting_max, metrics);
  }

  static std::vector<std::byte> file(int number) { return {static_cast<std::byte>(number)}; }

  ModelPack pack_;
  FakeNet detector_ = fake_detector({{}}, 160, 160);
  bool broken_ = false;  ///< Makes the recogniser give NaN.
  FakeNet recogniser_{{"embedding"}, [this](FakeNet::Run run) -> Result<void> {
                        run.outputs[0].assign(8, broken_ ? std::numeric_limits<float>::quiet_NaN() : 1.0F);
                        for (std::size_t i = 0; i < run.input.size(); ++i) run.outputs[0][i % 8] += run.input[i] / 1000;
                        return {};
                      }};
};

TEST_F(EngineTest, RefusesACallerWhoWouldHaveToWaitWhereNobodyMay) {
  GatedDecoder decoder;
  const auto engine = this->engine(decoder, 1, 0);
  std::jthread busy([&] { EXPECT_TRUE(engine->read(file(1), {})); });
  decoder.wait_for_one_inside();
  const auto refused = engine->read(file(2), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kOverloaded);
  decoder.let_pass(1);
}

TEST_F(EngineTest, LetsAsManyWaitAsItMayAndRefusesTheNext) {
  GatedDecoder decoder;
  const auto engine = this->engine(decoder, 1, 2);
  std::jthread busy([&] { EXPECT_TRUE(engine->read(file(1), {})); });
  decoder.wait_for_one_inside();
  // Of many callers at once exactly two find a place in the line, whatever the order; the others come back at once.
  constexpr int kCallers = 8;
  std::atomic<int> served{0}, refused{0};
  std::counting_semaphore<> back{0};
  std::vector<std::jthread> callers;
  for (int i = 0; i < kCallers; ++i)
    callers.emplace_back([&] {
      const auto image = engine->read(file(2), {});
      if (image)
        ++served;
      else if (image.error().code == ErrorCode::kOverloaded)
        ++refused;
      back.release();
    });
  for (int i = 0; i < kCallers - 2; ++i) back.acquire();
  EXPECT_EQ(refused, kCallers - 2);
  decoder.let_pass(3);
  callers.clear();
  EXPECT_EQ(served, 2);
  EXPECT_EQ(refused, kCallers - 2);
}

TEST_F(EngineTest, ServesThoseWhoWaitBeforeANewcomer) {
  GatedDecoder decoder;
  const auto engine = this->engine(decoder, 1, 2);
  std::jthread busy([&] {
    EXPECT_TRUE(engine->read(file(1), {}));
    EXPECT_TRUE(engine->read(file(3), {}));  // Awake already, while the others still sleep.
  });
  decoder.wait_for_one_inside();
  constexpr int kCallers = 5;
  std::counting_semaphore<> refused{0};
  std::vector<std::jthread> callers;
  for (int i = 0; i < kCallers; ++i)
    callers.emplace_back([&] {
      if (!engine->read(file(2), {})) refused.release();
    });
  for (int i = 0; i < kCallers - 2; ++i) refused.acquire();  // Now two wait.
  decoder.let_pass(4);
  callers.clear();
  busy.join();
  EXPECT_EQ(decoder.order(), (std::vector{1, 2, 2, 3}));
}

TEST_F(EngineTest, LetsThoseGoFirstThatWaitForAnAnswerButNotForEver) {
  GatedDecoder decoder;
  const auto engine = this->engine(decoder, 1, 20);
  std::vector<std::jthread> callers;
  callers.emplace_back([&] { EXPECT_TRUE(engine->read(file(1), {})); });
  decoder.wait_for_one_inside();
  std::size_t waiting = 0;
  const auto come = [&](int number, Patience::TimePoint deadline) {
    callers.emplace_back(
        [&, number, deadline] { EXPECT_TRUE(engine->read(file(number), {.patience = Patience({}, deadline)})); });
    ++waiting;
    while (engine->waiting() < waiting) std::this_thread::yield();
  };
  const auto soon = std::chrono::steady_clock::now() + std::chrono::hours(1);
  for (const int number : {50, 51}) come(number, Patience::TimePoint::max());
  for (int number = 10; number < 16; ++number) come(number, soon);
  decoder.let_pass(9);
  callers.clear();
  EXPECT_EQ(decoder.order(), (std::vector{1, 10, 11, 12, 13, 50, 14, 15, 51}));
}

TEST_F(EngineTest, ServesAgainAfterItWasOverloaded) {
  GatedDecoder decoder;
  const auto engine = this->engine(decoder, 1, 0);
  {
    std::jthread busy([&] { EXPECT_TRUE(engine->read(file(1), {})); });
    decoder.wait_for_one_inside();
    EXPECT_FALSE(engine->read(file(2), {}));
    decoder.let_pass(1);
  }
  decoder.let_pass(1);
  EXPECT_TRUE(engine->read(file(3), {}));
}

TEST_F(EngineTest, WorksOnAsManyPicturesAtOnceAsItHasAnalysers) {
  GatedDecoder decoder;
  const auto engine = this->engine(decoder, 2, 0);
  std::jthread first([&] { EXPECT_TRUE(engine->read(file(1), {})); });
  std::jthread second([&] { EXPECT_TRUE(engine->read(file(2), {})); });
  decoder.wait_for_one_inside();
  decoder.wait_for_one_inside();  // Both are inside at the same time.
  EXPECT_FALSE(engine->read(file(3), {}));
  decoder.let_pass(2);
}

TEST_F(EngineTest, AnswersManyThreadsAsItAnswersOne) {
  const FakeDecoder decoder(160, 160);
  const auto engine = this->engine(decoder, 3, 100);
  constexpr int kFiles = 5;
  std::vector<Embedding> expected;
  for (int i = 0; i < kFiles; ++i) {
    const auto image = engine->read(file(i), {.embeddings_max = 1});
    ASSERT_TRUE(image && image->faces.size() == 1 && image->faces[0].embedding);
    expected.push_back(*image->faces[0].embedding);
  }
  for (int i = 1; i < kFiles; ++i) EXPECT_NE(expected[0], expected[static_cast<std::size_t>(i)]);
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&, t] {
        for (int round = 0; round < 10; ++round) {
          const int i = (t + round) % kFiles;
          const auto image = engine->read(file(i), {.embeddings_max = 1});
          if (!image || image->faces.at(0).embedding != expected[static_cast<std::size_t>(i)]) ++wrong;
        }
      });
  }
  EXPECT_EQ(wrong, 0);
}

TEST_F(EngineTest, ReportsANetThatGivesNoNumbersAndServesTheNextCaller) {
  const FakeDecoder decoder(160, 160);
  broken_ = true;
  const auto engine = this->engine(decoder, 1, 0);
  const auto failed = engine->read(file(1), {.embeddings_max = 1});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kInternal);
  broken_ = false;
  EXPECT_TRUE(engine->read(file(1), {.embeddings_max = 1}));
}

TEST_F(EngineTest, LetsGoWhoeverIsNotWaitedForAnyMore) {
  GatedDecoder decoder;
  const auto engine = this->engine(decoder, 1, 1);
  std::jthread busy([&] { EXPECT_TRUE(engine->read(file(1), {})); });
  decoder.wait_for_one_inside();
  std::stop_source gone;
  std::jthread waiting([&] {
    const auto left = engine->read(file(2), {.patience = Patience(gone.get_token(), Patience::TimePoint::max())});
    ASSERT_FALSE(left);
    EXPECT_EQ(left.error().code, ErrorCode::kAbandoned);
  });
  while (!engine->is_full()) std::this_thread::yield();
  gone.request_stop();
  waiting.join();
  EXPECT_FALSE(engine->is_full());  // The place in the line is free again, and nobody is served in vain.
  decoder.let_pass(1);
  busy.join();
  EXPECT_EQ(decoder.order(), (std::vector{1}));
}

TEST_F(EngineTest, LetsNobodyWaitBeyondTheirTime) {
  GatedDecoder decoder;
  const auto engine = this->engine(decoder, 1, 1);
  std::jthread busy([&] { EXPECT_TRUE(engine->read(file(1), {})); });
  decoder.wait_for_one_inside();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
  const auto late = engine->read(file(2), {.patience = Patience({}, deadline)});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kDeadlineExceeded);
  EXPECT_EQ(engine->waiting(), 0U);
  decoder.let_pass(1);
}

TEST_F(EngineTest, StopsBetweenTheStepsOfAPictureThatNobodyWaitsFor) {
  GatedDecoder decoder;
  CountingMetrics metrics;
  const auto engine = this->engine(decoder, 1, 0, &metrics);
  std::stop_source gone;
  std::jthread reading([&] {
    const auto left = engine->read(
        file(1), {.embeddings_max = 1, .patience = Patience(gone.get_token(), Patience::TimePoint::max())});
    ASSERT_FALSE(left);
    EXPECT_EQ(left.error().code, ErrorCode::kAbandoned);
  });
  decoder.wait_for_one_inside();
  gone.request_stop();
  decoder.let_pass(1);
  reading.join();
  EXPECT_EQ(metrics.stages().count("embed"), 0U);
  decoder.let_pass(1);
  EXPECT_TRUE(engine->read(file(2), {.embeddings_max = 1}));  // The analyser came back.
}

TEST_F(EngineTest, SaysWhenItWouldRefuse) {
  GatedDecoder decoder;
  const auto engine = this->engine(decoder, 1, 1);
  EXPECT_FALSE(engine->is_full());
  std::jthread busy([&] { EXPECT_TRUE(engine->read(file(1), {})); });
  decoder.wait_for_one_inside();
  EXPECT_FALSE(engine->is_full());
  std::jthread waiting([&] { EXPECT_TRUE(engine->read(file(2), {})); });
  while (engine->waiting() == 0) std::this_thread::yield();
  EXPECT_TRUE(engine->is_full());
  decoder.let_pass(2);
}

TEST_F(EngineTest, PassesOnWhatIsWrongWithTheFile) {
  FakeDecoder decoder(160, 160);
  const auto engine = this->engine(decoder, 1, 0);
  decoder.fail_with({ErrorCode::kImageFormat, "No picture.", {}, {}});
  for (int i = 0; i < 3; ++i) {  // Its analyser comes back each time.
    const auto refused = engine->read(file(1), {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kImageFormat);
  }
}

TEST_F(EngineTest, ReportsEveryStage) {
  const FakeDecoder decoder(160, 160);
  CountingMetrics metrics;
  const auto engine = this->engine(decoder, 1, 0, &metrics);
  ASSERT_TRUE(engine->read(file(1), {.embeddings_max = 1}));
  EXPECT_EQ(metrics.stages(),
            (std::map<std::string, int>{{"align", 1}, {"decode", 1}, {"detect", 1}, {"embed", 1}, {"wait", 1}}));
}

TEST_F(EngineTest, ReportsNoStageThatDidNotRun) {
  FakeDecoder decoder(160, 160);
  decoder.fail_with({ErrorCode::kImageFormat, "No picture.", {}, {}});
  CountingMetrics metrics;
  const auto engine = this->engine(decoder, 1, 0, &metrics);
  ASSERT_FALSE(engine->read(file(1), {}));
  EXPECT_EQ(metrics.stages(), (std::map<std::string, int>{{"decode", 1}, {"wait", 1}}));
}

}  // namespace
}  // namespace mien::app
