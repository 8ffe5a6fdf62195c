import type { OpenApi, ParameterObject } from '../spec/document';
import { exampleOf } from '../spec/example';
import type { Content, Method, Operation } from '../spec/operations';
import { isType, resolve } from '../spec/schema';
import { contentOf, encodedMembers, formFields, isFormType, isJsonType, keyOf, type Values } from './values';

/** As much of a File as samples need. */
export interface FileLike {
  readonly name: string;
}

export type Part = { name: string; text: string } | { name: string; file: FileLike };

type DraftBody =
  | { kind: 'none' }
  /** `encoded` are members that hold a file in base64. */
  | { kind: 'json'; type: string; value: unknown; encoded: readonly { name: string; file: FileLike }[] }
  | { kind: 'form'; parts: readonly Part[] }
  | { kind: 'text'; type: string; text: string };

/** A request as it is going to be sent, before there are credentials and bytes. */
export interface Draft {
  method: Method;
  /** With the query. */
  path: string;
  headers: readonly (readonly [string, string])[];
  body: DraftBody;
}

export type Fault = 'required' | 'json' | 'number' | 'character';
/** By `keyOf` of a parameter, `field.NAME` of a form's field, or `text` of a body that is typed. */
export type Faults = Record<string, Fault>;

const PICTURE: FileLike = { name: 'photo.jpg' };

const parsed = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** What a header cannot carry: the browser would not send it. */
const UNSENDABLE = /[^\t\x20-\x7e\xa0-\xff]/;

const parameterFault = (document: OpenApi, parameter: ParameterObject, text: string): Fault | undefined => {
  if (text === '') return parameter.required ? 'required' : undefined;
  const schema = resolve(document, parameter.schema ?? {});
  if ((isType(schema, 'integer') || isType(schema, 'number')) && !Number.isFinite(Number(text)))
    return 'number';
  if (parameter.in === 'header' && UNSENDABLE.test(text)) return 'character';
  // The browser would take these away, and ask for something else.
  if (parameter.in === 'path' && /^\.{1,2}$/.test(text)) return 'character';
  return undefined;
};

const bodyFaults = (document: OpenApi, content: Content, values: Values, required: boolean): Faults => {
  const faults: Faults = {};
  if (isFormType(content.type)) {
    for (const field of formFields(document, content)) {
      const text = values.fields[field.name] ?? '';
      const empty = field.kind === 'file' ? !values.files[field.name]?.length : text === '';
      if (empty && field.required) faults[`field.${field.name}`] = 'required';
      else if (!empty && field.kind === 'json' && !parsed(text)) faults[`field.${field.name}`] = 'json';
    }
    return faults;
  }
  if (values.text.trim() === '') return required ? { text: 'required' } : {};
  if (!isJsonType(content.type)) return {};
  const body = parsed(values.text);
  if (!body) return { text: 'json' };
  for (const member of encodedMembers(document, content)) {
    const there = isObject(body.value) && member.name in body.value;
    if (member.required && !there && !values.files[member.name]?.length) {
      faults[`field.${member.name}`] = 'required';
    }
  }
  return faults;
};

/** Why a request cannot be put together. What else is wrong with it the server shall say. */
export const faultsOf = (document: OpenApi, operation: Operation, values: Values): Faults => {
  const faults: Faults = {};
  for (const parameter of operation.parameters) {
    const fault = parameterFault(document, parameter, values.parameters[keyOf(parameter)] ?? '');
    if (fault) faults[keyOf(parameter)] = fault;
  }
  const content = contentOf(operation, values);
  if (!content) return faults;
  return { ...faults, ...bodyFaults(document, content, values, operation.body?.required ?? false) };
};

/** What stands for a value that nobody has typed yet: the document's example, or its name in capitals. */
const standIn = (document: OpenApi, parameter: ParameterObject): string => {
  const schema = resolve(document, parameter.schema ?? {});
  const example = parameter.example ?? schema.example ?? schema.enum?.[0];
  if (example !== undefined) return String(example);
  if (schema.format) return String(exampleOf(document, schema, { optional: false }));
  return parameter.name.toUpperCase().replaceAll('-', '_');
};

const formParts = (document: OpenApi, content: Content, values: Values): Part[] =>
  formFields(document, content).flatMap((field): Part[] => {
    const { name, required } = field;
    if (field.kind === 'file') {
      const files = values.files[name] ?? [];
      if (files.length === 0) return required ? [{ name, file: PICTURE }] : [];
      return files.map((file) => ({ name, file }));
    }
    const text = values.fields[name] ?? '';
    if (text !== '') return [{ name, text }];
    return required ? [{ name, text: String(exampleOf(document, field.schema, { optional: false })) }] : [];
  });

const jsonBody = (document: OpenApi, content: Content, values: Values): DraftBody => {
  const body = parsed(values.text);
  if (!body) return { kind: 'text', type: content.type, text: values.text };
  const { value } = body;
  if (!isObject(value)) return { kind: 'json', type: content.type, value, encoded: [] };
  const encoded = encodedMembers(document, content).flatMap(({ name, required }) => {
    const file = values.files[name]?.[0];
    if (file) return [{ name, file }];
    return required && !(name in value) ? [{ name, file: PICTURE }] : [];
  });
  return { kind: 'json', type: content.type, value, encoded };
};

const bodyOf = (document: OpenApi, operation: Operation, values: Values): DraftBody => {
  const content = contentOf(operation, values);
  if (!content) return { kind: 'none' };
  if (isFormType(content.type)) return { kind: 'form', parts: formParts(document, content, values) };
  if (values.text.trim() === '' && !operation.body?.required) return { kind: 'none' };
  return isJsonType(content.type)
    ? jsonBody(document, content, values)
    : { kind: 'text', type: content.type, text: values.text };
};

/** The request that the values make. Where one that is needed is missing, something stands for it, for samples. */
export const draftOf = (document: OpenApi, operation: Operation, values: Values): Draft => {
  const query = new URLSearchParams();
  const headers: [string, string][] = [];
  let path = operation.path;
  for (const parameter of operation.parameters) {
    const typed = values.parameters[keyOf(parameter)] ?? '';
    const text = typed === '' && parameter.required ? standIn(document, parameter) : typed;
    if (text === '') continue;
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, () => encodeURIComponent(text));
    else if (parameter.in === 'query') query.append(parameter.name, text);
    else if (parameter.in === 'header') headers.push([parameter.name, text]);
  }
  const search = query.toString();
  return {
    method: operation.method,
    path: search === '' ? path : `${path}?${search}`,
    headers,
    body: bodyOf(document, operation, values),
  };
};
