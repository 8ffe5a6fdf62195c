import { child, childText, parseXml } from './aws/xml';

/** What each protocol's own error names mean in the vocabulary of REST's problem codes, so that pages know one. */
const NATIVE_CODES: Record<string, string> = {
  AccessDenied: 'access_denied',
  AccessDeniedException: 'access_denied',
  BucketAlreadyExists: 'already_exists',
  BucketAlreadyOwnedByYou: 'already_exists',
  BucketNotEmpty: 'bucket_not_empty',
  ConditionalCheckFailedException: 'precondition_failed',
  EntityTooLarge: 'object_too_large',
  ImageTooLargeException: 'image_too_large',
  InternalServerError: 'internal',
  InternalError: 'internal',
  InvalidArgument: 'invalid_argument',
  InvalidBucketName: 'invalid_argument',
  InvalidImageFormatException: 'image_format',
  InvalidPaginationTokenException: 'invalid_page_token',
  InvalidParameterException: 'invalid_argument',
  InvalidParameterValueException: 'invalid_argument',
  LimitExceededException: 'quota_exceeded',
  MalformedXML: 'malformed_request',
  NoSuchBucket: 'bucket_not_found',
  NoSuchCORSConfiguration: 'not_found',
  NoSuchKey: 'not_found',
  PreconditionFailed: 'precondition_failed',
  QuotaExceeded: 'quota_exceeded',
  RequestEntityTooLargeException: 'body_too_large',
  ResourceAlreadyExistsException: 'already_exists',
  ResourceConflictException: 'already_exists',
  ResourceInUseException: 'already_exists',
  ResourceNotFoundException: 'not_found',
  ServiceException: 'internal',
  ServiceUnavailable: 'unavailable',
  SlowDown: 'overloaded',
  ThrottlingException: 'overloaded',
  TooManyBuckets: 'quota_exceeded',
  TooManyRequestsException: 'overloaded',
  ValidationException: 'invalid_argument',
};

export interface ErrorParts {
  status: number;
  code: string;
  detail?: string | undefined;
  requestId?: string | undefined;
  retryAfter?: number | undefined;
  nativeCode?: string | undefined;
  /** Whose face it is, where the server says so (duplicate_person and its kin). */
  personId?: string | undefined;
}

/** Every refusal and failure that a request can end with, whatever protocol it spoke. Status 0: no answer came. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfter: number | undefined;
  readonly nativeCode: string | undefined;
  readonly personId: string | undefined;

  constructor(parts: ErrorParts) {
    super(parts.detail ?? parts.code);
    this.name = 'ApiError';
    this.status = parts.status;
    this.code = parts.code;
    this.detail = parts.detail;
    this.requestId = parts.requestId;
    this.retryAfter = parts.retryAfter;
    this.nativeCode = parts.nativeCode;
    this.personId = parts.personId;
  }
}

export const unreachableError = () => new ApiError({ status: 0, code: 'unreachable' });

export const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError';

/** Whatever was thrown, as something that can be shown. */
export const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError
    ? error
    : new ApiError({
        status: 0,
        code: 'unexpected',
        detail: error instanceof Error ? error.message : String(error),
      });

/** Retry-After in seconds: a number, or the date form of HTTP. */
export const parseRetryAfter = (value: string | null, now = Date.now()): number | undefined => {
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const fallbackCode = (status: number): string => {
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'access_denied';
  if (status === 404) return 'not_found';
  if (status === 413) return 'body_too_large';
  if (status === 429) return 'overloaded';
  if (status === 502 || status === 503 || status === 504) return 'unavailable';
  return status >= 500 ? 'internal' : 'malformed_request';
};

const awsParts = (name: string, status: number) => {
  const nativeCode = name.replace(/^.*#/, '').replace(/:.*$/, '');
  return { code: NATIVE_CODES[nativeCode] ?? fallbackCode(status), nativeCode };
};

const jsonParts = (body: string, headers: Headers, status: number): Partial<ErrorParts> => {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {};
  }
  if (value === null || typeof value !== 'object') return {};
  const detail = text(value.detail) ?? text(value.message) ?? text(value.Message) ?? text(value.title);
  const code = text(value.code);
  if (code) return { code, detail, requestId: text(value.request_id), personId: text(value.person_id) };
  const name = headers.get('x-amzn-errortype') ?? text(value.__type) ?? text(value.Type);
  return name ? { ...awsParts(name, status), detail } : { detail };
};

const xmlParts = (body: string, status: number): Partial<ErrorParts> => {
  const root = parseXml(body);
  // S3 says it at once, IAM and STS in an element of their own.
  const said = root && (child(root, 'Error') ?? root);
  const code = said && childText(said, 'Code');
  if (!root || !code) return {};
  return {
    ...awsParts(code, status),
    detail: childText(said, 'Message'),
    requestId: childText(root, 'RequestId'),
  };
};

/** Reads the body of an answer that is no success: problem+json, the AWS JSON protocols' errors, or S3's XML. */
export const parseError = (status: number, headers: Headers, body: string): ApiError => {
  const type = headers.get('content-type') ?? '';
  let parts: Partial<ErrorParts> = {};
  if (type.includes('json')) parts = jsonParts(body, headers, status);
  else if (type.includes('xml')) parts = xmlParts(body, status);
  return new ApiError({
    ...parts,
    status,
    code: parts.code ?? fallbackCode(status),
    requestId: parts.requestId ?? headers.get('x-request-id') ?? undefined,
    retryAfter: parseRetryAfter(headers.get('retry-after')),
  });
};
