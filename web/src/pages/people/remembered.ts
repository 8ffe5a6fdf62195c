import { effect, signal } from '@preact/signals';
import type { Person } from '../../api/people';
import { session } from '../../session';

export interface RememberedList {
  key: string;
  items: readonly Person[];
  next: string | undefined;
  scrollY: number;
}

/** The list as it was when somebody was looked at, so that coming back finds the same place. */
const list = signal<RememberedList | null>(null);
/** Only who comes from a person finds the list as it was; who comes otherwise wants it fresh. */
const returning = signal(false);

export const listKey = (search: string, collection: string) => `${collection}\n${search}`;

export const rememberList = (remembered: RememberedList) => {
  list.value = remembered;
};

export const visitPerson = () => {
  returning.value = true;
};

/** After a change the list is read again; its place on the page would be another one. */
export const forgetList = () => {
  list.value = null;
};

export const takeRemembered = (key: string): RememberedList | undefined => {
  const found = returning.value && list.value?.key === key ? list.value : undefined;
  returning.value = false;
  list.value = null;
  return found;
};

effect(() => {
  if (session.value.state === 'signed_out') list.value = null;
});
