#include <gtest/gtest.h>

#include <functional>
#include <new>
#include <string>
#include <vector>

#include "adapters/http_server/handler_pool.h"
#include "adapters/image_codec/image_codec.h"
#include "fault/real_service.h"
#include "fault/scarce_memory.h"
#include "unit/image_codec_pictures.h"

/// Every allocation of a request fails once, each in its turn: the answer is a clean one, nothing half is left, and the
/// next request is served. libjpeg, libwebp and SQLite allocate by malloc, which is not reached here.
namespace mien {
namespace {

using fault::RestWorld;
using fault::ScarceMemory;

class ScarceMemoryTest : public fault::RealServiceTest {
 protected:
  /// Asks until no allocation fails any more. Where a change was `changed` although only its answer failed, `undo`
  /// takes it back.
  void ask(const HttpRequest& request, int status, const std::function<bool()>& changed = nullptr,
           const std::function<void()>& undo = nullptr) {
    for (std::size_t n = 1; n < 100'000; ++n) {
      SCOPED_TRACE(request.head.method + " " + request.head.target + ", allocation " + std::to_string(n));
      HttpResponse response;
      bool struck = false;
      {
        const ScarceMemory scarce(n);
        try {
          response = router_.handle(request);
        } catch (const std::bad_alloc&) {
          response.status = 500;  // The HTTP server answers for a handler that cannot.
        }
        struck = ScarceMemory::struck();
      }
      // A failure may be of no consequence: something was left out of the log, or done later.
      const bool served = response.status == status;
      ASSERT_TRUE(served || (struck && (response.status >= 500 || response.status == 429))) << response.body;
      // A photo that could not be removed for want of memory has no row and goes at the next start.
      if (struck) {
        ASSERT_TRUE(app::sweep_objects(store_->changes(), *objects_));
      }
      ASSERT_NO_FATAL_FAILURE(check_state());
      if (!struck) return;
      if (changed && changed()) undo();
      if (changed) {
        ASSERT_FALSE(changed()) << "what was undone is gone";
      }
    }
    FAIL() << "it never succeeds";
  }

