import type { OpenApi, ParameterObject, Schema } from '../spec/document';
import { exampleOf } from '../spec/example';
import type { Content, Operation } from '../spec/operations';
import { isBinary, isMany, isType, membersOf, resolve } from '../spec/schema';

/** What somebody has filled in for one operation. */
export interface Values {
  /** By `keyOf` of the parameter. */
  parameters: Record<string, string>;
  contentType: string;
  /** The body where it is written as text: JSON, or what it is. */
  text: string;
  /** By the name of the form's field, or of the member of a JSON body that is sent in base64. */
  fields: Record<string, string>;
  files: Record<string, readonly File[]>;
}

export const keyOf = (parameter: Pick<ParameterObject, 'in' | 'name'>): string =>
  `${parameter.in}.${parameter.name}`;

export interface FormField {
  name: string;
  schema: Schema;
  required: boolean;
  kind: 'file' | 'json' | 'choice' | 'text';
  many: boolean;
}

const kindOf = (document: OpenApi, schema: Schema): FormField['kind'] => {
  if (isBinary(document, schema)) return 'file';
  if (schema.contentMediaType === 'application/json') return 'json';
  return schema.enum || isType(schema, 'boolean') ? 'choice' : 'text';
};

export const isJsonType = (type: string): boolean => /^application\/([\w.-]+\+)?json\b/.test(type);
export const isFormType = (type: string): boolean => type === 'multipart/form-data';

export const formFields = (document: OpenApi, content: Content): FormField[] =>
  membersOf(document, content.schema ?? {}).map(({ name, schema, required }) => ({
    name,
    schema: resolve(document, schema),
    required,
    kind: kindOf(document, resolve(document, schema)),
    many: isMany(document, schema),
  }));

/** Members of a JSON body whose text is a file in base64: nobody types that. */
export const encodedMembers = (document: OpenApi, content: Content): FormField[] =>
  membersOf(document, content.schema ?? {})
    .map((member) => ({ ...member, schema: resolve(document, member.schema) }))
    .filter(({ schema }) => schema.contentEncoding === 'base64')
    .map((member) => ({ ...member, kind: 'file', many: false }));

/** What the editor of a body begins with: the document's example, or what is needed at least. */
export const startText = (document: OpenApi, content: Content): string => {
  const value = content.example ?? exampleOf(document, content.schema, { optional: false });
  if (!isJsonType(content.type))
    return typeof value === 'string' && content.example !== undefined ? value : '';
  if (value === null || typeof value !== 'object') return JSON.stringify(value, null, 2);
  const encoded = new Set(encodedMembers(document, content).map((member) => member.name));
  const rest = Object.fromEntries(Object.entries(value).filter(([name]) => !encoded.has(name)));
  return JSON.stringify(Array.isArray(value) ? value : rest, null, 2);
};

export const contentOf = (operation: Operation, values: Values): Content | undefined =>
  operation.body?.contents.find((content) => content.type === values.contentType);

export const startValues = (document: OpenApi, operation: Operation): Values => {
  const content = operation.body?.contents[0];
  return {
    parameters: {},
    contentType: content?.type ?? '',
    text: content ? startText(document, content) : '',
    fields: {},
    files: {},
  };
};
