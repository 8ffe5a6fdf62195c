import {
  type BodyObject,
  deref,
  type HeaderObject,
  type OpenApi,
  type OperationObject,
  type ParameterObject,
  type ResponseObject,
  type Schema,
  type SecurityScheme,
} from './document';

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head'] as const;
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';

/** What a call leaves behind: nothing that matters, something new, or something less. */
export type Effect = 'none' | 'changes' | 'destroys';

export interface Content {
  type: string;
  schema: Schema | undefined;
  example: unknown;
}

export interface Answered {
  status: string;
  description: string;
  headers: readonly (HeaderObject & { name: string })[];
  contents: readonly Content[];
}

export interface Operation {
  id: string;
  method: Method;
  path: string;
  tag: string;
  summary: string;
  description: string;
  deprecated: boolean;
  parameters: readonly ParameterObject[];
  body: { required: boolean; description: string; contents: readonly Content[] } | undefined;
  answers: readonly Answered[];
  /** Of the keys that may call it; absent where the document does not say. */
  roles: readonly string[] | undefined;
  effect: Effect;
  /** Any of these will do; none: it needs no credentials. */
  credentials: readonly (SecurityScheme & { name: string; key: string })[];
}

const contentsOf = (content: BodyObject['content'] = {}): Content[] =>
  Object.entries(content).map(([type, media]) => ({ type, schema: media.schema, example: media.example }));

/** The first segment that is no version: people of /v1/people/{person_id}. */
const segmentOf = (path: string): string =>
  path.split('/').find((part) => part !== '' && !/^v\d+$/.test(part)) ?? path;

const effectOf = (said: string | undefined, method: Method): Effect => {
  if (said === 'none' || said === 'changes' || said === 'destroys') return said;
  if (method === 'GET' || method === 'HEAD') return 'none';
  return method === 'DELETE' ? 'destroys' : 'changes';
};

const parametersOf = (document: OpenApi, lists: OperationObject['parameters'][]): ParameterObject[] => {
  const found = new Map<string, ParameterObject>();
  for (const one of lists.flatMap((list) => list ?? [])) {
    const parameter = deref(document, one);
    found.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  return [...found.values()];
};

const answersOf = (document: OpenApi, responses: OperationObject['responses'] = {}): Answered[] =>
  Object.entries(responses).map(([status, one]) => {
    const response = deref<ResponseObject>(document, one);
    return {
      status,
      description: response.description ?? '',
      headers: Object.entries(response.headers ?? {}).map(([name, header]) => ({
        ...deref<HeaderObject>(document, header),
        name,
      })),
      contents: contentsOf(response.content),
    };
  });

const credentialsOf = (document: OpenApi, operation: OperationObject): Operation['credentials'] => {
  const schemes = document.components?.securitySchemes ?? {};
  return (operation.security ?? document.security ?? []).flatMap((alternative) =>
    Object.keys(alternative).flatMap((key) => {
      const scheme = schemes[key];
      return scheme ? [{ ...scheme, name: scheme.name ?? key, key }] : [];
    }),
  );
};

const toOperation = (
  document: OpenApi,
  path: string,
  method: Method,
  item: Record<string, unknown>,
  operation: OperationObject,
): Operation => {
  const body = operation.requestBody && deref<BodyObject>(document, operation.requestBody);
  return {
    id: operation.operationId ?? `${method} ${path}`,
    method,
    path,
    tag: operation.tags?.[0] ?? segmentOf(path),
    summary: operation.summary ?? `${method} ${path}`,
    description: operation.description ?? '',
    deprecated: operation.deprecated ?? false,
    parameters: parametersOf(document, [
      item.parameters as OperationObject['parameters'],
      operation.parameters,
    ]),
    body: body && {
      required: body.required ?? false,
      description: body.description ?? '',
      contents: contentsOf(body.content),
    },
    answers: answersOf(document, operation.responses),
    roles: operation['x-mien-roles'],
    effect: effectOf(operation['x-mien-effect'], method),
    credentials: credentialsOf(document, operation),
  };
};

/** All operations in the document's order, with every reference but those of schemas resolved. */
export const operationsOf = (document: OpenApi): Operation[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method] as OperationObject | undefined;
      return operation ? [toOperation(document, path, method.toUpperCase() as Method, item, operation)] : [];
    }),
  );

export interface Group {
  name: string;
  description: string;
  operations: readonly Operation[];
}

/** By tag: first those that the document lists, in its order, then the others as they come. */
export const groupsOf = (document: OpenApi, operations: readonly Operation[]): Group[] => {
  const listed = document.tags ?? [];
  const names = new Set([...listed.map((tag) => tag.name), ...operations.map((operation) => operation.tag)]);
  return [...names]
    .map((name) => ({
      name,
      description: listed.find((tag) => tag.name === name)?.description ?? '',
      operations: operations.filter((operation) => operation.tag === name),
    }))
    .filter((group) => group.operations.length > 0);
};

const haystack = (operation: Operation): string =>
  [
    operation.id,
    operation.method,
    operation.path,
    operation.tag,
    operation.summary,
    operation.description,
    ...operation.parameters.map((parameter) => parameter.name),
  ]
    .join('\n')
    .toLowerCase();

/** Whether every word of the query is found somewhere in what is said of the operation. */
export const matches = (operation: Operation, query: string): boolean => {
  const text = haystack(operation);
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

export const search = (groups: readonly Group[], query: string): Group[] =>
  groups
    .map((group) => ({
      ...group,
      operations: group.operations.filter((operation) => matches(operation, query)),
    }))
    .filter((group) => group.operations.length > 0);