  static HttpRequest registration() {
    return RestWorld::form("/v1/people",
                           {{"id", "ann"}, {"name", "Ann"}, {"attributes", R"({"a":[1,"b"]})"}, {"image", "ann"}});
  }
  bool has(const std::string& id) {
    return store_->people().find(*CollectionId::parse("people"), samples::person_id(id)).has_value();
  }
  void remove(const std::string& id) {
    EXPECT_EQ(router_.handle(RestWorld::request("DELETE", "/v1/people/" + id)).status, 204);
  }
};

TEST_F(ScarceMemoryTest, ARegistrationIsAllOrNothing) {
  ask(registration(), 201, [&] { return has("ann"); }, [&] { remove("ann"); });
}

TEST_F(ScarceMemoryTest, AnIdempotentRegistrationCanBeRepeated) {
  // One key throughout: what was stored is answered again, what was not is done.
  ask(RestWorld::keyed(registration(), "a key that is longer than strings keep in place"), 201);
  EXPECT_TRUE(has("ann"));
}

TEST_F(ScarceMemoryTest, ARefusedRegistrationLeavesNothing) {
  ASSERT_EQ(router_.handle(registration()).status, 201);
  ask(RestWorld::form("/v1/people", {{"id", "other"}, {"name", "Other"}, {"image", "ann again"}}), 409);
  EXPECT_FALSE(has("other"));
}

TEST_F(ScarceMemoryTest, ReadingLeavesEverythingAsItIs) {
  ASSERT_EQ(router_.handle(registration()).status, 201);
  ask(RestWorld::request("GET", "/v1/people"), 200);
  ask(RestWorld::request("GET", "/v1/people/ann"), 200);
  ask(RestWorld::request("GET", "/v1/events?page_size=2"), 200);
  ask(RestWorld::form("/v1/verify", {{"image", "ann again"}}), 200);
  ask(RestWorld::form("/v1/verify", {{"image", "bob"}, {"person_id", "ann"}}), 200);
}

TEST_F(ScarceMemoryTest, ChangesOfAPersonAreAllOrNothing) {
  ASSERT_EQ(router_.handle(registration()).status, 201);
  ask(RestWorld::json("PATCH", "/v1/people/ann", R"({"name":"Anna","attributes":{"k":1}})"), 200);
  const auto faces = [&] {
    return store_->people().find(*CollectionId::parse("people"), samples::person_id("ann"))->face_count;
  };
  const auto again = [&] {
    remove("ann");
    ASSERT_EQ(router_.handle(registration()).status, 201);
  };
  ask(RestWorld::form("/v1/people/ann/faces", {{"image", "ann again"}}), 201, [&] { return faces() > 1; }, again);
}

TEST_F(ScarceMemoryTest, RekognitionsOperationsAreAllOrNothing) {
  const std::string image = base_.picture("carl", {api::rekognition::face_at(0.5)});
  const auto in_staff = [&](std::string_view more = "") {
    return R"({"CollectionId":"staff")" + std::string(more) + "}";
  };
  const auto exists = [&] { return store_->collections().find(*CollectionId::parse("staff")).has_value(); };
  const auto drop = [&] { ASSERT_EQ(router_.handle(base_.request("DeleteCollection", in_staff())).status, 200); };
  ask(base_.request("CreateCollection", in_staff()), 200, exists, drop);
  ask(base_.request("IndexFaces", in_staff(R"(,"Image":)" + image)), 200);
  ask(base_.request("SearchFacesByImage", in_staff(R"(,"Image":)" + image)), 200);
  ask(base_.request("ListFaces", in_staff()), 200);
  ask(base_.request("CompareFaces", R"({"SourceImage":)" + image + R"(,"TargetImage":)" + image + "}"), 200);
  ask(base_.request("DetectFaces", R"({"Image":)" + image + "}"), 200);
  const auto create_again = [&] {
    ASSERT_EQ(router_.handle(base_.request("CreateCollection", in_staff())).status, 200);
  };
  ask(base_.request("DeleteCollection", in_staff()), 200, [&] { return !exists(); }, create_again);
}

TEST(ScarceMemoryHandlerPool, GivesBackThePlaceOfAJobThatCouldNotBeQueued) {
  constexpr std::size_t kPlaces = 500;
  http_server::HandlerPool pool(0, kPlaces);  // Nobody works: jobs stay.
  int failures = 0;
  for (std::size_t i = 0; i < kPlaces; ++i) {
    auto place = pool.try_reserve();
    ASSERT_TRUE(place);
    try {
      const ScarceMemory scarce(1);
      pool.submit(*std::move(place), [] {});
    } catch (const std::bad_alloc&) {
      ++failures;
    }
  }
  EXPECT_GT(failures, 0);
  std::vector<http_server::HandlerPool::Place> free;
  while (auto place = pool.try_reserve()) free.push_back(*std::move(place));
  EXPECT_EQ(free.size(), static_cast<std::size_t>(failures));
}

TEST(ScarceMemoryCodec, MakesThePictureWaitAndNothingElse) {
  using namespace test_pictures;
  const Rgb8Image picture = gradient(200, 100);
  const std::vector<std::uint8_t> rgba(std::size_t{200} * 100 * 4, 128);
  const image_codec::ImageCodec codec;
  for (const Bytes& file :
       {jpeg(picture, {.app1 = {exif(6, ExifOrder::kBig)}}), jpeg(picture, {.colour = JpegColour::kCmyk}),
        png(rgb_png(picture)), png(rgb_png(picture), {.interlaced = true}), lossy_webp(picture),
        lossless_webp(rgba, 200, 100)}) {
    bool struck = true;
    for (std::size_t n = 1; struck; ++n) {
      Result<DecodedImage> decoded = fail(ErrorCode::kInternal, {});
      {
        const ScarceMemory scarce(n);
        try {
          decoded = codec.decode(file, {.accepted = AcceptedFormats::kJpegPngWebp, .long_side_px_min = 90});
        } catch (const std::bad_alloc&) {
          decoded = fail(ErrorCode::kOverloaded, {});  // Even for the words of the error there was none.
        }
        struck = ScarceMemory::struck();
      }
      if (struck) {
        ASSERT_FALSE(decoded);
        EXPECT_EQ(decoded.error().code, ErrorCode::kOverloaded) << decoded.error().detail;
      } else {
        EXPECT_TRUE(decoded);
      }
    }
  }
}

}  // namespace
}  // namespace mien
