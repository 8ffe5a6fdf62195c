#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

/// Every limit of the service, in one place; docs/limits.md explains them and each has a test.
/// Values that Rekognition's service model fixes for one member (name lengths, MaxFaces, pages) stand in the table of
/// src/api/rekognition, where they are data.
namespace mien::limits {

// Images.
inline constexpr std::size_t kInlineImageBytesMax = 5 * 1024 * 1024;   ///< Rekognition `Image.Bytes`, decoded.
inline constexpr std::size_t kObjectImageBytesMax = 15 * 1024 * 1024;  ///< Objects and `/v1` uploads.
inline constexpr std::uint32_t kImageSidePxMin = 80;
inline constexpr std::uint32_t kImageSidePxMax = 16'384;
inline constexpr std::uint64_t kImagePixelsMax = 80'000'000;
inline constexpr int kProgressiveScansMax = 500;
/// DCT coefficients that all scans of a progressive JPEG may touch together: a file of 6 KB could else cost 39 s.
inline constexpr std::uint64_t kJpegCoefficientsMax = 24 * kImagePixelsMax;
/// As what each counts where it is coded arithmetically: it costs about as many times what one in a Huffman scan that
/// says nothing new does. Counted once, a file of 1.7 KB kept a core busy for 10 s.
inline constexpr std::uint64_t kJpegArithmeticWeight = 5;

// Faces.
inline constexpr std::size_t kFacesPerImageMax = 100;
inline constexpr std::size_t kFacesPerPersonMax = 100;
inline constexpr std::size_t kMatchesMax = 4096;
inline constexpr std::size_t kEmbeddingDimensionMax = 65'536;

// People.
inline constexpr std::size_t kPersonNameBytesMax = 1024;
inline constexpr std::size_t kAttributesBytesMax = 16 * 1024;
inline constexpr std::size_t kImagesPerRegistrationMax = 10;
inline constexpr std::size_t kRestPageSizeMax = 500;
inline constexpr std::size_t kRestPageSizeDefault = 100;
/// Of names and attributes in one page of people, which ends with the person that reaches it: a page of the largest
/// ones would be 8 MB, held for every client that asks and does not read.
inline constexpr std::size_t kPeoplePageBytesMax = 1024 * 1024;
inline constexpr std::size_t kIdempotencyKeyBytesMax = 255;
inline constexpr std::chrono::hours kIdempotencyLifetime{24};

// Uploads.
inline constexpr std::chrono::seconds kUploadLifetimeMin{10};
inline constexpr std::chrono::seconds kUploadLifetimeDefault{300};
inline constexpr std::chrono::seconds kUploadLifetimeMax{3600};
inline constexpr std::chrono::seconds kUploadWaitMax{30};  ///< How long an answer may wait for what becomes of one.
/// Answers that wait so at once, for each reading thread.
inline constexpr std::size_t kUploadWaitersPerCore = 32;
/// Uploads that wait, for each reading thread, while open routes still take pictures.
inline constexpr std::size_t kStrangersWaitingPerCore = 64;
/// How long what became of an upload, a function's call or a webhook can be asked for.
inline constexpr std::chrono::hours kTaskLifetime{7 * 24};
inline constexpr std::uint32_t kUploadAttemptsMax = 12;  ///< With pauses from 1 s to 10 min: some 27 minutes in all.
/// What people left who have gone is looked for so often; what cannot be removed is tried again after a while.
inline constexpr std::chrono::seconds kTraceTick{1};
inline constexpr std::chrono::seconds kTraceRetry{60};
inline constexpr std::size_t kTracesPerPage = 100;
inline constexpr std::size_t kTracesPutOffMax = 10'000;  ///< Of which one remembers that they were tried.
inline constexpr std::size_t kAnnouncementBodyBytesMax = 8 * kAttributesBytesMax;

// The operator's own routes.
/// A picture in base64 with what stands around it.
inline constexpr std::size_t kRouteBodyBytesMax = kObjectImageBytesMax / 3 * 4 + 64 * 1024;
inline constexpr std::size_t kRouteFieldsMax = 20;  ///< Texts beside a picture.
inline constexpr std::size_t kRouteFieldBytesMax = 2 * 1024;
/// How long what was decided of an object is told to whoever knows its key.
inline constexpr std::chrono::minutes kRouteAnswerLifetime{15};
inline constexpr std::size_t kSiteFilesMax = 2'000;  ///< Of a client's own pages, kept in memory.
inline constexpr std::size_t kSiteBytesMax = 64 * 1024 * 1024;

// HTTP.
inline constexpr std::size_t kJsonBodyBytesMax = 8 * 1024 * 1024;
inline constexpr std::size_t kJsonTwoImagesBodyBytesMax =
    2 * kJsonBodyBytesMax;  ///< CompareFaces carries two pictures.
inline constexpr std::size_t kJsonDepthMax = 64;
inline constexpr std::size_t kJsonValuesMax = 100'000;  ///< Of all kinds, in one text: bounds memory at about 25 MB.
inline constexpr std::size_t kJsonMembersMax = 1024;    ///< Of one object: bounds what keys with equal hashes can cost.
/// A registration's whole body. Ten pictures of the largest size would be 150 MB held by one request; this is room for
/// ten of 6 MB, or four of the largest.
inline constexpr std::size_t kUploadBodyBytesMax = 4 * kObjectImageBytesMax + kJsonBodyBytesMax / 4;
/// One picture of the largest size and the fields beside it.
inline constexpr std::size_t kImageBodyBytesMax = kObjectImageBytesMax + kJsonBodyBytesMax / 8;
/// A change of name and attributes; JSON escapes can make six bytes of one.
inline constexpr std::size_t kPatchBodyBytesMax = 8 * kAttributesBytesMax;
/// A few short texts, such as a name and a password.
inline constexpr std::size_t kSmallBodyBytesMax = 8 * 1024;
/// Bodies held in memory at once, all connections together.
inline constexpr std::size_t kBodiesBytesMax = std::size_t{512} * 1024 * 1024;
/// Of these, what one address may hold (an IPv6 network of 64 bits is one): two uploads of the largest size, or as many
/// bodies of 1 MB as it may have connections.
inline constexpr std::size_t kBodiesBytesPerAddressMax = kBodiesBytesMax / 4;
/// Of senders whose headers prove nothing: AWS's SDKs sign the body only. The rest is for Basic credentials and
/// requests that declare their body's hash.
inline constexpr std::size_t kBodiesBytesUnprovenMax = kBodiesBytesMax / 4 * 3;
/// Of these again, bodies of senders who do not even name a key: forms, whose credentials stand in their body. Whoever
/// names one keeps the rest.
inline constexpr std::size_t kBodiesBytesStrangersMax = kBodiesBytesMax / 4;
inline constexpr std::size_t kTargetBytesMax = 8 * 1024;
inline constexpr std::size_t kHeaderBytesMax = 16 * 1024;
inline constexpr std::size_t kHeadersMax = 100;
inline constexpr std::size_t kConnectionsMax = 1024;
inline constexpr std::size_t kConnectionsPerAddressMax = 128;
inline constexpr std::chrono::seconds kHeaderTimeout{10};
inline constexpr std::chrono::seconds kBodyTimeout{60};
inline constexpr std::size_t kBodyBytesPerSecondMin = 1024;
/// How far a body may be behind that rate at any moment. What came faster earns nothing for later.
inline constexpr std::chrono::seconds kBodyRateWindow{5};
inline constexpr std::chrono::seconds kIdleTimeout{75};
/// How long a request may wait and be worked on once it is there: half of what AWS's SDKs wait for an answer.
inline constexpr std::chrono::seconds kAnswerTimeout{30};
/// What an answer that asks to come again says: a full queue is empty again within a second.
inline constexpr std::chrono::seconds kRetryAfter{1};
inline constexpr std::chrono::seconds kDrainTimeout{8};  ///< SIGTERM to exit, 2 s short of the promised 10.
/// How long a connection that we close waits for the client to close it too: closing at once while the client still
/// sends would reset the connection and lose the answer.
inline constexpr std::chrono::seconds kLingerTimeout{2};
inline constexpr std::chrono::seconds kLingerTotalTimeout{5};  ///< The same for one that goes on sending.
/// From a connection's first moment to the end of its TLS handshake.
inline constexpr std::chrono::seconds kTlsHandshakeTimeout{10};
inline constexpr std::size_t kTlsRecordBytesMax = 16 * 1024;  ///< TLS's own; nothing can be read of a part of one.
/// Answers that come bit by bit and may never end; each holds a connection, so that they must leave most of these.
inline constexpr std::size_t kStreamsMax = kConnectionsMax / 4;
inline constexpr std::size_t kStreamsPerAddressMax = kConnectionsPerAddressMax / 2;
inline constexpr std::chrono::seconds kStreamWriteTimeout{20};  ///< In which the client takes nothing.
inline constexpr std::size_t kMultipartPartsMax = 32;
inline constexpr std::size_t kMediaTypeParametersMax = 16;             ///< Of a Content-Type or Content-Disposition.
inline constexpr std::size_t kMultipartPartHeaderBytesMax = 4 * 1024;  ///< All headers of one part together.
inline constexpr std::size_t kMultipartPartHeadersMax = 8;

// Events of other servers, and what other servers are told.
inline constexpr std::size_t kHookBodyBytesMax =
    std::size_t{1024} * 1024;  ///< SNS and SQS send a quarter of it at most.
inline constexpr std::size_t kHookRecordsMax = 1000;
inline constexpr std::size_t kHookEnvelopeDepthMax =
    4;  ///< Texts of JSON within texts: EventBridge in SNS in SQS has 3.
inline constexpr std::size_t kHookTokenBytesMin = 16;
inline constexpr std::size_t kHookTokenBytesMax = 256;
inline constexpr std::size_t kHookBucketBytesMax = 255;  ///< Of a bucket's name in an event: S3 once allowed so many.
inline constexpr std::size_t kHookKeyBytesMax = 1024;    ///< Of an object's key, decoded: S3's own.
inline constexpr std::size_t kHookFieldBytesMax = 1024;  ///< Of any other text of a record: its ETag and the like.
inline constexpr std::size_t kSetupNameBytesMax = 64;    ///< Of an intake, a webhook, a source.
inline constexpr std::size_t kIntakesMax = 256;          ///< Every object that is stored is held against all of them.
inline constexpr std::size_t kWebhooksMax = 64;
inline constexpr std::size_t kSourcesMax = 64;
inline constexpr std::size_t kServerUrlBytesMax = 2048;  ///< Of a webhook, a source, or a subscription's confirmation.
inline constexpr std::size_t kWebhookSecretBytesMin = 16;
inline constexpr std::chrono::seconds kWebhookTimeoutDefault{10};
inline constexpr std::chrono::seconds kWebhookTimeoutMax{60};
/// Then a delivery is on the dead-letter list: with pauses from 2 s to an hour, some three hours after the first.
inline constexpr std::uint32_t kWebhookAttemptsMax = 14;
inline constexpr std::chrono::seconds kWebhookFirstPause{2};
inline constexpr std::chrono::minutes kWebhookPauseMax{60};
inline constexpr std::size_t kWebhookAnswerBytesMax = 4096;  ///< What is read of an answer; only its status counts.
/// How long the answer of another S3 server with an object may take.
inline constexpr std::chrono::seconds kSourceTimeout{30};
/// Uploads of a source that is away are looked at again so late, but for one that asks for it.
inline constexpr std::chrono::seconds kSourceAwayPause{10};
// Buckets and their objects.
inline constexpr std::size_t kBucketsMax = 1000;
/// Of one object, and of one part. Held in memory while it comes, so it is bounded by what one address may hold;
/// `object_bytes_max` sets less.
inline constexpr std::size_t kObjectBytesMax = std::size_t{64} * 1024 * 1024;
/// For what aws-chunked puts around an object, at chunks of 8 KB and 90 bytes, and for the fields of a form.
inline constexpr std::size_t kObjectEnvelopeBytesMax = std::size_t{2} * 1024 * 1024;
/// Of an object, or of a part of one, that is answered whole; a larger one is sent from its file as the client takes
/// it.
inline constexpr std::size_t kObjectWholeBytesMax = std::size_t{256} * 1024;
/// Of these, what is in memory for one client at a time.
inline constexpr std::size_t kObjectSliceBytes = std::size_t{64} * 1024;
inline constexpr std::size_t kObjectReaders = 4;  ///< Threads that read from the disk what is sent so.
/// Of objects that are held whole by requests: while they are copied, joined from their parts, or looked at for faces.
inline constexpr std::size_t kObjectsHeldBytesMax = std::size_t{256} * 1024 * 1024;
inline constexpr std::uint64_t kBucketBytesDefault = std::uint64_t{10} * 1024 * 1024 * 1024;
inline constexpr std::uint64_t kBucketObjectsDefault = 1'000'000;
inline constexpr std::size_t kUserMetadataBytesMax = 2 * 1024;    ///< Names and values; S3's own.
inline constexpr std::size_t kObjectHeadersBytesMax = 4 * 1024;   ///< Content-Type and the like, all together.
inline constexpr std::size_t kObjectPropertiesMax = 64;           ///< User metadata of one object.
inline constexpr std::uint32_t kUploadPartsMax = 10'000;          ///< S3's own.
inline constexpr std::size_t kPartBytesMin = 5 * 1024 * 1024;     ///< Of a part but the last; S3's own.
inline constexpr std::size_t kUploadsPerBucketMax = 1000;         ///< That are not completed.
inline constexpr std::size_t kPartsPerBucketMax = 100'000;        ///< Of these together: each is a file.
inline constexpr std::chrono::days kUploadLifetime{7};            ///< One that is not completed is aborted then.
inline constexpr std::size_t kListedObjectsMax = 1000;            ///< Of one page; S3's own.
inline constexpr std::size_t kDeletedObjectsMax = 1000;           ///< Of one DeleteObjects; S3's own.
inline constexpr std::size_t kCorsRulesMax = 100;                 ///< S3's own.
inline constexpr std::size_t kNotificationRulesMax = 100;         ///< S3's own.
inline constexpr std::size_t kBucketRuleBytesMax = 16 * 1024;     ///< All texts of one rule.
inline constexpr std::size_t kXmlBodyBytesMax = 2 * 1024 * 1024;  ///< 1000 keys of 1024 bytes, escaped.
inline constexpr std::size_t kXmlDepthMax = 16;
inline constexpr std::size_t kXmlElementsMax = 50'000;      ///< 10,000 parts of four elements.
inline constexpr std::size_t kXmlTextBytesMax = 16 * 1024;  ///< Of one element.
// Live events.
/// Of what one stream has not sent yet. Beyond it the stream goes on from the store once there is room again.
inline constexpr std::size_t kEventStreamBytesMax = 64 * 1024;
inline constexpr std::size_t kEventBatch = 100;  ///< Rows of one look at the store.
/// From one look to the next while much is written: bounds what following costs, and how late an event may be.
inline constexpr std::chrono::milliseconds kEventPause{20};
/// Something is sent so often on a quiet stream: proxies end connections that are quiet for a minute. A stream whose
/// key is no longer good ends then.
inline constexpr std::chrono::seconds kEventHeartbeat{15};
inline constexpr std::chrono::seconds kEventRetry{2};  ///< After which a client shall come back to a stream that ended.

// The audit log.
inline constexpr std::size_t kEventFilterWordsMax = 32;  ///< Actions or outcomes that a listing is asked for.
/// Events that one page looks at for rare ones, which takes some 20 ms; it has a token for what comes after.
inline constexpr std::size_t kEventsScannedPerPage = 20'000;
inline constexpr std::chrono::days kEventCountsSpanMax{400};

// Results at the border, which somebody shall look at.
inline constexpr double kReviewMarginMax = 20;  ///< Points of similarity on either side of the threshold.
inline constexpr std::int64_t kReviewDaysDefault = 30;
inline constexpr std::int64_t kReviewDaysMax = 365;
inline constexpr std::size_t kReviewsMax = 1000;  ///< That wait; the next one takes the place of the oldest.

// Certificates.
/// Of a chain that is served: real ones have three or four, and clients end a handshake of more than some 100 KB.
inline constexpr std::size_t kTlsChainMax = 10;
/// Names and addresses of a certificate that `mien tls init` makes.
inline constexpr std::size_t kServerCertificateNamesMax = 100;
inline constexpr std::chrono::days kAuthorityLifetime{3652};  ///< Ten years.
/// Browsers refuse server certificates that are good for more than 398 days (of authorities that they bring along).
inline constexpr std::int64_t kServerCertificateDaysDefault = 397;
inline constexpr std::int64_t kServerCertificateDaysMax = 825;  ///< iOS refuses more, whoever signed it.

// Authentication.
inline constexpr std::chrono::minutes kClockSkewMax{15};
inline constexpr std::size_t kAccessKeyIdBytesMax = 128;        ///< IAM's own.
inline constexpr std::size_t kScopePartBytesMax = 64;           ///< Region or service in a credential scope.
inline constexpr std::size_t kBasicCredentialsBytesMax = 1024;  ///< Id, colon and secret, decoded.
inline constexpr std::size_t kAccessKeysMax = 1000;             ///< Beside the root key; all are in memory.
inline constexpr std::size_t kAccessKeyNameBytesMax = 256;
inline constexpr std::chrono::seconds kAccessKeyLifetimeMax{std::chrono::days{3652}};  ///< Ten years, or without end.

// The console.
inline constexpr std::size_t kOperatorNameBytesMax = 64;
inline constexpr std::size_t kPasswordBytesMin = 10;
inline constexpr std::size_t kPasswordBytesMax = 256;
inline constexpr std::chrono::hours kSessionLifetime{12};
inline constexpr std::chrono::days kKioskLifetime{30};  ///< Of a session at a door, and of the access key made for it.
inline constexpr std::int64_t kIdleLockMinutesDefault = 15;  ///< Without its operator, after which a session locks.
inline constexpr std::int64_t kIdleLockMinutesMax = 12 * 60;
/// How old what is noted of an operator's presence may be: it is written once for all requests of so long.
inline constexpr std::chrono::seconds kSessionNotePause{60};
inline constexpr std::size_t kSessionsMax = 1000;      ///< All are in memory.
inline constexpr std::size_t kKiosksMax = 100;         ///< So that sessions are left for operators.
inline constexpr std::size_t kSessionsPerKeyMax = 20;  ///< The next one ends the oldest.
inline constexpr std::chrono::hours kSignInLinkLifetime{24};
/// Each takes 64 MiB and a core for some 70 ms.
inline constexpr std::size_t kPasswordChecksAtOnce = 2;
inline constexpr std::size_t kPasswordChecksWaitingMax = 16;
/// Of those who have a session or a link already, and whom strangers shall not keep waiting.
inline constexpr std::size_t kKnownPasswordChecksAtOnce = 1;
inline constexpr std::size_t kKnownPasswordChecksWaitingMax = 8;
/// Wrong passwords for one name, and from one address, before every further one has to wait.
inline constexpr std::uint32_t kSignInFailuresPerName = 10;
inline constexpr std::uint32_t kSignInFailuresPerAddress = 20;
inline constexpr std::chrono::seconds kSignInFailurePause{5};  ///< After which one of them is forgotten.
inline constexpr std::size_t kSignInFailuresKept = 10'000;     ///< Names and addresses.
inline constexpr std::int64_t kPhotoSidePxMin = 32;            ///< Of a person's photo, cut out for a list.
inline constexpr std::int64_t kPhotoSidePxMax = 1024;

/// Requests for pictures of people that are decoded, and that wait for it, for each reading thread.
inline constexpr std::size_t kPhotosPerCore = 1;
inline constexpr std::size_t kPhotosWaitingPerCore = 32;

// Links and forms that somebody signed, and bodies that come in chunks.
inline constexpr std::chrono::seconds kLinkLifetimeMin{1};
inline constexpr std::chrono::seconds kLinkLifetimeMax{604'800};  ///< Seven days: S3's own.
inline constexpr std::size_t kFormFieldsBytesMax = 20'000;        ///< Of a form's fields but the file: S3's own.
inline constexpr std::size_t kFormFieldsMax = 100;
inline constexpr std::size_t kFormFileNameBytesMax = 1024;  ///< What ${filename} stands for: as long as a key may be.
inline constexpr std::size_t kPolicyConditionsMax = 100;
inline constexpr std::size_t kSignedChunkBytesMin = 8 * 1024;  ///< But the last: S3's own.
inline constexpr std::size_t kChunkLineBytesMax = 128;         ///< Length and signature of a chunk.
inline constexpr std::size_t kTrailersMax = 8;
inline constexpr std::size_t kTrailerLineBytesMax = 256;

// Checkpoints of the index on disk (segments).
/// Entries that a checkpoint must save the next start from replaying: less is replayed in a tenth of a second.
inline constexpr std::size_t kCheckpointEntriesMin = 10'000;
inline constexpr std::size_t kCheckpointShare = 10;          ///< And this part of what the last one holds: one in ten.
inline constexpr std::chrono::seconds kCheckpointQuiet{30};  ///< Without a change, before one is written.
inline constexpr std::chrono::minutes kCheckpointDelayMax{10};  ///< Or so long worth it, though changes go on.
inline constexpr std::chrono::minutes kCheckpointPause{60};     ///< From one to the next: each writes every vector.
inline constexpr std::chrono::seconds kCheckpointTick{5};       ///< How often it is looked whether one is due.

// Tables. Those of items, keys and expressions are DynamoDB's own.
inline constexpr std::size_t kTablesMax = 2500;  ///< DynamoDB's default quota of a region.
inline constexpr std::size_t kTableNameBytesMin = 3;
inline constexpr std::size_t kTableNameBytesMax = 255;
inline constexpr std::size_t kKeyAttributeNameBytesMax = 255;
inline constexpr std::size_t kAttributeNameBytesMax = 65'535;
inline constexpr std::size_t kPartitionKeyBytesMax = 2048;
inline constexpr std::size_t kSortKeyBytesMax = 1024;
inline constexpr std::size_t kItemBytesMax = 400 * 1024;        ///< As counted_bytes() counts.
inline constexpr std::size_t kItemDepthMax = 31;                ///< Lists and maps in each other, within one attribute.
inline constexpr std::size_t kTablePageBytesMax = 1024 * 1024;  ///< Of items that one page of a query or scan reads.
inline constexpr std::size_t kBatchGetKeysMax = 100;
inline constexpr std::size_t kBatchGetBytesMax = 16 * 1024 * 1024;  ///< Of items; what is left comes as unprocessed.
inline constexpr std::size_t kBatchWriteItemsMax = 25;
/// Text of one answer. Items of many tiny values are up to 8 times as long in JSON as DynamoDB counts: a page or a
/// batch ends where its text reaches this, and says so in the protocol's own way.
inline constexpr std::size_t kTableAnswerBytesMax = 24 * 1024 * 1024;
/// Requests that are worked on, for each core: as many as read the store at a time. Each may hold an item, of which the
/// parts take 16 MB, and an answer.
inline constexpr std::size_t kTableRequestsPerCore = 2;
inline constexpr std::size_t kTableRequestsWaitingPerCore = 64;
inline constexpr std::size_t kListTablesMax = 100;
inline constexpr std::uint32_t kScanSegmentsMax = 1'000'000;
inline constexpr std::size_t kTableBodyBytesMax = 1024 * 1024;  ///< Of any operation but BatchWriteItem.
inline constexpr std::size_t kBatchWriteBodyBytesMax = 16 * 1024 * 1024;
/// Values lie kItemDepthMax deep, with two levels of JSON for each; as much again is read to refuse it by its name.
inline constexpr std::size_t kTableJsonDepthMax = 160;
inline constexpr std::size_t kExpressionBytesMax = 4096;
/// Of values that a condition or filter may look at for one item, which is 80 looks at all of the largest one: the 300
/// operators that an expression may have could make it 300, while all other writers wait.
inline constexpr std::size_t kConditionBytesMax = 80 * kItemBytesMax;
inline constexpr std::size_t kExpressionOperatorsMax = 300;
inline constexpr std::size_t kExpressionInOperandsMax = 100;
inline constexpr std::size_t kExpressionPathDepthMax = 32;
inline constexpr std::size_t kPlaceholderBytesMax = 255;
/// Rows of a dropped table that one transaction deletes, so that other writers wait for milliseconds only.
inline constexpr std::size_t kPurgeRowsPerStep = 1000;
/// Of them before DeleteTable answers; what is left goes in the background.
inline constexpr std::size_t kPurgeRowsBeforeAnswer = 10'000;
inline constexpr std::chrono::seconds kPurgeTick{1};
// Functions: what set-up calls may leave, and what handlers may answer.
inline constexpr std::size_t kSetupFormBytesMax =
    128 * 1024;  ///< A form of STS or IAM; escapes make three bytes of one.
inline constexpr std::size_t kSetupFormFieldsMax = 256;
inline constexpr std::size_t kPolicyDocumentBytesMax = 10 * 1024;  ///< IAM's own, which does not count blanks either.
inline constexpr std::size_t kServiceRolesMax = 256;
inline constexpr std::size_t kRolePoliciesMax = 20;  ///< Of one role, of each kind; 20 is IAM's own for attached ones.
inline constexpr std::size_t kFunctionsMax = 256;
inline constexpr std::size_t kFunctionPermissionsMax = 50;  ///< Statements of one function's policy.
/// Of all names and values together: Lambda's own.
inline constexpr std::size_t kFunctionEnvironmentBytesMax = 4 * 1024;
/// A set-up call of Lambda's that brings no code.
inline constexpr std::size_t kFunctionSettingsBodyBytesMax = 256 * 1024;
/// The zip of a function, decoded. Lambda takes 50 MB; a handler in the apps' manner has some KB.
inline constexpr std::size_t kFunctionZipBytesMax = 16 * 1024 * 1024;
/// The zip in base64 and what stands beside it.
inline constexpr std::size_t kFunctionCodeBodyBytesMax =
    (kFunctionZipBytesMax + 2) / 3 * 4 + kFunctionSettingsBodyBytesMax;
inline constexpr std::size_t kFunctionFilesMax = 4096;                   ///< Entries of a zip, folders among them.
inline constexpr std::size_t kFunctionFilesBytesMax = 64 * 1024 * 1024;  ///< Unpacked, all together.
/// How many times larger than its packed bytes an entry may be, beyond its first MB: text comes to 20, deflate ends at
/// 1032.
inline constexpr std::uint64_t kFunctionFileRatioMax = 200;
inline constexpr std::size_t kFunctionPathBytesMax = 512;   ///< Of an entry's name.
inline constexpr std::uint32_t kFunctionTimeoutSMax = 900;  ///< Lambda's own.
/// An event, and an answer of a handler: Lambda's own for a call that waits.
inline constexpr std::size_t kFunctionPayloadBytesMax = 6 * 1024 * 1024;
/// An event that nobody waits for is kept until it is done with: Lambda's own.
inline constexpr std::size_t kFunctionAsyncPayloadBytesMax = 256 * 1024;
inline constexpr std::size_t kFunctionQueueMax = 64;  ///< Invocations of one function that wait for a runtime.
/// Requests that wait for a function's answer, each of which keeps a thread: of one, and of all.
inline constexpr std::size_t kFunctionRequestsMax = 32;
inline constexpr std::size_t kFunctionRequestsOfAllMax = 128;
inline constexpr std::size_t kFunctionRuntimesMax = 8;  ///< Processes that ask for one function's events at a time.
/// How long an invocation waits until a runtime takes it: more than a process with boto3 needs to start.
inline constexpr std::chrono::seconds kFunctionTakeTimeout{20};
/// Requests of a function that ran out of time and may still be answered, which is then thrown away.
inline constexpr std::size_t kFunctionLateAnswersKept = 256;
/// What is kept of the text of a handler's error.
inline constexpr std::size_t kFunctionErrorTextBytesMax = 1024;
/// After a handler's process ended by itself, before the next is started; doubled each time.
inline constexpr std::chrono::seconds kFunctionRestartPauseMin{1};
inline constexpr std::chrono::seconds kFunctionRestartPauseMax{60};
/// Events that nobody waits for and that handlers are at work on, of all functions together.
inline constexpr std::size_t kFunctionWorkers = 8;
/// Uploaded functions that have a process, each some 50 MB of Python and what it imports.
inline constexpr std::size_t kFunctionProcessesMax = 16;
/// A process that nobody asked for anything ends after this.
inline constexpr std::chrono::minutes kFunctionIdleTimeout{15};
/// From SIGTERM to SIGKILL.
inline constexpr std::chrono::seconds kFunctionStopTimeout{2};
inline constexpr std::size_t kFunctionLogLineBytesMax = 1024;
inline constexpr std::size_t kFunctionLogLinesPerSecondMax = 100;
/// Repetitions of an event whose handler failed, after the first attempt: Lambda's own.
inline constexpr std::uint32_t kFunctionRetries = 2;
inline constexpr std::chrono::minutes kFunctionRetryPause{1};  ///< Before the first; the second waits twice as long.
/// An event that could not be handed to a handler for so long is given up: Lambda's own.
inline constexpr std::chrono::hours kFunctionEventAgeMax{6};

// Engine.
inline constexpr std::size_t kEngineQueuePerCore = 64;

}  // namespace mien::limits
