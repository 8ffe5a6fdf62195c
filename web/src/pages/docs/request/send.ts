import { toBase64 } from '../../../api/aws/base64';
import { exchange, type RequestOptions } from '../../../api/client';
import { csrfToken } from '../../../api/gate';
import type { Operation } from '../spec/operations';
import type { Draft, FileLike, Part } from './draft';
import { credentialsOf } from './samples';

/** Forms and bodies of the page are made of real files; of those of samples only the names are known. */
const bytesOf = (file: FileLike): File => {
  if (!(file instanceof File)) throw new Error(file.name);
  return file;
};

const formOf = (parts: readonly Part[]): FormData => {
  const form = new FormData();
  for (const part of parts) {
    if ('file' in part) form.append(part.name, bytesOf(part.file), part.file.name);
    else form.append(part.name, part.text);
  }
  return form;
};

const bodyOptions = async ({ body }: Draft): Promise<Pick<RequestOptions, 'form' | 'body'>> => {
  if (body.kind === 'form') return { form: formOf(body.parts) };
  if (body.kind === 'text') return { body: body.text };
  if (body.kind !== 'json') return {};
  if (body.encoded.length === 0) return { body: JSON.stringify(body.value) };
  const encoded = await Promise.all(
    body.encoded.map(async ({ name, file }) => [name, await toBase64(bytesOf(file))] as const),
  );
  return { body: JSON.stringify({ ...(body.value as object), ...Object.fromEntries(encoded) }) };
};

const headersOf = ({ headers, body }: Draft): Record<string, string> => ({
  ...Object.fromEntries(headers),
  ...(body.kind === 'json' || body.kind === 'text' ? { 'Content-Type': body.type } : {}),
});

/**
 * Sends what the form says, with the session of the console. Calls about the session itself answer 401 for reasons of
 * their own (a wrong password), which must not be taken for the session's end: they do not go through the gate.
 */
export const sendDraft = async (
  operation: Operation,
  draft: Draft,
  options: { signal: AbortSignal; live: boolean },
): Promise<Response> => {
  const kind = credentialsOf(operation);
  const headers = headersOf(draft);
  if (kind === 'session') headers.Authorization = `Mien-Session ${csrfToken.value ?? ''}`;
  return exchange(draft.path, {
    method: draft.method,
    headers,
    ...(await bodyOptions(draft)),
    anonymous: kind !== 'key',
    signal: options.signal,
    // A stream that runs on is nobody's being there.
    background: options.live,
    ...(options.live ? { timeoutMs: 0 } : {}),
  });
};
