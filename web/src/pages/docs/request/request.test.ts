import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { OpenApi } from '../spec/document';
import { operationsOf } from '../spec/operations';
import { headersOfInterest, prettyJson, readAnswer, SHOWN_MAX } from './answer';
import type { Call } from './call';
import { curl } from './curl';
import { type Draft, draftOf, faultsOf } from './draft';
import { javascript } from './javascript';
import { python } from './python';
import { startValues, type Values } from './values';

const spec: OpenApi = {
  openapi: '3.1.0',
  info: { title: '', version: '' },
  security: [{ basic: [] }],
  components: { securitySchemes: { basic: { type: 'http', scheme: 'basic' } } },
  paths: {
    '/v1/people/{id}': {
      patch: {
        operationId: 'update',
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' }, example: 'ann' },
          { name: 'size', in: 'query', schema: { type: 'integer' } },
          { name: 'Idempotency-Key', in: 'header', schema: { type: 'string' } },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['name', 'image'],
                properties: {
                  name: { type: 'string' },
                  image: { type: 'string', contentEncoding: 'base64' },
                },
              },
            },
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['image'],
                properties: {
                  image: { type: 'array', items: { type: 'string', format: 'binary' } },
                  note: { type: 'string' },
                },
              },
            },
          },
        },
        responses: {},
      },
    },
  },
};
const [operation] = operationsOf(spec);
if (!operation) throw new Error('no operation');
const values = (more: Partial<Values> = {}): Values => ({ ...startValues(spec, operation), ...more });

describe('a form', () => {
  it('begins with what the body needs, without the files in it', () => {
    expect(JSON.parse(values().text)).toEqual({ name: 'text' });
  });

  it('says what is missing or cannot be sent', () => {
    expect(faultsOf(spec, operation, values())).toEqual({ 'path.id': 'required', 'field.image': 'required' });
    const wrong = values({
      text: '{',
      parameters: { 'path.id': '..', 'query.size': 'big', 'header.Idempotency-Key': 'a\nb' },
    });
    expect(faultsOf(spec, operation, wrong)).toEqual({
      'path.id': 'character',
      'query.size': 'number',
      'header.Idempotency-Key': 'character',
      text: 'json',
    });
    for (const text of ['null', '[]', '7']) {
      expect(() => draftOf(spec, operation, values({ text }))).not.toThrow();
    }
  });

  it('becomes a request, in which nothing typed gets out of its place', () => {
    const filled = values({ parameters: { 'path.id': 'a/b?c#$&', 'query.size': '1&x=2' } });
    expect(draftOf(spec, operation, filled).path).toBe('/v1/people/a%2Fb%3Fc%23%24%26?size=1%26x%3D2');
  });

  it('has examples in place of what is not typed yet', () => {
    const draft = draftOf(spec, operation, values({ contentType: 'multipart/form-data' }));
    expect(draft.path).toBe('/v1/people/ann');
    expect(draft.body).toEqual({ kind: 'form', parts: [{ name: 'image', file: { name: 'photo.jpg' } }] });
  });
});

/** What tries to get out of quotes, in each of the three languages. */
const NASTY = `'; touch /tmp/x; echo "\`id\` $(id) $HOME \\' \\" \${1} <a> @b %41 \u2028 ü`;

const call = (draft: Partial<Draft>, more: Partial<Call> = {}): Call => ({
  origin: 'http://127.0.0.1:8080',
  credentials: 'key',
  answers: 'json',
  draft: { method: 'POST', path: '/v1/x', headers: [], body: { kind: 'none' }, ...draft },
  ...more,
});

/** The words that a shell makes of a command, with a function in place of curl. */
const words = (code: string): string[] => {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${code}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
};

