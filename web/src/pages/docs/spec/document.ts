/** As much of OpenAPI 3.1 as the explorer reads. */
export interface Reference {
  $ref: string;
}

export interface Schema {
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | readonly string[];
  format?: string;
  enum?: readonly unknown[];
  const?: unknown;
  default?: unknown;
  example?: unknown;
  examples?: readonly unknown[];
  properties?: Record<string, Schema>;
  required?: readonly string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  oneOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  allOf?: readonly Schema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  contentEncoding?: string;
  contentMediaType?: string;
  deprecated?: boolean;
}

interface MediaType {
  schema?: Schema;
  example?: unknown;
}

export interface ParameterObject {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  description?: string;
  required?: boolean;
  deprecated?: boolean;
  schema?: Schema;
  example?: unknown;
}

export interface HeaderObject {
  description?: string;
  schema?: Schema;
}

export interface BodyObject {
  description?: string;
  required?: boolean;
  content: Record<string, MediaType>;
}

export interface ResponseObject {
  description?: string;
  headers?: Record<string, HeaderObject | Reference>;
  content?: Record<string, MediaType>;
}

export interface OperationObject {
  operationId?: string;
  tags?: readonly string[];
  summary?: string;
  description?: string;
  deprecated?: boolean;
  parameters?: readonly (ParameterObject | Reference)[];
  requestBody?: BodyObject | Reference;
  responses?: Record<string, ResponseObject | Reference>;
  security?: readonly Record<string, readonly string[]>[];
  'x-mien-roles'?: readonly string[];
  'x-mien-effect'?: string;
}

export interface SecurityScheme {
  type: string;
  scheme?: string;
  in?: string;
  name?: string;
  description?: string;
}

export interface OpenApi {
  openapi: string;
  info: { title: string; version: string; description?: string };
  tags?: readonly { name: string; description?: string }[];
  security?: readonly Record<string, readonly string[]>[];
  paths: Record<string, Record<string, unknown>>;
  components?: { securitySchemes?: Record<string, SecurityScheme>; [kind: string]: unknown };
}

const isReference = (value: object): value is Reference => typeof (value as Reference).$ref === 'string';

/** What a pointer of this document leads to; other documents are not asked for. */
const lookUp = (document: OpenApi, pointer: string): object | undefined => {
  if (!pointer.startsWith('#/')) return undefined;
  let at: unknown = document;
  for (const part of pointer.slice(2).split('/')) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at !== null && typeof at === 'object' ? at : undefined;
};

/**
 * The thing itself where a reference stands for it. What stands beside the reference (a description of this use) wins.
 * One that leads nowhere, or in a circle, is something of which nothing is known.
 */
export const deref = <T extends object>(document: OpenApi, value: T | Reference): T => {
  let found: object = value;
  const seen = new Set<string>();
  while (isReference(found)) {
    const { $ref, ...beside } = found as Reference & Record<string, unknown>;
    if (seen.has($ref)) return beside as T;
    seen.add($ref);
    found = { ...lookUp(document, $ref), ...beside };
  }
  return found as T;
};

/** "Person" of "#/components/schemas/Person". */
export const refName = (value: { $ref?: string } | undefined): string | undefined =>
  value?.$ref?.split('/').at(-1);
