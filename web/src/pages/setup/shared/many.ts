import { asApiError } from '../../../api/errors';

const AT_ONCE = 4;

/** The same for each, a few at a time, in order. */
export const forMany = async <In, Out>(
  items: readonly In[],
  act: (item: In) => Promise<Out>,
): Promise<Out[]> => {
  const out: Out[] = [];
  let next = 0;
  const work = async () => {
    while (next < items.length) {
      const at = next;
      next += 1;
      out[at] = await act(items[at] as In);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
  return out;
};

/** What is there, or nothing where this operator may not ask. */
export const orNone = async <T>(asked: Promise<T[]>): Promise<T[]> => {
  try {
    return await asked;
  } catch (error) {
    if (asApiError(error).code === 'access_denied') return [];
    throw error;
  }
};
