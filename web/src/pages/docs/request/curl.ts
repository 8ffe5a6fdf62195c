import { KEY, shellWord } from '../../shared/samples';
import type { Call } from './call';
import type { Part } from './draft';

const INDENT = '  ';

/** A name of a file within -F: in quotes of curl's own, in which `;` and `,` mean nothing. */
const curlFile = (name: string): string =>
  /[^\w.@%+=:/-]/.test(name) ? `"${name.replace(/[\\"]/g, '\\$&')}"` : name;

const curlPart = (part: Part): string =>
  'file' in part
    ? `-F ${shellWord(`${part.name}=@${curlFile(part.file.name)}`)}`
    : // Unlike -F this takes a text as it is, whatever it begins with.
      `--form-string ${shellWord(`${part.name}=${part.text}`)}`;

/** The body's text, piece by piece, where files in base64 belong into it. */
const curlPieces = (value: unknown, encoded: readonly { name: string; file: { name: string } }[]): string => {
  const members = Object.entries(value as Record<string, unknown>)
    .filter(([name]) => !encoded.some((one) => one.name === name))
    .map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`);
  const pieces = encoded.map(({ name, file }, index) => {
    const head = `${index === 0 ? '{' : '",'}${JSON.stringify(name)}:"`;
    return `printf %s ${shellWord(head)}; base64 < ${shellFile(file.name)} | tr -d '\\n';`;
  });
  const tail = ['"', ...members.map((one) => `,${one}`), '}'].join('');
  return `{ ${pieces.join(' ')} printf %s ${shellWord(tail)}; }`;
};

/** A file that begins with a hyphen is no option. */
const shellFile = (name: string): string => shellWord(name.startsWith('-') ? `./${name}` : name);

export const curl = ({ origin, draft, credentials, answers }: Call): string => {
  const { method, headers, body } = draft;
  const parts = ['curl -sS'];
  if (answers === 'stream') parts[0] += ' -N';
  if (credentials === 'key') parts[0] += ` ${KEY}`;
  const natural = body.kind === 'none' ? 'GET' : 'POST';
  if (method === 'HEAD') parts.push('-I');
  else if (method !== natural) parts.push(`-X ${method}`);
  for (const [name, value] of headers) parts.push(`-H ${shellWord(`${name}: ${value}`)}`);
  let pipe = '';
  if (body.kind === 'form') parts.push(...body.parts.map(curlPart));
  if (body.kind === 'json' || body.kind === 'text')
    parts.push(`-H ${shellWord(`Content-Type: ${body.type}`)}`);
  if (body.kind === 'text') parts.push(`--data-raw ${shellWord(body.text)}`);
  if (body.kind === 'json' && body.encoded.length === 0) {
    parts.push(`--data-raw ${shellWord(JSON.stringify(body.value))}`);
  }
  if (body.kind === 'json' && body.encoded.length > 0) {
    pipe = `${curlPieces(body.value, body.encoded)} |\n${INDENT}`;
    parts.push('--data-binary @-');
  }
  if (answers === 'picture') parts.push('-o photo.jpg');
  parts.push(shellWord(origin + draft.path));
  return pipe + parts.join(` \\\n${INDENT}${pipe === '' ? '' : INDENT}`);
};
