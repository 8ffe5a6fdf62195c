import type { AuditEvent } from '../../api/events';

/** Events that came live, before those of pages that were read later and may have them again. Newest first. */
export const merge = (live: readonly AuditEvent[], paged: readonly AuditEvent[]): AuditEvent[] => {
  if (live.length === 0) return [...paged];
  const there = new Set(live.map(({ id }) => id));
  return [...live, ...paged.filter(({ id }) => !there.has(id))];
};

/** How many of those that wait are not shown already. */
export const countNew = (waiting: readonly AuditEvent[], shown: readonly AuditEvent[]): number => {
  if (waiting.length === 0) return 0;
  const there = new Set(shown.map(({ id }) => id));
  return waiting.filter(({ id }) => !there.has(id)).length;
};
