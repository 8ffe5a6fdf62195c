import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deref, type OpenApi, refName, type Schema } from './document';
import { exampleOf } from './example';
import { parseInline, parseMarkdown } from './markdown';
import { groupsOf, matches, operationsOf, search } from './operations';
import { limitsOf, membersOf, namesOf, resolve, typeText } from './schema';

const PROJECT = new URL('../../../../../', import.meta.url);
const ours = JSON.parse(readFileSync(new URL('src/api/rest/openapi.json', PROJECT), 'utf8')) as OpenApi;
const roles = readFileSync(new URL('docs/api/roles.md', PROJECT), 'utf8');

const small = (more: Partial<OpenApi> = {}): OpenApi => ({
  openapi: '3.1.0',
  info: { title: '', version: '' },
  paths: {},
  ...more,
});

const withSchemas = (schemas: Record<string, Schema>) => small({ components: { schemas } });
const tree = withSchemas({
  Node: {
    type: 'object',
    required: ['name', 'parent'],
    properties: {
      name: { type: 'string' },
      parent: { $ref: '#/components/schemas/Node' },
      children: { type: 'array', items: { $ref: '#/components/schemas/Node' } },
    },
  },
  Loop: { $ref: '#/components/schemas/Loop' },
});
const NODE: Schema = { $ref: '#/components/schemas/Node' };

describe('references', () => {
  it('lead to what they name, and what stands beside them wins', () => {
    const found = deref<Schema>(tree, { ...NODE, description: 'the root' });
    expect(found.properties?.name).toEqual({ type: 'string' });
    expect(found.description).toBe('the root');
    expect(refName(NODE)).toBe('Node');
  });

  it('that lead in a circle or nowhere end', () => {
    expect(deref<Schema>(tree, { $ref: '#/components/schemas/Loop' })).toEqual({});
    expect(deref<Schema>(tree, { $ref: '#/components/schemas/None' })).toEqual({});
    expect(deref<Schema>(tree, { $ref: '#/components/schemas/constructor/name' })).toEqual({});
    expect(deref<Schema>(tree, { $ref: 'https://elsewhere.example/x.json' })).toEqual({});
  });

  it('take names with slashes and tildes', () => {
    const odd = withSchemas({ 'a/b~c d': { type: 'integer' } });
    expect(deref<Schema>(odd, { $ref: '#/components/schemas/a~1b~0c%20d' })).toEqual({ type: 'integer' });
  });
});

describe('operations', () => {
  const operation = (more = {}) => ({ responses: {}, ...more });

  it('are grouped by tag in the order of the document, else by the first segment', () => {
    const document = small({
      tags: [{ name: 'b', description: 'B.' }, { name: 'unused' }, { name: 'a' }],
      paths: {
        '/v1/one': { get: operation({ tags: ['a'], operationId: 'one' }) },
        '/v1/things/{id}': { get: operation({ operationId: 'thing' }), post: operation({ tags: ['b'] }) },
      },
    });
    const groups = groupsOf(document, operationsOf(document));
    expect(groups.map((group) => group.name)).toEqual(['b', 'a', 'things']);
    expect(groups[0]?.description).toBe('B.');
    expect(groups[2]?.operations.map((one) => one.id)).toEqual(['thing']);
  });

  it('have the parameters of their path, which their own replace', () => {
    const document = small({
      paths: {
        '/x/{id}': {
          parameters: [
            { name: 'id', in: 'path', required: true },
            { name: 'size', in: 'query', description: 'theirs' },
          ],
          get: operation({ parameters: [{ name: 'size', in: 'query', description: 'its own' }] }),
        },
      },
    });
    const [only] = operationsOf(document);
    expect(only?.parameters.map((one) => [one.name, one.description])).toEqual([
      ['id', undefined],
      ['size', 'its own'],
    ]);
  });

  it('are dangerous by their method, unless the document says otherwise', () => {
    const document = small({
      paths: { '/x': { get: operation(), post: operation(), delete: operation() } },
    });
    expect(operationsOf(document).map((one) => one.effect)).toEqual(['none', 'changes', 'destroys']);
    const effects = new Map(operationsOf(ours).map((one) => [one.id, one.effect]));
    expect(effects.get('verify')).toBe('none');
    expect(effects.get('merge_people')).toBe('destroys');
  });

  it('are found by every word, wherever it stands', () => {
    const all = operationsOf(ours);
    const verify = all.find((one) => one.id === 'verify');
    expect(verify && matches(verify, 'POST  verif')).toBe(true);
    expect(verify && matches(verify, 'verify banana')).toBe(false);
    const found = search(groupsOf(ours, all), 'merge').flatMap((group) => group.operations);
    expect(found.map((one) => one.id)).toContain('merge_people');
  });
});

describe('the document of the server', () => {
  const all = operationsOf(ours);
  const table = new Map(
    [...roles.matchAll(/^\| rest \| `(\w+)` \|(.*)\|$/gm)].map(([, id = '', cells = '']) => [
      id,
      ['admin', 'enroller', 'verifier', 'auditor'].filter(
        (_, index) => cells.split('|')[index]?.trim() === 'yes',
      ),
    ]),
  );

  it.each(all.map((one) => [one.id, one] as const))('says what %s needs to be explored', (id, operation) => {
    expect(operation.summary).not.toBe(`${operation.method} ${operation.path}`);
    expect(ours.tags?.map((tag) => tag.name)).toContain(operation.tag);
    const takesKeys = operation.credentials.some((one) => one.scheme === 'basic');
    // Whatever stands in no row of docs/api/roles.md is the admin's alone.
    expect(operation.roles).toEqual(takesKeys ? (table.get(id) ?? ['admin']) : undefined);
  });

  it('describes every tag', () => {
    expect(ours.tags?.filter((tag) => !tag.description)).toEqual([]);
  });
});

