import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { DEFAULT_COLLECTION, listPeople, type Person } from '../../api/people';
import { usePaged } from '../../data';
import { plural, t } from '../../i18n';
import { can } from '../../session';
import {
  announce,
  ButtonLink,
  Card,
  EmptyState,
  ErrorBanner,
  Page,
  SkeletonRows,
  useDebounced,
  VirtualList,
} from '../../ui';
import { useCollectionIds } from '../shared/useCollectionIds';
import { PersonRow, ROW_HEIGHT } from './PersonRow';
import { peoplePath } from './paths';
import { listKey, type RememberedList, rememberList, takeRemembered } from './remembered';
import { Toolbar } from './Toolbar';

const PAGE_SIZE_MIN = 100;
const PAGE_SIZE_MAX = 500;
const TYPING_MS = 200;

const usePeople = (search: string, collection: string) => {
  const [remembered] = useState(() => takeRemembered(listKey(search, collection)));
  const latest = useRef<Omit<RememberedList, 'scrollY'>>({ key: '', items: [], next: undefined });
  const people = usePaged(
    async (pageToken, signal) => {
      // The first rows come soon; whoever scrolls on and on gets more of them at a time.
      const soFar = pageToken === undefined ? 0 : latest.current.items.length;
      const pageSize = Math.min(PAGE_SIZE_MAX, Math.max(PAGE_SIZE_MIN, soFar));
      const page = await listPeople({ query: search, collection, pageSize, pageToken, signal });
      return { items: page.people, next: page.next_page_token };
    },
    [search, collection],
    remembered && { items: [...remembered.items], next: remembered.next },
  );

  useEffect(() => {
    // After the router has scrolled a page that was navigated to up to its top.
    if (remembered) window.scrollTo(0, remembered.scrollY);
  }, []);

  latest.current = { key: listKey(search, collection), items: people.items, next: people.next };
  useLayoutEffect(() => {
    // Noted as it changes: when the list goes, the next page stands above it already and has moved it.
    let { scrollY } = window;
    const note = () => {
      scrollY = window.scrollY;
    };
    window.addEventListener('scroll', note, { passive: true });
    return () => {
      window.removeEventListener('scroll', note);
      rememberList({ ...latest.current, scrollY });
    };
  }, []);
  return people;
};

const NoPeople = ({ search }: { search: string }) =>
  search === '' ? (
    <EmptyState
      icon="people"
      title={t('people.empty')}
      action={
        can('register_person') && (
          <ButtonLink href="/ui/register" variant="primary" icon="register">
            {t('people.register')}
          </ButtonLink>
        )
      }
    >
      {t('people.emptyHint')}
    </EmptyState>
  ) : (
    <EmptyState icon="search" title={t('people.notFound', { query: search })}>
      {t('people.notFoundHint')}
    </EmptyState>
  );

const People = () => {
  const { query, route } = useLocation();
  const collection = query.collection ?? DEFAULT_COLLECTION;
  const [typed, setTyped] = useState(query.q ?? '');
  const search = useDebounced(typed.trim(), TYPING_MS);
  const people = usePeople(search, collection);
  const collections = useCollectionIds();

  useEffect(() => {
    const path = peoplePath(search, collection);
    if (path !== location.pathname + location.search) route(path, true);
  }, [search]);

  useEffect(() => {
    if (people.loading || people.error || search === '') return;
    announce(plural(people.more ? 'people.foundMore' : 'people.found', people.items.length));
  }, [people.loading, search]);

  const rows = people.items as readonly Person[];
  return (
    <Page
      title={t('people.title')}
      actions={
        can('register_person') && (
          <ButtonLink href="/ui/register" variant="primary" icon="plus">
            {t('people.register')}
          </ButtonLink>
        )
      }
    >
      <Toolbar
        search={typed}
        onSearch={setTyped}
        busy={people.loading && rows.length > 0}
        collection={collection}
        collections={collections}
        onCollection={(next) => route(peoplePath(search, next), true)}
      />
      {people.error && <ErrorBanner problem={people.error} onRetry={people.retry} />}
      {(rows.length > 0 || !people.error) && (
        <Card flush>
          <VirtualList
            label={t('people.title')}
            count={rows.length}
            rowHeight={ROW_HEIGHT}
            rowKey={(index) => rows[index]?.id ?? String(index)}
            row={(index, tabIndex) => {
              const person = rows[index];
              return person && <PersonRow person={person} tabIndex={tabIndex} />;
            }}
            more={people.more}
            onMore={people.loadMore}
            tail={<SkeletonRows rows={2} height={ROW_HEIGHT} />}
          />
          {rows.length === 0 && people.loading && <SkeletonRows rows={8} height={ROW_HEIGHT} />}
          {rows.length === 0 && !people.loading && <NoPeople search={search} />}
        </Card>
      )}
    </Page>
  );
};

export default People;
