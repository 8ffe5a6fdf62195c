// Drives an S3 server with the AWS SDK for JavaScript, as its users do, and prints what came of each step as one line of
// JSON: {"node": ..., "sdk": ..., "steps": [{"name", "ok", "error"?}...]}. Exits 0 where every step went well, else 1.
//
// Environment: S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY, S3_BUCKET (made and removed); S3_REGION, default us-east-1;
// S3_STYLE, path (default) or virtual: the bucket is part of the host's name, BUCKET.localhost; SDK_JS, the folder whose
// node_modules has the SDK. https trusts the authorities of NODE_EXTRA_CA_CERTS, too.

import { createHash, randomBytes } from "node:crypto";
import dns from "node:dns";
import { createRequire } from "node:module";
import { Readable } from "node:stream";
import { join } from "node:path";

const need = (name) => {
  if (!process.env[name]) throw new Error(`${name} is not set`);
  return process.env[name];
};
const require = createRequire(join(need("SDK_JS"), "package.json"));
const S3 = require("@aws-sdk/client-s3");
const { Upload } = require("@aws-sdk/lib-storage");
const { getSignedUrl } = require("@aws-sdk/s3-request-presigner");

const endpoint = new URL(need("S3_ENDPOINT"));
const bucket = need("S3_BUCKET");
const isVirtual = process.env.S3_STYLE === "virtual";

// Names below localhost are this machine's (RFC 6761), as browsers have it; Node asks the system, and few systems say so.
// SDK and fetch look names up through this module.
const { lookup } = dns;
dns.lookup = (host, ...rest) => lookup(host.endsWith(".localhost") ? "localhost" : host, ...rest);

const client = new S3.S3Client({
  endpoint: endpoint.origin,
  region: process.env.S3_REGION || "us-east-1",
  credentials: { accessKeyId: need("S3_ACCESS_KEY"), secretAccessKey: need("S3_SECRET_KEY") },
  forcePathStyle: !isVirtual,
  maxAttempts: 1,
});

const multipartBytes = 20 * 1024 * 1024;
const oddKey = "index/Nguyễn Văn A+b %41 (1)!*'.jpg";
const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");
const expect = (isTrue, what) => {
  if (!isTrue) throw new Error(what);
};
const bytesOf = async (answer) => Buffer.from(await answer.Body.transformToByteArray());
const fetched = async (url, options) => {
  const answer = await fetch(url, options);
  return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
};

