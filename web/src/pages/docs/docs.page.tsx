import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { getOpenApi } from '../../api/server';
import { useResource } from '../../data';
import { t } from '../../i18n';
import { ErrorBanner, Page, SkeletonRows, useMediaQuery } from '../../ui';
import type { Values } from './request/values';
import type { OpenApi } from './spec/document';
import { groupsOf, operationsOf } from './spec/operations';
import { useChoice } from './useChoice';
import { DocumentContext } from './view/context';
import styles from './view/docs.module.css';
import { OperationList, START } from './view/OperationList';
import { OperationView, type View } from './view/OperationView';
import { Start } from './view/Start';

/** List and operation stand side by side; on a phone it is one or the other. */
const WIDE = '(min-width: 900px)';

const Explorer = ({ spec }: { spec: OpenApi }) => {
  const operations = useMemo(() => operationsOf(spec), [spec]);
  const groups = useMemo(() => groupsOf(spec, operations), [spec]);
  const [query, setQuery] = useState('');
  const [view, setView] = useState<View>('reference');
  const kept = useRef(new Map<string, Values>());
  const wide = useMediaQuery(WIDE);
  const choice = useChoice();
  const first = useRef(choice);
  const previous = useRef(choice);

  const operation = operations.find((one) => one.id === choice);
  const known = operation !== undefined || choice === START;
  const current = known ? choice : wide ? START : '';
  const focus = choice !== first.current || previous.current !== choice;

  useEffect(() => {
    const left = previous.current;
    previous.current = choice;
    // Back in the list of a phone: where one was.
    if (current === '' && left !== choice) {
      document.querySelector<HTMLElement>(`a[href="#${CSS.escape(left)}"]`)?.focus();
    }
  }, [choice]);

  return (
    <DocumentContext.Provider value={spec}>
      <div class={styles.explorer}>
        {(wide || current === '') && (
          <OperationList groups={groups} query={query} onQuery={setQuery} current={current} />
        )}
        {operation && (
          <OperationView
            key={operation.id}
            operation={operation}
            view={view}
            onView={setView}
            kept={kept.current.get(operation.id)}
            onKeep={(values) => kept.current.set(operation.id, values)}
            focus={focus}
          />
        )}
        {current === START && <Start focus={focus} />}
      </div>
    </DocumentContext.Provider>
  );
};

export default function DocsPage() {
  const spec = useResource(async (signal) => (await getOpenApi(signal)) as unknown as OpenApi, []);
  return (
    <Page title={t('docs.title')} lead={t('docs.lead')}>
      {spec.error && <ErrorBanner problem={spec.error} onRetry={spec.reload} />}
      {!spec.data && !spec.error && <SkeletonRows rows={8} />}
      {spec.data && <Explorer spec={spec.data} />}
    </Page>
  );
}
