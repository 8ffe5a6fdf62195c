import { request, requestJson, segment } from '../client';
import { ApiError } from '../errors';
import { everyPage } from '../pages';

export interface FunctionConfiguration {
  FunctionName: string;
  FunctionArn: string;
  Runtime?: string;
  Handler?: string;
  Role?: string;
  Timeout?: number;
  MemorySize?: number;
  CodeSize?: number;
  Description?: string;
  LastModified?: string;
  State?: string;
  RevisionId?: string;
  Environment?: { Variables?: Record<string, string> };
}

/** A statement of a function's resource policy. Mien keeps them and grants nothing by them. */
export interface Permission {
  Sid: string;
  Action: string;
  Principal: string | { Service?: string; AWS?: string };
  Condition?: Record<string, Record<string, string>>;
}

export interface NewFunction {
  FunctionName: string;
  Runtime: string;
  Handler: string;
  Role: string;
  Timeout?: number;
  MemorySize?: number;
  Description?: string;
  Environment?: { Variables: Record<string, string> };
  /** Base64 of the zip. */
  Code: { ZipFile: string };
}

export interface Invocation {
  /** What the handler answered, or its error's document. */
  payload: string;
  /** Present where the handler failed. */
  functionError?: string;
}

const ROOT = '/2015-03-31/functions';
const path = (name: string) => `${ROOT}/${segment(name)}`;

export const listFunctions = (signal?: AbortSignal): Promise<FunctionConfiguration[]> =>
  everyPage(async (marker) => {
    const page = await requestJson<{ Functions: FunctionConfiguration[]; NextMarker?: string | null }>(
      `${ROOT}/`,
      { query: { Marker: marker }, signal },
    );
    return { items: page.Functions, next: page.NextMarker ?? undefined };
  });

export const getFunction = (name: string, signal?: AbortSignal) =>
  requestJson<{ Configuration: FunctionConfiguration }>(path(name), { signal });

export const createFunction = (definition: NewFunction) =>
  requestJson<FunctionConfiguration>(ROOT, { method: 'POST', json: definition });

export const updateFunctionCode = (name: string, zipBase64: string) =>
  requestJson<FunctionConfiguration>(`${path(name)}/code`, { method: 'PUT', json: { ZipFile: zipBase64 } });

export const updateFunctionConfiguration = (
  name: string,
  change: Partial<
    Pick<
      FunctionConfiguration,
      'Runtime' | 'Handler' | 'Timeout' | 'MemorySize' | 'Description' | 'Environment' | 'RevisionId'
    >
  >,
) => requestJson<FunctionConfiguration>(`${path(name)}/configuration`, { method: 'PUT', json: change });

export const deleteFunction = async (name: string) => {
  await request(path(name), { method: 'DELETE' });
};

export const invokeFunction = async (
  name: string,
  event: string,
  signal?: AbortSignal,
): Promise<Invocation> => {
  const response = await request(`${path(name)}/invocations`, {
    method: 'POST',
    body: event,
    headers: { 'Content-Type': 'application/json' },
    signal,
  });
  const functionError = response.headers.get('X-Amz-Function-Error');
  return { payload: await response.text(), ...(functionError ? { functionError } : {}) };
};

/** None where there is no policy: Lambda calls that an error. */
export const listPermissions = async (name: string, signal?: AbortSignal): Promise<Permission[]> => {
  try {
    const { Policy } = await requestJson<{ Policy: string }>(`${path(name)}/policy`, { signal });
    return (JSON.parse(Policy) as { Statement: Permission[] }).Statement;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
};

export const addPermission = (
  name: string,
  permission: { StatementId: string; Action: string; Principal: string; SourceArn?: string },
) => requestJson<{ Statement: string }>(`${path(name)}/policy`, { method: 'POST', json: permission });

export const removePermission = async (name: string, statementId: string) => {
  await request(`${path(name)}/policy/${segment(statementId)}`, { method: 'DELETE' });
};

/** Lambda wants a function to name a role that is there, although Mien grants nothing by it. */
export const ensureRole = async (role: string): Promise<void> => {
  const form = new URLSearchParams({
    Action: 'CreateRole',
    Version: '2010-05-08',
    RoleName: role,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    }),
  });
  try {
    await request('/', {
      method: 'POST',
      body: form.toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
    });
  } catch (error) {
    if (!(error instanceof ApiError) || error.nativeCode !== 'EntityAlreadyExists') throw error;
  }
};
