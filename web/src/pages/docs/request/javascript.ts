import type { Answers, Call } from './call';
import type { Draft, Part } from './draft';

const js = (value: unknown): string => JSON.stringify(value);

const JS_RESULT: Record<Answers, string[]> = {
  json: ['console.log(await answer.json());'],
  text: ['console.log(await answer.text());'],
  picture: ["await writeFile('photo.jpg', Buffer.from(await answer.arrayBuffer()));"],
  stream: [
    'for await (const text of answer.body.pipeThrough(new TextDecoderStream())) process.stdout.write(text);',
  ],
  nothing: ['console.log(answer.status);'],
};

const baseName = (path: string): string => path.split('/').at(-1) ?? path;

const jsForm = (parts: readonly Part[]): string[] => [
  'const body = new FormData();',
  ...parts.map((part) =>
    'file' in part
      ? `body.append(${js(part.name)}, new Blob([await readFile(${js(part.file.name)})]), ${js(baseName(part.file.name))});`
      : `body.append(${js(part.name)}, ${js(part.text)});`,
  ),
];

const jsBody = ({ body }: Draft): string[] => {
  if (body.kind === 'form') return jsForm(body.parts);
  if (body.kind === 'text') return [`const body = ${js(body.text)};`];
  if (body.kind !== 'json') return [];
  if (body.encoded.length === 0) return [`const body = JSON.stringify(${js(body.value)});`];
  const encoded = body.encoded.map(
    ({ name, file }) => `  ${js(name)}: await readFile(${js(file.name)}, 'base64'),`,
  );
  const plain = Object.entries(body.value as object)
    .filter(([name]) => !body.encoded.some((one) => one.name === name))
    .map(([name, one]) => `  ${js(name)}: ${js(one)},`);
  return ['const body = JSON.stringify({', ...plain, ...encoded, '});'];
};

export const javascript = ({ origin, draft, credentials, answers }: Call): string => {
  const { body } = draft;
  const readsFile =
    (body.kind === 'form' && body.parts.some((part) => 'file' in part)) ||
    (body.kind === 'json' && body.encoded.length > 0);
  const imports = [...(readsFile ? ['readFile'] : []), ...(answers === 'picture' ? ['writeFile'] : [])];
  const headers = [
    ...(credentials === 'key' ? ["    Authorization: 'Basic ' + btoa(id + ':' + secret),"] : []),
    ...(body.kind === 'json' || body.kind === 'text' ? [`    'Content-Type': ${js(body.type)},`] : []),
    ...draft.headers.map(([name, value]) => `    ${js(name)}: ${js(value)},`),
  ];
  const bodyLines = jsBody(draft);
  return [
    // Modules of Node, Bun and Deno alike.
    ...(imports.length > 0 ? [`import { ${imports.join(', ')} } from 'node:fs/promises';`] : []),
    ...(credentials === 'key'
      ? ['const { MIEN_ACCESS_KEY_ID: id, MIEN_SECRET_ACCESS_KEY: secret } = process.env;']
      : []),
    ...(imports.length > 0 || credentials === 'key' ? [''] : []),
    ...bodyLines,
    `const answer = await fetch(${js(origin + draft.path)}, {`,
    `  method: ${js(draft.method)},`,
    ...(headers.length > 0 ? ['  headers: {', ...headers, '  },'] : []),
    ...(bodyLines.length > 0 ? ['  body,'] : []),
    '});',
    'if (!answer.ok) throw new Error(await answer.text());',
    ...JS_RESULT[answers],
  ].join('\n');
};
