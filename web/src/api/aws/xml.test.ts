import { describe, expect, it } from 'vitest';
import { child, children, childText, parseXml } from './xml';

describe('XML', () => {
  it('is read as elements and their text', () => {
    const root = parseXml(
      '<?xml version="1.0"?>\n<!-- x --><List xmlns="http://a/"><E><K>a &lt;b&gt; &#x41;&#66;</K></E><E><K/></E><N a="1>2"><![CDATA[<raw>]]></N></List>\n',
    );
    expect(root?.name).toBe('List');
    const entries = root ? children(root, 'E') : [];
    expect(entries.map((entry) => childText(entry, 'K'))).toEqual(['a <b> AB', '']);
    expect(root && child(root, 'N')?.text).toBe('<raw>');
  });

  it('that is not well formed is nothing', () => {
    for (const text of ['', 'plain', '<a>', '<a></b>', '</a>', '<a/><b/>', '<a><b></a></b>']) {
      expect(parseXml(text)).toBeNull();
    }
  });

  it('keeps what it does not know as it is', () => {
    expect(parseXml('<a>&nbsp;&#x110000;</a>')?.text).toBe('&nbsp;&#x110000;');
  });
});
