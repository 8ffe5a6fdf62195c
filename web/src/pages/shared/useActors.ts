import { listKeys } from '../../api/keys';
import { listOperators } from '../../api/operators';
import { useResource } from '../../data';
import { t } from '../../i18n';
import { can, operator } from '../../session';

/** The name behind an access key's id, where we may know it. */
export type ActorNames = (actor: string) => string | undefined;

const PAGE_SIZE = 500;

const all = async <Page extends { next_page_token?: string }>(
  load: (token: string | undefined) => Promise<Page>,
  take: (page: Page) => void,
) => {
  let token: string | undefined;
  do {
    const page = await load(token);
    take(page);
    token = page.next_page_token;
  } while (token !== undefined);
};

/** Keys and operators are listed to admins only; others see ids. */
export const useActors = (): ActorNames => {
  const names = useResource(async (signal) => {
    const found = new Map<string, string>();
    const options = { pageSize: PAGE_SIZE, signal, background: true };
    if (can('list_keys')) {
      await all(
        (pageToken) => listKeys({ ...options, pageToken }),
        ({ keys }) => {
          for (const key of keys) found.set(key.access_key_id, key.name ?? '');
        },
      );
    }
    if (can('list_operators')) {
      await all(
        (pageToken) => listOperators({ ...options, pageToken }),
        ({ operators }) => {
          for (const operator of operators) found.set(operator.access_key_id, operator.name);
        },
      );
    }
    return found;
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