const small = randomBytes(100_000);
const large = randomBytes(multipartBytes);
const steps = {
  "the host's name": async () => {
    const { hostname } = new URL(await getSignedUrl(client, new S3.GetObjectCommand({ Bucket: bucket, Key: "x" })));
    expect(hostname === (isVirtual ? `${bucket}.${endpoint.hostname}` : endpoint.hostname), `it is ${hostname}`);
  },
  CreateBucket: () => client.send(new S3.CreateBucketCommand({ Bucket: bucket })),
  HeadBucket: () => client.send(new S3.HeadBucketCommand({ Bucket: bucket })),
  PutObject: async () => {
    const answer = await client.send(new S3.PutObjectCommand({
      Bucket: bucket, Key: oddKey, Body: small, ContentType: "image/jpeg", Metadata: { FullName: "Ada" } }));
    expect(answer.ETag === `"${createHash("md5").update(small).digest("hex")}"`, `the ETag is ${answer.ETag}`);
  },
  GetObject: async () => {
    const answer = await client.send(new S3.GetObjectCommand({ Bucket: bucket, Key: oddKey }));
    expect(digest(await bytesOf(answer)) === digest(small), "other bytes came back");
    expect(answer.Metadata.fullname === "Ada", `the metadata is ${JSON.stringify(answer.Metadata)}`);
    expect(answer.ContentType === "image/jpeg", `the type is ${answer.ContentType}`);
  },
  "GetObject with a range": async () => {
    const answer = await client.send(new S3.GetObjectCommand({ Bucket: bucket, Key: oddKey, Range: "bytes=10-19" }));
    expect(Buffer.compare(await bytesOf(answer), small.subarray(10, 20)) === 0, "other bytes came back");
  },
  HeadObject: async () => {
    const answer = await client.send(new S3.HeadObjectCommand({ Bucket: bucket, Key: oddKey }));
    expect(answer.ContentLength === small.length, `the length is ${answer.ContentLength}`);
  },
  "GetObject of none": async () => {
    const error = await client.send(new S3.GetObjectCommand({ Bucket: bucket, Key: "none" })).catch((e) => e);
    expect(error instanceof S3.NoSuchKey, `it is ${error}`);
  },
  "PutObject of a stream": async () => {
    // Its length is told, its bytes are not known when the headers go out: aws-chunked with a trailing checksum.
    await client.send(new S3.PutObjectCommand({
      Bucket: bucket, Key: "stream", Body: Readable.from([small.subarray(0, 70_000), small.subarray(70_000)]),
      ContentLength: small.length }));
    const answer = await client.send(new S3.GetObjectCommand({ Bucket: bucket, Key: "stream" }));
    expect(digest(await bytesOf(answer)) === digest(small), "other bytes came back");
  },
  "multipart upload": async () => {
    const upload = new Upload({
      client, queueSize: 3, partSize: 5 * 1024 * 1024, params: { Bucket: bucket, Key: "large", Body: large } });
    const answer = await upload.done();
    expect(/^"[0-9a-f]{32}-4"$/.test(answer.ETag), `the ETag is ${answer.ETag}`);
    const back = await client.send(new S3.GetObjectCommand({ Bucket: bucket, Key: "large" }));
    expect(digest(await bytesOf(back)) === digest(large), "other bytes came back");
  },
  "presigned PUT and GET": async () => {
    const url = await getSignedUrl(
      client, new S3.PutObjectCommand({ Bucket: bucket, Key: "pre signed+.jpg", ContentType: "image/jpeg" }),
      { expiresIn: 60 });
    const headers = { "content-type": "image/jpeg" };
    const put = { method: "PUT", headers: { "content-type": "image/jpeg" }, body: small };
    const stored = await fetched(url, put);
    expect(stored.status === 200, `PUT answers ${stored.status}: ${stored.body}`);
    const link = await getSignedUrl(client, new S3.GetObjectCommand({ Bucket: bucket, Key: "pre signed+.jpg" }));
    const got = await fetched(link);
    expect(got.status === 200, `GET answers ${got.status}: ${got.body}`);
    expect(digest(got.body) === digest(small), "other bytes came back");
    const changed = await fetched(url.replace("pre%20signed", "another"), put);
    expect(changed.status === 403, `PUT to a changed link answers ${changed.status}: ${changed.body}`);
  },
  ListObjectsV2: async () => {
    const keys = [];
    const pages = S3.paginateListObjectsV2({ client, pageSize: 2 }, { Bucket: bucket });
    for await (const page of pages) keys.push(...(page.Contents ?? []).map((object) => object.Key));
    const wanted = [oddKey, "large", "pre signed+.jpg", "stream"].sort();
    expect(JSON.stringify(keys.sort()) === JSON.stringify(wanted), `it lists ${JSON.stringify(keys)}`);
    const below = await client.send(new S3.ListObjectsV2Command({ Bucket: bucket, Delimiter: "/" }));
    expect(below.CommonPrefixes?.[0]?.Prefix === "index/", `its prefixes are ${JSON.stringify(below.CommonPrefixes)}`);
  },
  CopyObject: async () => {
    await client.send(new S3.CopyObjectCommand({
      Bucket: bucket, Key: "copy", CopySource: `${bucket}/${encodeURIComponent(oddKey)}` }));
    const answer = await client.send(new S3.GetObjectCommand({ Bucket: bucket, Key: "copy" }));
    expect(digest(await bytesOf(answer)) === digest(small), "other bytes came back");
  },
  DeleteObject: () => client.send(new S3.DeleteObjectCommand({ Bucket: bucket, Key: "copy" })),
  DeleteObjects: async () => {
    const Objects = [oddKey, "large", "pre signed+.jpg", "stream", "none"].map((Key) => ({ Key }));
    const answer = await client.send(new S3.DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }));
    expect((answer.Errors ?? []).length === 0, JSON.stringify(answer.Errors));
    expect(answer.Deleted?.length === Objects.length, `${answer.Deleted?.length} of ${Objects.length} are deleted`);
  },
  DeleteBucket: () => client.send(new S3.DeleteBucketCommand({ Bucket: bucket })),
};

const report = { node: process.version, sdk: require("@aws-sdk/client-s3/package.json").version, steps: [] };
for (const [name, step] of Object.entries(steps)) {
  try {
    await step();
    report.steps.push({ name, ok: true });
  } catch (error) {
    const status = error.$metadata?.httpStatusCode;
    report.steps.push({ name, ok: false, error: `${error.name}: ${error.message}${status ? ` (status ${status})` : ""}` });
  }
}
console.log(JSON.stringify(report));
process.exit(report.steps.every((step) => step.ok) ? 0 : 1);