describe('curl', () => {
  it('gets every text as one word, whatever stands in it', () => {
    const sent = words(
      curl(
        call({
          headers: [['Idempotency-Key', NASTY]],
          body: { kind: 'form', parts: [{ name: 'name', text: NASTY }] },
        }),
      ),
    );
    expect(sent).toContain(`Idempotency-Key: ${NASTY}`);
    expect(sent[sent.indexOf('--form-string') + 1]).toBe(`name=${NASTY}`);
    expect(sent.at(-1)).toBe('http://127.0.0.1:8080/v1/x');
    const json = words(
      curl(call({ body: { kind: 'json', type: 'application/json', value: { a: NASTY }, encoded: [] } })),
    );
    expect(JSON.parse(json[json.indexOf('--data-raw') + 1] ?? '')).toEqual({ a: NASTY });
  });

  it('takes files by their names, with curl’s own quotes where it needs them', () => {
    const form = (name: string) =>
      words(curl(call({ body: { kind: 'form', parts: [{ name: 'image', file: { name } }] } })));
    expect(form('photo.jpg')).toContain('image=@photo.jpg');
    expect(form('a;type=x "b".jpg')).toContain('image=@"a;type=x \\"b\\".jpg"');
  });

  it('reads a file in base64 into the middle of the body', () => {
    const code = curl(
      call({
        body: {
          kind: 'json',
          type: 'application/json',
          value: { a: NASTY },
          encoded: [{ name: 'image', file: { name: 'photo.jpg' } }],
        },
      }),
    );
    const [pipe] = code.split(' |\n  curl');
    const body = execFileSync(
      'sh',
      ['-c', `base64() { printf 'AQ\\n=='; }\n${pipe?.replace('< photo.jpg', '')}`],
      {
        encoding: 'utf8',
      },
    );
    expect(JSON.parse(body)).toEqual({ image: 'AQ==', a: NASTY });
    expect(code).toContain('--data-binary @-');
  });

  it('names the method only where curl would take another', () => {
    expect(words(curl(call({ method: 'GET' })))).not.toContain('-X');
    expect(words(curl(call({ method: 'DELETE' })))).toContain('DELETE');
    expect(words(curl(call({ method: 'POST' })))).toContain('POST');
    expect(words(curl(call({ method: 'GET' }, { credentials: 'none' })))).not.toContain('-u');
  });
});

describe('JavaScript', () => {
  it('is what was meant', async () => {
    const code = javascript(
      call({
        path: '/v1/x?y=1',
        headers: [['X-Note', NASTY]],
        body: { kind: 'json', type: 'application/json', value: { a: NASTY }, encoded: [] },
      }),
    );
    const run = new Function('fetch', 'process', 'console', `return (async () => {${code}})()`);
    let sent: { url: string; init: RequestInit } | undefined;
    await run(
      async (url: string, init: RequestInit) => {
        sent = { url, init };
        return Response.json({});
      },
      { env: { MIEN_ACCESS_KEY_ID: 'id', MIEN_SECRET_ACCESS_KEY: 'secret' } },
      { log: () => {} },
    );
    expect(sent?.url).toBe('http://127.0.0.1:8080/v1/x?y=1');
    expect(sent?.init.headers).toEqual({
      Authorization: `Basic ${btoa('id:secret')}`,
      'Content-Type': 'application/json',
      'X-Note': NASTY,
    });
    expect(JSON.parse(String(sent?.init.body))).toEqual({ a: NASTY });
  });
});

describe('Python', () => {
  it('has its own words, and strings that nothing gets out of', () => {
    const code = python(
      call({
        body: {
          kind: 'json',
          type: 'application/json',
          value: { a: NASTY, yes: true, no: false, none: null, list: [1, 'x'] },
          encoded: [],
        },
      }),
    );
    expect(code).toContain(
      `json={"a": ${JSON.stringify(NASTY)}, "yes": True, "no": False, "none": None, "list": [1, "x"]},`,
    );
    expect(code).toContain('auth=(os.environ["MIEN_ACCESS_KEY_ID"], os.environ["MIEN_SECRET_ACCESS_KEY"])');
  });

  it('sends fields of a form as such, also without a file', () => {
    const code = python(call({ body: { kind: 'form', parts: [{ name: 'name', text: 'Ann' }] } }));
    expect(code).toContain('("name", (None, "Ann")),');
  });
});

describe('an answer', () => {
  it('is shown without the headers that say nothing of it', () => {
    const headers = new Headers({
      Date: 'x',
      'Content-Type': 'y',
      'X-Request-Id': 'z',
      'Cache-Control': 'no-store',
    });
    expect(headersOfInterest(headers).map(([name]) => name)).toEqual(['content-type', 'x-request-id']);
  });

  it('that is long is cut, and kept whole to be downloaded', async () => {
    const long = 'x'.repeat(SHOWN_MAX * 5);
    for (const response of [
      new Response(long, { headers: { 'Content-Type': 'text/plain' } }),
      Response.json([long]),
    ]) {
      const answer = await readAnswer(response, 1);
      expect(answer.body).toMatchObject({ kind: 'text', cut: true });
      expect(answer.body.kind === 'text' && answer.body.text.length).toBe(SHOWN_MAX);
      expect(answer.bytes.size).toBeGreaterThanOrEqual(long.length);
    }
    const photo = new Response('abc', { headers: { 'Content-Type': 'image/jpeg' } });
    expect((await readAnswer(photo, 1)).body).toEqual({ kind: 'picture' });
    expect((await readAnswer(new Response(null, { status: 204 }), 1)).body).toEqual({ kind: 'nothing' });
  });

  it('is laid out where it is JSON, and left alone where it is not', () => {
    expect(prettyJson('{"code":"no_face"}')).toEqual({ text: '{\n  "code": "no_face"\n}', code: 'no_face' });
    expect(prettyJson('{broken')).toEqual({ text: '{broken', code: undefined });
  });
});
