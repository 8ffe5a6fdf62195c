import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../../i18n';
import type { Schema } from '../spec/document';
import { alternativesOf, membersOf, namesOf, resolve, typeText } from '../spec/schema';
import { useDocument } from './context';
import { Limits } from './Limits';
import { Prose } from './Prose';
import styles from './reference.module.css';

/** What is folded away is not there, so that a schema that holds itself comes to an end. */
const Fold = ({
  label,
  open,
  children,
}: {
  label: string;
  open: boolean;
  children: () => ComponentChildren;
}) => {
  const [shown, setShown] = useState(open);
  return (
    <details class={styles.fold} open={shown} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>{label}</summary>
      {shown && children()}
    </details>
  );
};

interface TreeProps {
  schema: Schema;
  /** Names of the schemas that this one stands in. */
  within?: readonly string[];
  depth?: number;
}

/** Members that are few enough to be read at once are not folded away. */
const OPEN_DEPTH = 0;
const OPEN_MEMBERS_MAX = 10;

const Nested = ({ schema, within = [], depth = 0 }: TreeProps) => {
  const document = useDocument();
  const names = namesOf(document, schema);
  const count = membersOf(document, schema).length;
  const full = resolve(document, schema);
  const choices = alternativesOf(full.items ? resolve(document, full.items) : full).length;
  if (count === 0 && choices === 0) return null;
  if (names.some((name) => within.includes(name))) return <p class={styles.note}>{t('docs.seeAbove')}</p>;
  return (
    <Fold
      label={t('docs.members', { type: typeText(document, schema) })}
      open={depth <= OPEN_DEPTH && count <= OPEN_MEMBERS_MAX}
    >
      {() => <SchemaTree schema={schema} within={[...within, ...names]} depth={depth + 1} />}
    </Fold>
  );
};

/** Members with types, limits and descriptions, each to be unfolded where it has members of its own. */
export const SchemaTree = ({ schema, within = [], depth = 0 }: TreeProps) => {
  const document = useDocument();
  const full = resolve(document, schema);
  const inner = full.items ? resolve(document, full.items) : full;
  const choices = alternativesOf(inner);
  if (choices.length > 0) {
    return (
      <div class={styles.choices}>
        <p class={styles.note}>{t('docs.oneOf')}</p>
        {choices.map((choice, index) => (
          <Fold key={index} label={typeText(document, choice)} open={depth === 0}>
            {() => (
              <SchemaTree
                schema={choice}
                within={[...within, ...namesOf(document, choice)]}
                depth={depth + 1}
              />
            )}
          </Fold>
        ))}
      </div>
    );
  }
  const members = membersOf(document, schema);
  if (members.length === 0) return null;
  return (
    <ul class={styles.members}>
      {members.map((member) => {
        const one = resolve(document, member.schema);
        return (
          <li key={member.name} class={styles.member}>
            <MemberHead
              name={member.name}
              type={typeText(document, member.schema)}
              required={member.required}
            />
            <Prose text={one.description} />
            <Limits schema={one} />
            <Nested schema={member.schema} within={within} depth={depth} />
          </li>
        );
      })}
    </ul>
  );
};

interface MemberHeadProps {
  name: string;
  type: string;
  required: boolean;
  deprecated?: boolean | undefined;
}

export const MemberHead = ({ name, type, required, deprecated }: MemberHeadProps) => (
  <div class={styles.memberHead} dir="ltr">
    <code class={styles.memberName}>{name}</code>
    <code class={styles.memberType}>{type}</code>
    {required && <span class={styles.required}>{t('docs.required')}</span>}
    {deprecated && <span class={styles.required}>{t('docs.deprecated')}</span>}
  </div>
);
