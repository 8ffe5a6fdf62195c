import { type Inline, parseMarkdown } from '../spec/markdown';
import styles from './reference.module.css';

const Words = ({ inlines }: { inlines: readonly Inline[] }) => (
  <>
    {inlines.map((inline, index) => {
      if (inline.kind === 'code') return <code key={index}>{inline.text}</code>;
      if (inline.kind === 'strong') return <strong key={index}>{inline.text}</strong>;
      if (inline.kind === 'link') {
        return (
          <a key={index} href={inline.href} rel="noreferrer">
            {inline.text}
          </a>
        );
      }
      return inline.text;
    })}
  </>
);

/** Text of the document, which is in English whatever the page is in. */
export const Prose = ({ text }: { text: string | undefined }) => {
  if (!text) return null;
  return (
    <div class={styles.prose} lang="en" dir="ltr">
      {parseMarkdown(text).map((block, index) => {
        if (block.kind === 'paragraph') {
          return (
            <p key={index}>
              <Words inlines={block.inlines} />
            </p>
          );
        }
        const items = block.items.map((item, at) => (
          <li key={at}>
            <Words inlines={item} />
          </li>
        ));
        return block.ordered ? <ol key={index}>{items}</ol> : <ul key={index}>{items}</ul>;
      })}
    </div>
  );
};