describe('schemas', () => {
  it('have a type in the way of the field', () => {
    expect(typeText(tree, NODE)).toBe('Node');
    expect(typeText(tree, { type: 'array', items: NODE })).toBe('Node[]');
    expect(typeText(tree, { type: ['string', 'null'] })).toBe('string | null');
    expect(typeText(tree, { type: 'string', format: 'uuid' })).toBe('string (uuid)');
    expect(typeText(tree, { oneOf: [NODE, { type: 'object' }] })).toBe('Node | object');
    expect(typeText(tree, undefined)).toBe('any');
  });

  it('take in what allOf adds', () => {
    const both = resolve(tree, {
      allOf: [NODE, { required: ['size'], properties: { size: { type: 'integer' } } }],
    });
    expect(Object.keys(both.properties ?? {}).sort()).toEqual(['children', 'name', 'parent', 'size']);
    expect(both.required).toEqual(['name', 'parent', 'size']);
  });

  it('tell their limits', () => {
    expect(limitsOf({ type: 'integer', minimum: 1, maximum: 500, default: 100 })).toEqual([
      { kind: 'range', min: 1, max: 500 },
      { kind: 'default', text: '100' },
    ]);
    expect(limitsOf({ anyOf: [{ required: ['a'] }, { required: ['b'] }] })).toEqual([
      { kind: 'anyOf', texts: ['a', 'b'] },
    ]);
    expect(limitsOf({ enum: ['x', null] })).toEqual([{ kind: 'enum', texts: ['x', 'null'] }]);
  });

  it('put the members that are needed first, also of lists', () => {
    const schema: Schema = { type: 'array', items: { properties: { a: {}, b: {} }, required: ['b'] } };
    expect(membersOf(tree, schema).map((one) => one.name)).toEqual(['b', 'a']);
    expect(namesOf(tree, { type: 'array', items: NODE })).toEqual(['Node']);
  });
});

describe('examples', () => {
  const PLAIN = { name: 'text', children: [] };

  it('have what is needed, or all of it', () => {
    const schema: Schema = {
      type: 'object',
      required: ['role'],
      properties: { role: { enum: ['admin'] }, size: { type: 'integer', minimum: 3 } },
    };
    expect(exampleOf(tree, schema, { optional: false })).toEqual({ role: 'admin' });
    expect(exampleOf(tree, schema, { optional: true })).toEqual({ role: 'admin', size: 3 });
  });

  it('of a schema that holds itself come to an end', () => {
    expect(exampleOf(tree, NODE, { optional: true })).toEqual(PLAIN);
    expect(exampleOf(tree, { type: 'array', items: NODE }, { optional: true })).toEqual([PLAIN]);

    let deep: Schema = { type: 'string' };
    for (let level = 0; level < 40; level += 1) deep = { type: 'object', properties: { deep } };
    expect(JSON.stringify(exampleOf(tree, deep, { optional: true })).length).toBeLessThan(400);
  });

  it('prefer what the document says', () => {
    expect(exampleOf(tree, { type: 'string', default: 'people' }, { optional: false })).toBe('people');
    expect(exampleOf(tree, { oneOf: [{ const: 7 }, { type: 'string' }] }, { optional: false })).toBe(7);
  });
});

describe('descriptions', () => {
  it('may have code, links, strong words and addresses', () => {
    expect(parseInline('Of `a`, **b** and [c](https://d.example/e).')).toEqual([
      { kind: 'text', text: 'Of ' },
      { kind: 'code', text: 'a' },
      { kind: 'text', text: ', ' },
      { kind: 'strong', text: 'b' },
      { kind: 'text', text: ' and ' },
      { kind: 'link', text: 'c', href: 'https://d.example/e' },
      { kind: 'text', text: '.' },
    ]);
    expect(parseInline('see http://x.example/y.')[1]).toEqual({
      kind: 'link',
      text: 'http://x.example/y',
      href: 'http://x.example/y',
    });
  });

  it('may not lead to anything that runs, or elsewhere under a false flag', () => {
    for (const href of [
      'javascript:alert(1)',
      'JAVASCRIPT:x',
      'data:text/html,x',
      '//evil.example',
      'vbscript:x',
    ]) {
      expect(parseInline(`[x](${href})`).every((one) => one.kind === 'text')).toBe(true);
    }
  });

  it('keep marks of HTML as text', () => {
    expect(parseMarkdown('<img src=x onerror=alert(1)>')).toEqual([
      { kind: 'paragraph', inlines: [{ kind: 'text', text: '<img src=x onerror=alert(1)>' }] },
    ]);
  });

  it('have paragraphs and lists', () => {
    const blocks = parseMarkdown('First\nline.\n\nThese:\n- one\n  and more\n- `two`\n\n1. a\n2. b');
    expect(blocks.map((block) => block.kind)).toEqual(['paragraph', 'paragraph', 'list', 'list']);
    expect(blocks[0]).toEqual({ kind: 'paragraph', inlines: [{ kind: 'text', text: 'First line.' }] });
    expect(blocks[2]).toEqual({
      kind: 'list',
      ordered: false,
      items: [[{ kind: 'text', text: 'one and more' }], [{ kind: 'code', text: 'two' }]],
    });
    expect(blocks[3]).toMatchObject({ ordered: true });
  });
});
