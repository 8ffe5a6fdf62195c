/**
 * A reader for the XML that S3 answers with. The browser's DOMParser would do, but it is one of the sinks that
 * `require-trusted-types-for 'script'` closes. S3's documents are elements and text; attributes are passed over.
 */
export interface XmlElement {
  name: string;
  text: string;
  children: XmlElement[];
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const decode = (text: string): string =>
  text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? whole;
    const point = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });

const MARKUP =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s/>]+)(?:"[^"]*"|'[^']*'|[^"'>])*?(\/?)>/g;

/** The root element, or null where the text is not well formed. */
export const parseXml = (source: string): XmlElement | null => {
  const top: XmlElement = { name: '', text: '', children: [] };
  const open: XmlElement[] = [top];
  let at = 0;
  for (const match of source.matchAll(MARKUP)) {
    const here = open[open.length - 1];
    if (!here) return null;
    here.text += decode(source.slice(at, match.index));
    at = match.index + match[0].length;
    const [, cdata, closing, name, empty] = match;
    if (cdata !== undefined) here.text += cdata;
    if (!name) continue;
    if (closing) {
      if (open.length < 2 || here.name !== name) return null;
      open.pop();
      continue;
    }
    const element: XmlElement = { name, text: '', children: [] };
    here.children.push(element);
    if (!empty) open.push(element);
  }
  return open.length === 1 && top.children.length === 1 ? (top.children[0] ?? null) : null;
};

export const children = (element: XmlElement, name: string): XmlElement[] =>
  element.children.filter((child) => child.name === name);

export const child = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((one) => one.name === name);

export const childText = (element: XmlElement, name: string): string | undefined =>
  child(element, name)?.text;
