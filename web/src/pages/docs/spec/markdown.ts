/** As much of Markdown as descriptions use. Whatever is no mark is text; there is no way to HTML. */
export type Inline =
  | { kind: 'text' | 'code' | 'strong'; text: string }
  | { kind: 'link'; text: string; href: string };

type Block = { kind: 'paragraph'; inlines: Inline[] } | { kind: 'list'; ordered: boolean; items: Inline[][] };

const MARKS =
  /`([^`\n]+)`|\[([^\]\n]+)\]\(([^()\s]+)\)|\*\*([^*\n]+)\*\*|(https?:\/\/[^\s<>()"]*[^\s<>()".,;:!?])/g;

/** Pages of this server and of the web; nothing that runs. */
const isSafe = (href: string): boolean => /^(https?:\/\/|\/(?!\/)|#)/i.test(href);

export const parseInline = (source: string): Inline[] => {
  const found: Inline[] = [];
  let at = 0;
  const text = (until: number) => {
    if (until > at) found.push({ kind: 'text', text: source.slice(at, until) });
  };
  for (const match of source.matchAll(MARKS)) {
    const [whole, code, label, href, strong, address] = match;
    if (href !== undefined && !isSafe(href)) continue;
    text(match.index);
    at = match.index + whole.length;
    if (code !== undefined) found.push({ kind: 'code', text: code });
    else if (strong !== undefined) found.push({ kind: 'strong', text: strong });
    else if (address !== undefined) found.push({ kind: 'link', text: address, href: address });
    else found.push({ kind: 'link', text: label ?? '', href: href ?? '' });
  }
  text(source.length);
  return found;
};

const ITEM = /^\s*(?:([-*])|\d+[.)])\s+(.*)$/;

const listOf = (lines: readonly string[]): Block | undefined => {
  const first = ITEM.exec(lines[0] ?? '');
  if (!first) return undefined;
  const items: string[] = [];
  for (const line of lines) {
    const item = ITEM.exec(line);
    if (item) items.push(item[2] ?? '');
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
  }
  return { kind: 'list', ordered: first[1] === undefined, items: items.map(parseInline) };
};

/** A list may follow its sentence without an empty line between. */
const partsOf = (chunk: string): string[][] => {
  const lines = chunk.split('\n');
  const at = lines.findIndex((line) => ITEM.test(line));
  return at > 0 ? [lines.slice(0, at), lines.slice(at)] : [lines];
};

export const parseMarkdown = (source: string): Block[] =>
  source
    .replaceAll('\r\n', '\n')
    .split(/\n\s*\n/)
    .filter((chunk) => chunk.trim() !== '')
    .flatMap(partsOf)
    .map(
      (lines) =>
        listOf(lines) ?? {
          kind: 'paragraph',
          inlines: parseInline(lines.map((line) => line.trim()).join(' ')),
        },
    );
