import type { ComponentChildren } from 'preact';
import { t } from '../../../i18n';
import type { Schema } from '../spec/document';
import { type Limit, limitsOf } from '../spec/schema';
import styles from './reference.module.css';

const Values = ({ texts }: { texts: readonly string[] }) => (
  <span class={styles.values}>
    {texts.map((text) => (
      <code key={text} dir="ltr">
        {text === '' ? '""' : text}
      </code>
    ))}
  </span>
);

const between = ({ kind, min, max }: Extract<Limit, { kind: 'range' | 'length' | 'items' }>): string => {
  if (max === undefined) return t(`docs.limit.${kind}.min`, { min: min ?? 0 });
  if (min === undefined) return t(`docs.limit.${kind}.max`, { max });
  return t(`docs.limit.${kind}.both`, { min, max });
};

const words = (limit: Limit): ComponentChildren => {
  switch (limit.kind) {
    case 'range':
    case 'length':
    case 'items':
      return between(limit);
    case 'base64':
    case 'closed':
      return t(`docs.limit.${limit.kind}`);
    case 'enum':
    case 'anyOf':
      return (
        <>
          {t(`docs.limit.${limit.kind}`)} <Values texts={limit.texts} />
        </>
      );
    default:
      return (
        <>
          {t(`docs.limit.${limit.kind}`)} <Values texts={[limit.text]} />
        </>
      );
  }
};

/** What a value has to keep to, in one line where there is room. */
export const Limits = ({ schema }: { schema: Schema }) => {
  const limits = limitsOf(schema);
  if (limits.length === 0) return null;
  return (
    <ul class={styles.limits}>
      {limits.map((limit) => (
        <li key={limit.kind}>{words(limit)}</li>
      ))}
    </ul>
  );
};
