import { listKeys } from '../../api/keys';
import { listOperators } from '../../api/operators';
import { everyPage } from '../../api/pages';
import { useResource } from '../../data';
import { t } from '../../i18n';
import { can, operator } from '../../session';

/** The name behind an access key's id, where we may know it. */
export type ActorNames = (actor: string) => string | undefined;

const PAGE_SIZE = 500;

/** Keys and operators are listed to admins only; others see ids. */
export const useActors = (): ActorNames => {
  const names = useResource(async (signal) => {
    const options = { pageSize: PAGE_SIZE, signal, background: true };
    const [keys, operators] = await Promise.all([
      can('list_keys')
        ? everyPage(async (pageToken) => {
            const page = await listKeys({ ...options, pageToken });
            return { items: page.keys, next: page.next_page_token };
          })
        : [],
      can('list_operators')
        ? everyPage(async (pageToken) => {
            const page = await listOperators({ ...options, pageToken });
            return { items: page.operators, next: page.next_page_token };
          })
        : [],
    ]);
    // Operators come last: their names go before those of keys.
    return new Map([...keys, ...operators].map(({ access_key_id, name }) => [access_key_id, name ?? '']));
  }, []);

  return (actor) => {
    const [, kind, name = ''] = /^(intake|route):(.*)$/.exec(actor) ?? [];
    if (kind === 'intake') return t('activity.byIntake', { name });
    if (kind === 'route') return t('activity.byRoute', { path: name });
    if (actor === 'intake') return t('activity.byAnIntake');
    const who = operator.value;
    if (actor !== who?.access_key_id) return names.data?.get(actor) || undefined;
    // Who signed in with a key is called by its id; the root key is the one that no list of an admin's has.
    const isRoot = who.name === actor && can('list_keys') && names.data?.has(actor) === false;
    return isRoot ? t('activity.rootKey') : names.data?.get(actor) || who.name;
  };
};
