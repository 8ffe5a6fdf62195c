import { request, requestBlob } from '../client';
import { ApiError } from '../errors';
import { type PutOptions, putFile } from '../put-file';
import { type Metadata, metadataHeaders, metadataOf } from './metadata';
import {
  bucketPath,
  element,
  objectPath,
  requestXml,
  sendXml,
  subResource,
  textElement,
  textOf,
} from './s3-request';
import { child, children, childText, parseXml } from './xml';

export interface Bucket {
  name: string;
  createdAt: string;
}

export interface S3Entry {
  key: string;
  size: number;
  modifiedAt: string;
  etag: string;
}

export interface ObjectsPage {
  objects: S3Entry[];
  /** What lies between the prefix asked for and the next slash: "folders". */
  prefixes: string[];
  nextToken?: string;
}

export interface ObjectHead {
  contentType: string;
  size: number;
  modifiedAt: string;
  etag: string;
  metadata: Metadata;
}

export interface DeleteFailure {
  key: string;
  code: string;
  message: string;
}

export const DELETE_MAX = 1000;

export const listBuckets = async (signal?: AbortSignal): Promise<Bucket[]> => {
  const list = child(await requestXml('/', { query: { 'x-id': 'ListBuckets' }, signal }), 'Buckets');
  return (list ? children(list, 'Bucket') : []).map((bucket) => ({
    name: textOf(bucket, 'Name'),
    createdAt: textOf(bucket, 'CreationDate'),
  }));
};

export const createBucket = async (bucket: string) => {
  await request(bucketPath(bucket), { method: 'PUT' });
};

export const deleteBucket = async (bucket: string) => {
  await request(bucketPath(bucket), { method: 'DELETE' });
};

interface ListOptions {
  prefix?: string;
  pageSize?: number;
  token?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Everything below the prefix, not its "folders". */
  flat?: boolean;
}

export const listObjects = async (bucket: string, options: ListOptions = {}): Promise<ObjectsPage> => {
  const root = await requestXml(bucketPath(bucket), {
    query: {
      'list-type': 2,
      delimiter: options.flat ? undefined : '/',
      'encoding-type': 'url',
      prefix: options.prefix,
      'max-keys': options.pageSize ?? 200,
      'continuation-token': options.token,
    },
    signal: options.signal,
  });
  const decoded = (value: string) => decodeURIComponent(value.replace(/\+/g, ' '));
  const nextToken = childText(root, 'NextContinuationToken');
  return {
    objects: children(root, 'Contents').map((entry) => ({
      key: decoded(textOf(entry, 'Key')),
      size: Number(textOf(entry, 'Size')),
      modifiedAt: textOf(entry, 'LastModified'),
      etag: textOf(entry, 'ETag'),
    })),
    prefixes: children(root, 'CommonPrefixes').map((entry) => decoded(textOf(entry, 'Prefix'))),
    ...(nextToken ? { nextToken } : {}),
  };
};

export const getObject = (bucket: string, key: string, signal?: AbortSignal) =>
  requestBlob(objectPath(bucket, key), { signal, timeoutMs: 0 });

export const headObject = async (bucket: string, key: string, signal?: AbortSignal): Promise<ObjectHead> => {
  const { headers } = await request(objectPath(bucket, key), { method: 'HEAD', signal });
  return {
    contentType: headers.get('content-type') ?? '',
    size: Number(headers.get('content-length')),
    modifiedAt: headers.get('last-modified') ?? '',
    etag: headers.get('etag') ?? '',
    metadata: metadataOf(headers),
  };
};

export const putObject = (
  bucket: string,
  key: string,
  body: Blob,
  options: PutOptions & { metadata?: Metadata } = {},
) =>
  putFile(objectPath(bucket, key), body, {
    headers: {
      'Content-Type': body.type || 'application/octet-stream',
      ...metadataHeaders(options.metadata ?? {}),
    },
    signal: options.signal,
    onProgress: options.onProgress,
  });

export const deleteObject = async (bucket: string, key: string) => {
  await request(objectPath(bucket, key), { method: 'DELETE' });
};

/** At most 1000 at once; what could not be deleted is told. */
export const deleteObjects = async (
  bucket: string,
  keys: readonly string[],
  signal?: AbortSignal,
): Promise<DeleteFailure[]> => {
  const xml = element(
    'Delete',
    textElement('Quiet', 'true') + keys.map((key) => element('Object', textElement('Key', key))).join(''),
  );
  const response = await sendXml(subResource(bucketPath(bucket), 'delete'), 'POST', xml, signal);
  const root = parseXml(await response.text());
  if (!root) throw new ApiError({ status: response.status, code: 'unreadable_answer' });
  return children(root, 'Error').map((one) => ({
    key: textOf(one, 'Key'),
    code: textOf(one, 'Code'),
    message: textOf(one, 'Message'),
  }));
};
