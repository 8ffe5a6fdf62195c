import { useState } from 'preact/hooks';
import { t } from '../../../i18n';
import { Badge, Card, CopyButton, cx, SampleTabs, Tabs } from '../../../ui';
import { type Draft, draftOf } from '../request/draft';
import { credentialsOf, samplesOf } from '../request/samples';
import { useCall } from '../request/useCall';
import { startValues, type Values } from '../request/values';
import type { Operation } from '../spec/operations';
import { roleName } from './access';
import { useDocument } from './context';
import { Detail } from './Detail';
import styles from './docs.module.css';
import { Method } from './Method';
import { Prose } from './Prose';
import { Reference } from './Reference';
import { TryIt } from './TryIt';

export type View = 'reference' | 'try';

interface OperationViewProps {
  operation: Operation;
  view: View;
  onView: (view: View) => void;
  /** What was filled in when the operation was left. */
  kept: Values | undefined;
  onKeep: (values: Values) => void;
  focus: boolean;
}

const Access = ({ operation }: { operation: Operation }) => {
  const kind = credentialsOf(operation);
  if (kind === 'none') return <Badge icon="globe">{t('docs.access.none')}</Badge>;
  if (kind === 'session') return <Badge icon="lock">{t('docs.access.session')}</Badge>;
  if (!operation.roles) return <Badge icon="key">{t('docs.access.key')}</Badge>;
  return (
    <ul class={styles.roles} aria-label={t('docs.access.roles')}>
      {operation.roles.map((role) => (
        <li key={role}>
          <Badge icon="user">{roleName(role)}</Badge>
        </li>
      ))}
    </ul>
  );
};

const Samples = ({ operation, draft }: { operation: Operation; draft: Draft }) => {
  const samples = samplesOf(location.origin, operation, draft);
  return (
    <Card>
      <section class={styles.samples} aria-label={t('docs.copyAs')}>
        <h3>{t('docs.copyAs')}</h3>
        {samples.length > 0 ? (
          <SampleTabs samples={samples} label={t('docs.copyAs')} />
        ) : (
          <p class={styles.muted}>{t('docs.sessionOnly')}</p>
        )}
      </section>
    </Card>
  );
};

/** One operation: what it is, its reference or a form to try it, and the same request for programs. */
export const OperationView = (props: OperationViewProps) => {
  const { operation, view, onView, kept, onKeep, focus } = props;
  const document = useDocument();
  const [values, setValues] = useState<Values>(() => kept ?? startValues(document, operation));
  const call = useCall(operation);
  const draft = draftOf(document, operation, values);

  const keep = (next: Values) => {
    setValues(next);
    onKeep(next);
  };

  return (
    <Detail
      id="operation"
      title={operation.summary}
      lang="en"
      focus={focus}
      head={
        <>
          <div class={styles.pathRow} dir="ltr">
            <Method method={operation.method} />
            <code class={cx(styles.path, operation.deprecated && styles.struck)}>{operation.path}</code>
            <CopyButton text={`${location.origin}/docs#${operation.id}`} label={t('docs.copyLink')} />
          </div>
          <Access operation={operation} />
          {operation.deprecated && <Badge tone="warning">{t('docs.deprecated')}</Badge>}
          <Prose text={operation.description} />
        </>
      }
    >
      <Tabs
        label={t('docs.views')}
        tabs={[
          { key: 'reference', label: t('docs.reference') },
          { key: 'try', label: t('docs.try') },
        ]}
        current={view}
        onSelect={onView}
      >
        {view === 'reference' ? (
          <Reference operation={operation} />
        ) : (
          <TryIt operation={operation} values={values} onValues={keep} draft={draft} call={call} />
        )}
      </Tabs>
      <Samples operation={operation} draft={draft} />
    </Detail>
  );
};
