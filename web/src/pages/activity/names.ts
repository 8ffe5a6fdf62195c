import { useEffect, useState } from 'preact/hooks';
import { getPerson } from '../../api/people';
import { can } from '../../session';

/** A row that is only scrolled past asks for nobody's name. */
const SETTLE_MS = 120;

/** Names of people by collection and id; null: there is nobody of that id any more. Asked for once while the page is open. */
export type NameBook = Map<string, string | null>;

const keyOf = (collection: string | undefined, id: string | undefined) => `${collection}/${id}`;

/** What was learned by the way need not be asked for. */
export const noteName = (book: NameBook, collection: string, id: string, name: string) =>
  book.set(keyOf(collection, id), name);

/** Whose event it is. Undefined until it is known, null where it cannot be. */
export const usePersonName = (
  book: NameBook,
  collection: string | undefined,
  id: string | undefined,
): string | null | undefined => {
  const key = keyOf(collection, id);
  const [, setRound] = useState(0);
  const known = id === undefined || collection === undefined ? null : book.get(key);

  useEffect(() => {
    if (known !== undefined || id === undefined || collection === undefined || !can('get_person')) {
      return undefined;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      getPerson(id, collection, abort.signal, true).then(
        ({ person }) => {
          book.set(key, person.name);
          setRound((round) => round + 1);
        },
        () => {
          if (abort.signal.aborted) return;
          book.set(key, null);
          setRound((round) => round + 1);
        },
      );
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [key]);

  return known;
};
