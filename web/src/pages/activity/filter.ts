import type { AuditEvent, EventQuery } from '../../api/events';
import { dayAfter, startOfDay } from './days';

/** What came of something, in the few kinds that an eye tells apart. */
export type Group = 'match' | 'no_match' | 'unjudged' | 'changed' | 'refused';

const OUTCOMES: Record<Group, readonly string[]> = {
  match: ['match'],
  no_match: ['no_match'],
  unjudged: ['no_face', 'several_faces', 'low_quality'],
  changed: ['ok', 'confirmed', 'corrected'],
  refused: ['duplicate_person', 'identity_conflict', 'image_of_another_person'],
};

export const GROUPS = Object.keys(OUTCOMES) as Group[];

/** Outcomes that we do not know are refusals: the audit log has errors' codes there. */
export const groupOf = (outcome: string): Group =>
  GROUPS.find((group) => OUTCOMES[group].includes(outcome)) ?? 'refused';

export interface Filter {
  groups: readonly Group[];
  action: string | undefined;
  person: string | undefined;
  collection: string | undefined;
  /** Local days, as 2026-11-22, both included. */
  from: string | undefined;
  to: string | undefined;
}

export const NO_FILTER: Filter = {
  groups: [],
  action: undefined,
  person: undefined,
  collection: undefined,
  from: undefined,
  to: undefined,
};

const DAY = /^\d{4}-\d\d-\d\d$/;
const text = (value: string | undefined) => value || undefined;
const day = (value: string | undefined) => (value && DAY.test(value) ? value : undefined);

/** The filter stands in the page's address, so that it can be sent to somebody. */
export const readFilter = (query: Record<string, string | undefined>): Filter => ({
  groups: (query.outcome ?? '').split(',').filter((one): one is Group => GROUPS.includes(one as Group)),
  action: text(query.action),
  person: text(query.person),
  collection: text(query.collection),
  from: day(query.from),
  to: day(query.to),
});

export const activityPath = (filter: Filter): string => {
  const { groups, ...rest } = filter;
  const entries = Object.entries({ outcome: groups.join(','), ...rest }).filter(
    (entry): entry is [string, string] => Boolean(entry[1]),
  );
  return entries.length === 0 ? '/ui/activity' : `/ui/activity?${new URLSearchParams(entries)}`;
};

const outcomesOf = ({ groups }: Filter) => groups.flatMap((group) => OUTCOMES[group]);

export const toQuery = (filter: Filter): EventQuery => ({
  collection: filter.collection,
  personId: filter.person,
  ...(filter.action ? { actions: [filter.action] } : {}),
  ...(filter.groups.length > 0 ? { outcomes: outcomesOf(filter) } : {}),
  from: filter.from && startOfDay(filter.from).toISOString(),
  to: filter.to && startOfDay(dayAfter(filter.to)).toISOString(),
});

/** Whether a live event belongs to what is shown: the stream knows no filter but the collection. */
export const matches = (event: AuditEvent, filter: Filter): boolean => {
  const at = Date.parse(event.at);
  return (
    (filter.groups.length === 0 || outcomesOf(filter).includes(event.outcome)) &&
    (!filter.action || event.action === filter.action) &&
    (!filter.person || event.person_id === filter.person) &&
    (!filter.collection || event.collection === filter.collection) &&
    (!filter.from || at >= startOfDay(filter.from).getTime()) &&
    (!filter.to || at < startOfDay(dayAfter(filter.to)).getTime())
  );
};

export const isFiltered = (filter: Filter): boolean => activityPath(filter) !== activityPath(NO_FILTER);
