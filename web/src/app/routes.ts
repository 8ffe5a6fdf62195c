import type { ComponentType } from 'preact';
import { lazy } from 'preact-iso';
import { reachable, whenReachable } from '../api/gate';
import { ping } from '../api/server';
import { can } from '../session';
import { ChunkFailed } from './ChunkFailed';
import { type RouteEntry, TABLE } from './table';

export interface Route extends RouteEntry {
  component: ComponentType;
}

const files = import.meta.glob<{ default: ComponentType }>('../pages/**/*.page.tsx');

/**
 * A server that was brought up to date has other chunks than the page that is still open. One that cannot be reached has
 * them later: the page is then loaded anew (a browser may keep a failed import for good), unless its reader has gone on.
 */
const afterFailure = async (): Promise<{ default: ComponentType }> => {
  const { pathname } = location;
  await ping().catch(() => undefined);
  if (!reachable.value) {
    await whenReachable();
    if (location.pathname === pathname) {
      location.reload();
      await new Promise(() => undefined);
    }
  }
  return { default: ChunkFailed };
};

const pageOf = (load: () => Promise<{ default: ComponentType }>) => lazy(() => load().catch(afterFailure));

/** Every row's file is there, and every page has its row: table.test.ts. */
const loaderOf = (page: string) => {
  const load = files[`../pages/${page}.page.tsx`];
  if (!load) throw new Error(page);
  return load;
};

export const routes: readonly Route[] = TABLE.map((entry) => ({
  ...entry,
  component: pageOf(loaderOf(entry.page)),
}));

export const allowed = (route: RouteEntry): boolean =>
  route.needs.length === 0 || route.needs.some((operation) => can(operation));

export type NavRoute = Route & { nav: NonNullable<Route['nav']> };

export const navRoutes = (): NavRoute[] =>
  routes.filter((route): route is NavRoute => route.nav !== undefined && allowed(route));

export const isCurrent = (route: RouteEntry, path: string): boolean =>
  path === route.path || (route.path !== '/ui' && path.startsWith(`${route.path}/`));
