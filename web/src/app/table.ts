import type { MessageKey } from '../i18n';
import type { Operation } from '../session';
import type { IconName } from '../ui';

export interface RouteEntry {
  path: string;
  /** The page's file below src/pages, without ".page.tsx". */
  page: string;
  /** Any of these operations must be allowed; none: everybody who is signed in. */
  needs: readonly Operation[];
  nav?: { label: MessageKey; icon: IconName; group: NavGroup /** Order in the phone's bar. */; bar?: number };
  /** Shown without the navigation. */
  bare?: boolean;
}

type NavGroup = 'faces' | 'work' | 'manage';
export const NAV_GROUPS: readonly NavGroup[] = ['faces', 'work', 'manage'];

/** The one table of what there is: pages, their addresses, who may see them and where the navigation shows them. */
export const TABLE: readonly RouteEntry[] = [
  {
    path: '/ui',
    page: 'overview/overview',
    needs: [],
    nav: { label: 'nav.overview', icon: 'overview', group: 'faces', bar: 4 },
  },
  {
    path: '/ui/authenticate',
    page: 'authenticate/authenticate',
    needs: ['verify'],
    nav: { label: 'nav.authenticate', icon: 'authenticate', group: 'faces', bar: 1 },
  },
  {
    path: '/ui/register',
    page: 'register/register',
    needs: ['register_person'],
    nav: { label: 'nav.register', icon: 'register', group: 'faces', bar: 2 },
  },
  {
    path: '/ui/people',
    page: 'people/list',
    needs: ['list_people'],
    nav: { label: 'nav.people', icon: 'people', group: 'faces', bar: 3 },
  },
  { path: '/ui/people/:id', page: 'people/person', needs: ['get_person'] },
  {
    path: '/ui/kiosk',
    page: 'kiosk/kiosk',
    needs: ['verify'],
    nav: { label: 'nav.kiosk', icon: 'kiosk', group: 'faces' },
    bare: true,
  },
  {
    path: '/ui/activity',
    page: 'activity/activity',
    needs: ['list_events'],
    nav: { label: 'nav.activity', icon: 'activity', group: 'work', bar: 5 },
  },
  {
    path: '/ui/review',
    page: 'review/review',
    needs: ['list_reviews'],
    nav: { label: 'nav.review', icon: 'review', group: 'work' },
  },
  {
    path: '/ui/uploads',
    page: 'uploads/uploads',
    needs: ['list_uploads'],
    nav: { label: 'nav.uploads', icon: 'upload', group: 'work', bar: 6 },
  },
  {
    path: '/ui/setup',
    page: 'setup/setup',
    needs: ['ListCollections'],
    nav: { label: 'nav.setup', icon: 'setup', group: 'manage' },
  },
  { path: '/ui/setup/collections', page: 'setup/collections/collections', needs: ['ListCollections'] },
  { path: '/ui/setup/collections/:id', page: 'setup/collections/collection', needs: ['ListCollections'] },
  { path: '/ui/setup/buckets', page: 'setup/buckets/buckets', needs: ['ListBuckets'] },
  { path: '/ui/setup/buckets/:bucket', page: 'setup/buckets/bucket', needs: ['ListObjectsV2'] },
  { path: '/ui/setup/tables', page: 'setup/tables/tables', needs: ['Scan'] },
  { path: '/ui/setup/tables/:table', page: 'setup/tables/table', needs: ['Scan'] },
  { path: '/ui/setup/functions', page: 'setup/functions/functions', needs: ['ListFunctions'] },
  { path: '/ui/setup/functions/:name', page: 'setup/functions/function', needs: ['ListFunctions'] },
  { path: '/ui/setup/intakes', page: 'setup/intakes/intakes', needs: ['list_intakes'] },
  { path: '/ui/setup/webhooks', page: 'setup/webhooks/webhooks', needs: ['list_webhooks'] },
  { path: '/ui/start', page: 'start/start', needs: ['register_person'] },
  {
    path: '/ui/thresholds',
    page: 'thresholds/thresholds',
    needs: ['get_server'],
    nav: { label: 'nav.thresholds', icon: 'threshold', group: 'manage' },
  },
  {
    path: '/ui/operators',
    page: 'operators/operators',
    needs: ['list_operators'],
    nav: { label: 'nav.operators', icon: 'operators', group: 'manage' },
  },
  {
    path: '/ui/keys',
    page: 'keys/keys',
    needs: ['list_keys'],
    nav: { label: 'nav.keys', icon: 'key', group: 'manage' },
  },
  { path: '/ui/help/tls', page: 'help/tls', needs: [] },
  {
    path: '/docs',
    page: 'docs/docs',
    needs: ['openapi'],
    nav: { label: 'nav.api', icon: 'api', group: 'manage' },
  },
];
