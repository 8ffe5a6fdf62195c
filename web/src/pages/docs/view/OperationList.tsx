import { useEffect, useRef } from 'preact/hooks';
import { plural, t } from '../../../i18n';
import { announce, cx, Icon, TextInput, useDebounced } from '../../../ui';
import { type Group, search } from '../spec/operations';
import { isForbidden } from './access';
import styles from './docs.module.css';
import { Method } from './Method';

/** The introduction's address; no operation is called so. */
export const START = 'getting-started';
const SETTLED_MS = 600;

interface OperationListProps {
  groups: readonly Group[];
  query: string;
  onQuery: (query: string) => void;
  current: string;
}

/** All operations by what they are about, to be searched. */
export const OperationList = ({ groups, query, onQuery, current }: OperationListProps) => {
  const side = useRef<HTMLDivElement>(null);
  const nav = useRef<HTMLElement>(null);
  const found = search(groups, query);
  const count = found.reduce((sum, group) => sum + group.operations.length, 0);
  const settled = useDebounced(query, SETTLED_MS);

  useEffect(() => {
    if (settled !== '') announce(plural('docs.found', count));
  }, [settled]);

  // The list scrolls by itself on a desk; the page must not.
  useEffect(() => {
    const list = nav.current;
    const entry = list?.querySelector<HTMLElement>('[aria-current]');
    if (!list || !entry) return;
    const top = entry.offsetTop;
    const inView =
      top >= list.scrollTop && top + 2 * entry.offsetHeight <= list.scrollTop + list.clientHeight;
    if (!inView) list.scrollTop = top - list.clientHeight / 3;
  }, [current]);

  // Arrow keys lead from the search through what it found.
  useEffect(() => {
    const root = side.current;
    const onKeyDown = (event: KeyboardEvent) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step === undefined) return;
      const all = [...(nav.current?.querySelectorAll<HTMLAnchorElement>('a') ?? [])];
      const next = all[all.indexOf(document.activeElement as HTMLAnchorElement) + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
    };
    root?.addEventListener('keydown', onKeyDown);
    return () => root?.removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <div ref={side} class={styles.side}>
      <search>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const first = found[0]?.operations[0];
            if (first && query.trim() !== '') location.hash = first.id;
          }}
        >
          <TextInput
            label={t('docs.search')}
            hideLabel
            placeholder={t('docs.search')}
            value={query}
            onValue={onQuery}
            autocomplete="off"
            autocapitalize="off"
            trailing={<Icon name="search" size={18} class={styles.searchIcon} />}
          />
        </form>
      </search>
      <nav ref={nav} class={styles.list} aria-label={t('docs.operations')}>
        {query.trim() === '' && (
          <a
            class={cx(styles.entry, styles.first)}
            href={`#${START}`}
            aria-current={current === START ? 'true' : undefined}
          >
            <span class={styles.entryText}>{t('docs.start')}</span>
          </a>
        )}
        {found.map((group) => (
          <div key={group.name} class={styles.group}>
            <h2 lang="en" title={group.description}>
              {group.name}
            </h2>
            <ul>
              {group.operations.map((operation) => (
                <li key={operation.id}>
                  <a
                    class={styles.entry}
                    href={`#${operation.id}`}
                    aria-current={current === operation.id ? 'true' : undefined}
                  >
                    <Method method={operation.method} />
                    <span class={styles.entryText}>
                      <span lang="en">{operation.summary}</span>
                      <span class={styles.entryPath} dir="ltr">
                        {operation.path}
                      </span>
                    </span>
                    {isForbidden(operation) && (
                      <>
                        <Icon name="lock" size={14} class={styles.locked} />
                        <span class="visually-hidden">{t('docs.notYours')}</span>
                      </>
                    )}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
        {count === 0 && <p class={styles.nothing}>{t('docs.nothing', { query })}</p>}
      </nav>
    </div>
  );
};
